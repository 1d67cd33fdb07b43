/** A record with hostile words in some of its keys and nothing in the others. */
import type { RecordPlan } from "../../src/model.js";
import { recordOf } from "../../src/plan/schema-record.js";

export function sampleRecord(names: readonly string[]): RecordPlan {
  const hostile = names.join(" ");
  return {
    ...recordOf(undefined),
    auditee: "CRM",
    first_used: "2025-03-01",
    auditor: names[0] ?? "Audit",
    data_source: hostile === "" ? "Export of the campaign system" : hostile,
  };
}
