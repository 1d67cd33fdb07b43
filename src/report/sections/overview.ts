/** All metrics at a glance: one table an attribute, groups down and metrics across. */
import type { AuditResult, Family, Verdict } from "../../model.js";
import { figureOf, named, words, type Block, type Cell, type Section } from "../document.js";
import { findingsOn, isUnmarked, metricTitle, sameGroup } from "../lookup.js";
import { NONE } from "../numbers.js";
import { WORST_FIRST } from "../words.js";
import { bundled } from "./shared.js";

/** Said beside the figure, so that nothing hangs on colour alone. */
const MARKS: Readonly<Record<Verdict, string>> = {
  fail: " B",
  inconclusive: " ?",
  not_judged: " n",
  pass: "",
};

export function overview(result: AuditResult): Section {
  const attributes = bundled(result.families, (family) => family.attributes);
  const none: Block = { kind: "paragraph", text: "No metric was measured." };
  return {
    id: "overview",
    title: "All metrics at a glance",
    blocks:
      attributes.length === 0
        ? [none]
        : [
            {
              kind: "paragraph",
              text: "Each figure is the group's ratio to the group its rule compares with; without a rule, or a comparison, to everybody together. 1 is equal. B: breach of the plan's rule; Bw: a breach that is waived; ?: inconclusive; n: not judged; = is the group compared with; a dash: no figure, or withheld. The ground is the stronger the farther the ratio is from 1, in one colour below it and in another above.",
            },
            ...attributes.map((families) => table(result, families)),
          ],
  };
}

function table(result: AuditResult, families: readonly Family[]): Block {
  const groups = bundled(
    families.flatMap((family) => family.groups.map((one) => one.group)),
    (group) => group,
  ).map(([group]) => group!);
  const columns = families.map((family) => cellsOf(result, family));
  return {
    kind: "table",
    caption: ["Ratios by ", named(families[0]!.attributes)],
    columns: [words("Group"), ...families.map((family) => figureOf(metricTitle(result, family.metric)))],
    rows: groups.map((group) => [named(group), ...columns.map((cell) => cell(group))]),
  };
}

/** The cell of a group on one family; its worst judgement where several rules judge it. */
function cellsOf(result: AuditResult, family: Family): (group: readonly string[]) => Cell {
  const found = findingsOn(result, family);
  const { y = 0, d = 0 } = family.overall ?? {};
  const all = d > 0 ? y / d : 0;
  return (group) => {
    const measured = family.groups.find((one) => sameGroup(one.group, group));
    if (measured !== undefined && isUnmarked(result, found, measured)) return NONE;
    const own = found
      .filter((one) => sameGroup(one.group, group))
      .toSorted((one, other) => WORST_FIRST.indexOf(one.verdict) - WORST_FIRST.indexOf(other.verdict))[0];
    if (own === undefined && found.some((one) => sameGroup(one.comparator.group ?? [], group))) return "=";
    const hidden = own !== undefined && own.comparison === null && own.verdict !== "not_judged";
    const value = hidden ? null : (measured?.rate.value ?? null);
    const ratio = own?.comparison?.ratio.value ?? (value === null || all === 0 ? null : value / all);
    const mark = own === undefined ? "" : `${MARKS[own.verdict]}${own.waived ? "w" : ""}`;
    if (ratio === null) return `${NONE}${mark}`;
    return { heat: heatOf(ratio), text: `${ratio.toFixed(2)}${mark}` };
  };
}

/** Half or twice as much is as dark as it gets. */
function heatOf(ratio: number): number {
  return ratio <= 0 ? -1 : Math.max(-1, Math.min(1, Math.log2(ratio)));
}
