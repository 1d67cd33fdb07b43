import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { stringify } from "yaml";
import { sharedPath } from "../shared.js";

/** One row of the manifest: what must happen to one hostile input. */
export interface CorpusCase {
  readonly id: string;
  readonly path: string;
  readonly sameMetricsAs: string | null;
  readonly expected: "ok" | "ok-with-warning" | "refuse" | "ok-or-refuse" | "no-crash";
  readonly mustName: string;
}

export function corpusCases(): CorpusCase[] {
  const manifest = sharedPath("corpus", "manifest.csv");
  if (manifest === null) return [];
  const rows = parse(readFileSync(manifest), { columns: true }) as Record<string, string>[];
  return rows.map((row) => ({
    id: row["case_id"]!,
    path: sharedPath("corpus", row["file"]!)!,
    sameMetricsAs: row["same_metrics_as"] || null,
    expected: row["expected"] as CorpusCase["expected"],
    mustName: row["message_must_name"]!,
  }));
}

export const corpusFile = (...parts: readonly string[]): string => join(sharedPath("corpus")!, ...parts);

/**
 * The plan the corpus is audited under: unit customer_id, attributes gender and age_band, the outcome rate, zip as a
 * candidate proxy, at least 11 people. Cases whose audited column has another name, or which are about the attributes
 * themselves, change just that.
 */
export function planFor(one: CorpusCase): string {
  const [first, second] = ATTRIBUTES[one.id] ?? [auditedName(one), "age_band"];
  const eight = one.id === "grp_intersections" ? [0, 1, 2, 3, 4, 5, 6, 7].map((digit) => `a${digit}`) : null;
  const attributes = eight ?? [first, second].filter((name) => name !== undefined);
  const plan = {
    evenhand: 1,
    log: {
      decision: "decision_id",
      unit: "customer_id",
      time: "decided_at",
      features: one.id === "grp_zip_as_group" ? [] : ["zip"],
      columns: { score: { type: "number", range: [0, 1] } },
    },
    attributes,
    ...(eight === null ? {} : { intersections: [eight] }),
    metrics: {
      outcome_rate: { kind: "rate", numerator: "outcome", denominator: "eligible" },
      outcome_of_shown: { kind: "rate", numerator: "outcome", denominator: "shown" },
      mean_score: { kind: "mean", numerator: "score" },
    },
    rules: [{ metric: "all", attribute: "all", threshold: 0.8, comparator: "best", level: "warn" }],
    // Ten people in all: under the corpus's own floor of 11 nobody could be shown.
    settings:
      one.id === "val_id_forms"
        ? { minimum_units: 5, disclosure_floor: 5 }
        : { minimum_units: 11, disclosure_floor: 11 },
  };
  return stringify(plan, { aliasDuplicateObjects: false });
}

const ATTRIBUTES: Readonly<Record<string, readonly [string, string?]>> = {
  grp_zip_as_group: ["zip"],
  grp_free_text: ["gender", "age_band"],
};

/** Where the manifest says the audited attribute itself has an odd name, it stands in gender's place. */
function auditedName(one: CorpusCase): string {
  if (!/^hdr_(group|sql|long)|^injcol/.test(one.id)) return "gender";
  const header = parse(readFileSync(one.path), { to_line: 1, relax_quotes: false }) as string[][];
  const names = header[0]!;
  return names.includes("gender") ? "gender" : names[4]!;
}
