/**
 * Three attributes of which each two are crossed. Their tables tell, for any three groups, how many are in all of them and how many in
 * none, both together (inclusion and exclusion); so they do where one of the groups is everybody else. Where these are few, one of the
 * three crossings is withheld.
 */
import type { AuditResult, Moments } from "../model.js";
import type { Shows } from "./places.js";
import { type Counted, isFew, made } from "./sums.js";
import { keyOf, type Table } from "./tables.js";
import { allOf, type ByTable } from "./withheld.js";

type Read = (table: Table | null, group: readonly string[]) => number | null;

export function toldByCubes(
  result: AuditResult,
  tables: readonly Table[],
  counted: readonly Counted[],
  shows: Shows,
  minimum: number,
): ByTable {
  const singles = tables.filter((one) => one.attributes.length === 1);
  const cross = (a: Table, b: Table): Table | undefined =>
    tables.find((one) => keyOf(one.attributes) === keyOf([...a.attributes, ...b.attributes]));
  const reads = readsOf(result, counted, shows);
  const found = new Map<string, ReadonlySet<string>>();
  for (const [i, a] of singles.entries())
    for (const [j, b] of singles.entries())
      for (const [k, c] of singles.entries()) {
        const pairs = [cross(a, b), cross(a, c), cross(b, c)];
        if (!(i < j && j < k) || pairs.includes(undefined)) continue;
        const three = pairs as Table[];
        if (
          three.some((one) => found.has(one.key)) ||
          !reads.some((read) => tells(read, [a, b, c], three, minimum))
        )
          continue;
        const findings = (one: Table): number =>
          result.findings.filter(({ attributes }) => keyOf(attributes) === one.key).length;
        const least = three.toSorted((x, y) => findings(x) - findings(y))[0]!;
        found.set(least.key, allOf(least));
      }
  return found;
}

function tells(
  read: Read,
  [a, b, c]: readonly Table[],
  [ab, ac, bc]: readonly Table[],
  minimum: number,
): boolean {
  const all = read(null, []);
  return a!.cells.some((x) =>
    b!.cells.some((y) =>
      c!.cells.some((z) => {
        const [nx, ny, nz] = [read(a!, x.group), read(b!, y.group), read(c!, z.group)];
        const [xy, xz, yz] = [
          read(ab!, [...x.group, ...y.group]),
          read(ac!, [...x.group, ...z.group]),
          read(bc!, [...y.group, ...z.group]),
        ];
        const known = [nx, ny, nz, xy, xz, yz];
        if (known.includes(null)) return false;
        const both = [
          ...(all === null ? [] : [all - nx! - ny! - nz! + xy! + xz! + yz!]),
          nz! + xy! - xz! - yz!,
          ny! + xz! - xy! - yz!,
          nx! + yz! - xy! - xz!,
        ];
        return both.some((people) => isFew(people, minimum));
      }),
    ),
  );
}

/** People, and what each metric counts; nobody where there is no such group, null where it is withheld. */
function readsOf({ units, families }: AuditResult, counted: readonly Counted[], shows: Shows): Read[] {
  const cellOf = (table: Table, group: readonly string[]): Table["cells"][number] | undefined =>
    table.cells.find((one) => one.key === keyOf(group));
  const people: Read = (table, group) => {
    if (table === null) return units.count;
    const cell = cellOf(table, group);
    return cell === undefined ? 0 : shows(null, table, cell.key) ? cell.units : null;
  };
  const on =
    (id: string, count: (moments: Moments) => number): Read =>
    (table, group) => {
      if (!shows(id, table, keyOf(group))) return null;
      const overall = made(families.find((one) => one.metric === id)?.overall);
      const cell = table === null ? undefined : cellOf(table, group);
      const moments = table === null ? overall : (cell?.moments.get(id) ?? null);
      return table !== null && cell === undefined ? 0 : moments && count(moments);
    };
  return [
    people,
    ...counted.flatMap(({ plan: { id }, share }) => [
      on(id, (one) => one.units),
      ...(share ? [on(id, (one) => one.y), on(id, (one) => one.d - one.y)] : []),
    ]),
  ];
}
