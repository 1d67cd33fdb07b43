/**
 * What a documented audit has to contain, item by item, and whether it is there: from the plan's words, from what is
 * counted anyway, or not yet, and then by which key of the plan it would be.
 */
import type { AuditResult, Plan } from "../model.js";
import { CHECKLIST } from "./completeness-items.js";

export const GROUPS = [
  "Identity",
  "Scope",
  "Data",
  "Attributes",
  "Method",
  "Results",
  "Sensitivity",
  "Proxies and subgroups",
  "Exposure",
  "Governance",
  "Limits",
  "Reproduction",
  "Publication",
] as const;

export type Group = (typeof GROUPS)[number];

export type Standing =
  /** `where` is a key of the plan or a section of the report, `says` the plan's own words. */
  | { readonly state: "present"; readonly where: string; readonly says: string | null }
  /** `key` is the key of the plan that would supply it. */
  | { readonly state: "missing"; readonly key: string }
  /** Does not arise in this audit. */
  | { readonly state: "not_applicable"; readonly why: string }
  /** Only the counted log can tell. */
  | { readonly state: "open" };

export interface Item {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  /** Where it is required, as citations; empty: good practice. */
  readonly required: readonly string[];
  /** Without a result: as far as the plan alone can tell. */
  readonly standing: (
    plan: Plan,
    result: AuditResult | null,
    /** Results of earlier audits that the report is shown with. */
    earlier: readonly AuditResult[],
  ) => Standing;
}

export interface Checked {
  readonly item: Item;
  readonly standing: Standing;
}

/** Every item of the checklist with its standing, in the order of the groups. */
export function completeness(
  plan: Plan,
  result: AuditResult | null,
  earlier: readonly AuditResult[] = [],
): readonly Checked[] {
  return GROUPS.flatMap((group) =>
    CHECKLIST.filter((item) => item.group === group).map((item) => ({
      item,
      standing: item.standing(plan, result, earlier),
    })),
  );
}

export interface Tally {
  readonly present: number;
  readonly missing: number;
  /** Of the missing, those required under some regime. */
  readonly required: number;
  readonly open: number;
}

export function tallyOf(checked: readonly Checked[]): Tally {
  const missing = checked.filter(({ standing }) => standing.state === "missing");
  return {
    present: checked.filter(({ standing }) => standing.state === "present").length,
    missing: missing.length,
    required: missing.filter(({ item }) => item.required.length > 0).length,
    open: checked.filter(({ standing }) => standing.state === "open").length,
  };
}
