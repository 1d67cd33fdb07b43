import { createHash } from "node:crypto";
import type { Comparator } from "../model.js";

/**
 * The id of a finding: the same in every run that asks the same of the same group, whatever the figures are.
 * "EH-" and the first 8 hex digits of SHA-256 over the JSON of metric, attributes, group and comparator.
 */
export function findingId(
  metric: string,
  attributes: readonly string[],
  group: readonly string[],
  comparator: Comparator,
): string {
  const text = JSON.stringify([metric, attributes, group, comparator]);
  return `EH-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
}
