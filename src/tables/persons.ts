import type { Engine } from "../engine/engine.js";
import { type LoadedLog, ROWS } from "../log/load.js";
import { type RowSum, type RowSums, rowSums, SHARE_SCALE, sumOf, weightOf } from "./expressions.js";

/** The engine's table with one row for each person and each combination of attributes the person appears under. */
export const PERSONS = "persons";
/** Persons who appear under more than one combination. */
export const MIXED = "mixed_units";

/** One metric's columns in the table of persons. */
export interface PersonSums extends RowSums {
  readonly y: string;
  readonly d: string;
  /** Column of missing rows, or null where no row of the log misses anything. */
  readonly missingColumn: string | null;
  readonly outsideRows: number;
  readonly yScale: number;
  readonly dScale: number;
}

export interface PersonTable {
  /** Column of each attribute's group code; null for membership probabilities. */
  readonly attributes: readonly (string | null)[];
  readonly metrics: readonly PersonSums[];
  /** SQL that merges a person's rows of the table into one: every column but the unit, the attributes and `n`. */
  readonly merge: readonly string[];
  /** Whether persons are people (a unit column) or single rows. */
  readonly people: boolean;
  /** Rows count more than once (aggregated logs without a unit). */
  readonly weight: string | null;
  readonly mixed: number;
}

/**
 * Gather rows by person, a part of all people at a time. This is the one pass over all rows; everything later works on persons.
 * Without a unit column each row is its own person and nothing is gathered.
 */
export async function gatherPersons(engine: Engine, log: LoadedLog): Promise<PersonTable> {
  const { layout } = log;
  const { plan } = layout;
  const people = plan.log.unit !== null;
  const weight = weightOf(layout);
  // Without people a row's own sums must not hold its weight: it multiplies their squares only once, later.
  const rows = plan.metrics.map((metric) => rowSums(metric, log, people ? weight : "1"));
  const doubtful = await countDoubtful(engine, rows, people ? "1" : weight);
  const attributes = plan.attributes.map((attribute, index) =>
    attribute.column === null
      ? null
      : layout.nameOf({ kind: "group", column: attribute.column, attribute: index }),
  );
  const codes = [...new Set(attributes.filter((name) => name !== null))];
  const { unit } = log;
  const book = new SumBook();
  const raw = rows.map((one, index) => ({
    y: book.column(one.numerator),
    d: book.column(one.denominator),
    missing: doubtful[index]!.missing === 0 ? null : book.column(one.missing),
  }));
  const select = [
    ...(people
      ? [`${weight === "1" ? "CAST(count(*) AS UINTEGER)" : `sum(${weight})`} AS n`]
      : ["1 AS n", `${weight} AS w`]),
    "CAST(1 AS TINYINT) AS one",
    ...book.columns.map(([name, sum]) => `${people ? sumOf(sum) : sum.row} AS ${name}`),
  ];
  const tables = log.parts.map((_, part) => (log.parts.length === 1 ? PERSONS : `${PERSONS}_${part}`));
  let mixed = 0;
  if (people) {
    const sizes = sizesOf(log, attributes, codes);
    for (const [part, table] of tables.entries()) {
      await engine.run(`CREATE TABLE ${table} AS ${gather(log.parts[part]!, unit!, codes, sizes, select)}`);
      const several = `SELECT unit FROM ${table} GROUP BY unit HAVING count(*) > 1`;
      await engine.run(
        part === 0 ? `CREATE TABLE ${MIXED} AS ${several}` : `INSERT INTO ${MIXED} ${several}`,
      );
    }
    mixed = Number((await engine.query(`SELECT count(*) FROM ${MIXED}`))[0]![0]);
  } else
    await engine.run(`CREATE VIEW ${PERSONS} AS SELECT ${[...codes, ...select].join(", ")} FROM ${ROWS}`);
  const metrics: PersonSums[] = [];
  const shares: string[] = [];
  for (const [index, one] of rows.entries()) {
    const { y, d, missing } = raw[index]!;
    const base = { ...one, missingColumn: missing, outsideRows: doubtful[index]!.outside };
    if (one.metric.kind === "contacts") {
      metrics.push({ ...base, y, d: "one", yScale: one.numeratorScale, dScale: 1 });
      continue;
    }
    if (!one.perPerson) {
      metrics.push({ ...base, y, d, yScale: one.numeratorScale, dScale: one.denominatorScale });
      continue;
    }
    // A person's shares over all groups add up to one, so the person counts once, split if need be.
    const total = mixed === 0 ? `CAST(${d} AS DOUBLE)` : `CAST(sum(${d}) OVER (PARTITION BY unit) AS DOUBLE)`;
    const share = (value: string, scale: number): string =>
      `CASE WHEN ${total} = 0 THEN 0 ELSE CAST(round(${value} / (${total} * ${scale}) * ${SHARE_SCALE}) AS BIGINT) END`;
    shares.push(
      `${share(y, one.numeratorScale)} AS sy${index}`,
      `${share(d, one.denominatorScale)} AS sd${index}`,
    );
    metrics.push({ ...base, y: `sy${index}`, d: `sd${index}`, yScale: SHARE_SCALE, dScale: SHARE_SCALE });
  }
  for (const table of shares.length > 0 ? tables : []) {
    await engine.run(`CREATE TABLE persons_shared AS SELECT *, ${shares.join(", ")} FROM ${table}`);
    await engine.run(`DROP TABLE ${table}`);
    await engine.run(`ALTER TABLE persons_shared RENAME TO ${table}`);
  }
  if (tables.length > 1) {
    const all = tables.map((table) => `SELECT * FROM ${table}`).join(" UNION ALL ");
    await engine.run(`CREATE VIEW ${PERSONS} AS ${all}`);
  }
  const names = metrics.flatMap(({ y, d, missingColumn }) => [
    y,
    d,
    ...(missingColumn === null ? [] : [missingColumn]),
  ]);
  const merge = [...new Set(names)].map((name) =>
    // A person is one person however many rows are merged.
    name === "one" ? "max(one) AS one" : `CAST(sum(${name}) AS BIGINT) AS ${name}`,
  );
  return { attributes, metrics, merge, people, weight: people ? null : weight === "1" ? null : "w", mixed };
}

