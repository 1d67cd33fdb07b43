/**
 * findings.csv: one row for each finding, worst first, then one for each group no rule judged; all figures, for a
 * spreadsheet. RFC 4180: commas, CRLF, quotes doubled. Figures are written in full and an empty cell is "does not
 * exist"; text never starts a formula.
 */
import type { AuditResult, Family, Finding, GroupMeasurement, LikeliestGroup } from "../model.js";
import { forSpreadsheet } from "./escape.js";
import { crossed, familyOf, groupOf, sameGroup } from "./lookup.js";
import { cutSigns } from "./width.js";

export type Value = string | number | boolean | null;

interface Line {
  readonly family: Family | null;
  readonly group: GroupMeasurement | null;
  readonly finding: Finding | null;
}

/** Spreadsheets split a cell beyond 32,767 characters, and what spills over could begin a formula. */
const CELL_SIGNS = 1_000;

/** The columns, in the order they will keep: new ones are added at the end. */
const COLUMNS: readonly (readonly [string, (line: Line) => Value])[] = [
  ["finding", ({ finding }) => finding?.id ?? null],
  ["verdict", ({ finding }) => finding?.verdict ?? null],
  ["reason", ({ finding }) => finding?.reason ?? null],
  ["level", ({ finding }) => finding?.level ?? null],
  ["rule", ({ finding }) => finding?.rule ?? null],
  ["metric", ({ finding, family }) => finding?.metric ?? family?.metric ?? null],
  ["attribute", ({ finding, family }) => crossed(finding?.attributes ?? family?.attributes ?? [])],
  ["group", ({ finding, group }) => crossed(finding?.group ?? group?.group ?? [])],
  ["unknown", ({ group }) => group?.unknown ?? null],
  ["disclosure", ({ group }) => group?.disclosure ?? null],
  ["people", ({ group }) => group?.moments?.units ?? null],
  ["decisions", ({ group }) => group?.moments?.rows ?? null],
  ["numerator", ({ group }) => group?.moments?.y ?? null],
  ["denominator", ({ group }) => group?.moments?.d ?? null],
  ["missing_rows", ({ group }) => group?.missing_rows ?? null],
  ["rate", ({ group }) => group?.rate.value ?? null],
  ["rate_low", ({ group }) => group?.rate.low ?? null],
  ["rate_high", ({ group }) => group?.rate.high ?? null],
  ["rate_method", ({ group }) => group?.rate.method ?? null],
  ["standard_error", ({ group }) => group?.standard_error ?? null],
  ["design_effect", ({ group }) => group?.design_effect ?? null],
  ["effective_n", ({ group }) => group?.effective_n ?? null],
  ["thin", ({ group }) => group?.thin ?? null],
  ["largest_unit_share", ({ group }) => group?.largest_unit_share ?? null],
  ["comparator_kind", ({ finding }) => finding?.comparator.kind ?? null],
  ["comparator_group", ({ finding }) => crossed(finding?.comparator.group ?? []) || null],
  ["comparator_rate", ({ finding }) => finding?.comparison?.comparator_rate ?? null],
  ["operator", ({ finding }) => finding?.expected.operator ?? null],
  ["threshold", ({ finding }) => finding?.expected.threshold ?? null],
  ["ratio", ({ finding }) => finding?.comparison?.ratio.value ?? null],
  ["ratio_low", ({ finding }) => finding?.comparison?.ratio.low ?? null],
  ["ratio_high", ({ finding }) => finding?.comparison?.ratio.high ?? null],
  ["ratio_method", ({ finding }) => finding?.comparison?.ratio.method ?? null],
  ["score_low", ({ finding }) => finding?.comparison?.score_interval?.[0] ?? null],
  ["score_high", ({ finding }) => finding?.comparison?.score_interval?.[1] ?? null],
  ["difference", ({ finding }) => finding?.comparison?.difference.value ?? null],
  ["difference_low", ({ finding }) => finding?.comparison?.difference.low ?? null],
  ["difference_high", ({ finding }) => finding?.comparison?.difference.high ?? null],
  ["difference_method", ({ finding }) => finding?.comparison?.difference.method ?? null],
  ["ratio_to_rest", ({ finding }) => finding?.comparison?.ratio_to_rest ?? null],
  ["shared_people", ({ finding }) => finding?.comparison?.shared_units ?? null],
  ["test", ({ finding }) => finding?.comparison?.test?.test ?? null],
  ["statistic", ({ finding }) => finding?.comparison?.test?.statistic ?? null],
  ["df", ({ finding }) => finding?.comparison?.test?.df ?? null],
  ["p", ({ finding }) => finding?.comparison?.test?.p ?? null],
  ["p_adjusted", ({ finding }) => finding?.comparison?.p_adjusted ?? null],
  ["effect_name", ({ finding }) => finding?.comparison?.effect.name ?? null],
  ["effect", ({ finding }) => finding?.comparison?.effect.value ?? null],
  ["shortfall_at_parity", ({ finding }) => finding?.comparison?.shortfall.at_parity ?? null],
  ["shortfall_at_threshold", ({ finding }) => finding?.comparison?.shortfall.at_threshold ?? null],
  ["minimum_detectable_ratio", ({ finding }) => finding?.comparison?.minimum_detectable_ratio ?? null],
  ["people_needed", ({ finding }) => finding?.comparison?.units_needed ?? null],
  ["unknown_bound_low", ({ finding }) => finding?.comparison?.unknown_bounds?.low ?? null],
  ["unknown_bound_high", ({ finding }) => finding?.comparison?.unknown_bounds?.high ?? null],
  ["waived", ({ finding }) => finding?.waived ?? null],
  // Only of attributes given as probabilities: each row in its likeliest group.
  ["likeliest_people", (line) => likeliestOf(line)?.units ?? null],
  ["likeliest_numerator", (line) => likeliestOf(line)?.y ?? null],
  ["likeliest_denominator", (line) => likeliestOf(line)?.d ?? null],
  ["likeliest_rate", (line) => likeliestOf(line)?.rate ?? null],
  ["likeliest_comparator_rate", ({ finding }) => finding?.comparison?.likeliest?.comparator_rate ?? null],
  ["likeliest_difference", ({ finding }) => finding?.comparison?.likeliest?.difference ?? null],
  ["likeliest_ratio", ({ finding }) => finding?.comparison?.likeliest?.ratio ?? null],
];

function likeliestOf({ family, finding, group }: Line): LikeliestGroup | undefined {
  const names = finding?.group ?? group?.group ?? [];
  return family?.likeliest?.find((one) => sameGroup(one.group, names));
}

/** The findings and the groups without one as CSV. */
export function renderCsv(result: AuditResult): string {
  const head = COLUMNS.map(([name]) => name);
  return written([head, ...lines(result).map((line) => COLUMNS.map(([, value]) => value(line) ?? null))]);
}

/** Rows of cells as RFC 4180, inert in a spreadsheet. */
export function written(rows: readonly (readonly Value[])[]): string {
  return rows.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

function lines(result: AuditResult): readonly Line[] {
  const judged = new Set<GroupMeasurement>();
  const found = result.findings.map((finding) => {
    const family = familyOf(result, finding);
    const group = groupOf(family, finding.group);
    if (group !== null) judged.add(group);
    return { family, group, finding };
  });
  const rest = result.families.flatMap((family) =>
    family.groups.filter((group) => !judged.has(group)).map((group) => ({ family, group, finding: null })),
  );
  return [...found, ...rest];
}

function cell(value: Value): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = forSpreadsheet(cutSigns(value, CELL_SIGNS));
  return /[",\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