/** How many codes each column of groups has, unknown included. */
function sizesOf(log: LoadedLog, attributes: readonly (string | null)[], codes: readonly string[]): number[] {
  return codes.map((code) => log.labels[attributes.indexOf(code)]!.length + 1);
}

/** Largest whole number that survives a division in double precision. */
const EXACT = 2 ** 53;

/**
 * The query that gathers rows by person and combination of groups. Grouping by one number for the whole combination is
 * a third cheaper than by its parts; the parts are taken out of it again afterwards.
 */
function gather(
  rows: string,
  unit: string,
  codes: readonly string[],
  sizes: readonly number[],
  select: readonly string[],
): string {
  const combinations = sizes.reduce((product, size) => product * size, 1);
  if (codes.length < 2 || combinations >= EXACT) {
    return `SELECT ${[`${unit} AS unit`, ...codes, ...select].join(", ")} FROM ${rows} GROUP BY ${[unit, ...codes].join(", ")}`;
  }
  const packed = codes.reduceRight((rest, code, at) => {
    const own = `(CAST(${code} AS BIGINT) + 1)`;
    return rest === "" ? own : `(${own} + ${sizes[at]!} * ${rest})`;
  }, "");
  let below = 1;
  const parts = codes.map((code, at) => {
    const part = `CAST(CAST(((packed - packed % ${below}) / ${below}) AS BIGINT) % ${sizes[at]!} - 1 AS SMALLINT) AS ${code}`;
    below *= sizes[at]!;
    return part;
  });
  const inner = `SELECT ${[`${unit} AS unit`, `${packed} AS packed`, ...select].join(", ")} FROM ${rows} GROUP BY ${unit}, ${packed}`;
  const names = select.map((sql) => sql.slice(sql.lastIndexOf(" ") + 1));
  return `SELECT ${["unit", ...parts, ...names].join(", ")} FROM (${inner}) AS gathered`;
}

/** Rows with something missing or outside, over the whole log: mostly none, and then later passes need not look. */
async function countDoubtful(
  engine: Engine,
  rows: readonly RowSums[],
  weight: string,
): Promise<readonly { readonly missing: number; readonly outside: number }[]> {
  const parts = rows.flatMap((one) => [one.missing, one.outside]);
  const [answer] = await engine.query(
    `SELECT ${parts.map((one) => (one.when === "FALSE" ? "0" : weight === "1" ? sumOf(one) : `sum(${weight} * (${one.row}))`)).join(", ")} FROM ${ROWS}`,
  );
  return rows.map((_, index) => ({
    missing: Number(answer![index * 2]),
    outside: Number(answer![index * 2 + 1]),
  }));
}

/** Gives each distinct expression one column, however many metrics use it. */
class SumBook {
  readonly columns: [string, RowSum][] = [];

  column(sum: RowSum): string {
    const known = this.columns.find(([, other]) => other.row === sum.row);
    if (known !== undefined) return known[0];
    const name = `s${this.columns.length}`;
    this.columns.push([name, sum]);
    return name;
  }
}
