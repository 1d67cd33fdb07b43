/**
 * proxies.csv: one row for each feature and attribute, worst first, for a spreadsheet. Written as findings.csv is; only
 * its head where nothing was examined. Transmission is that of the established gap of which most flows through.
 */
import type { AuditResult, ProxyPair } from "../model.js";
import { type Value, written } from "./csv.js";
import { mostTransmitted, surestUse } from "./words-proxies.js";

/** The columns, in the order they will keep: new ones are added at the end. */
const COLUMNS: readonly (readonly [string, (pair: ProxyPair) => Value])[] = [
  ["id", ({ id }) => id],
  ["feature", ({ feature }) => feature],
  ["attribute", ({ attribute }) => attribute],
  ["verdict", ({ verdict }) => verdict],
  ["reason", ({ reason }) => reason],
  ["justified", ({ justified }) => (justified === null ? null : justified.expired ? "expired" : "yes")],
  ["people", ({ people }) => people],
  ["decisions", ({ rows }) => rows],
  ["group_told_best", ({ worst }) => worst?.group ?? null],
  ["auc", ({ worst }) => worst?.auc.value ?? null],
  ["auc_low", ({ worst }) => worst?.auc.low ?? null],
  ["auc_high", ({ worst }) => worst?.auc.high ?? null],
  ["cramers_v", ({ cramers_v }) => cramers_v.value],
  ["uncertainty", ({ uncertainty }) => uncertainty.value],
  ["q_strength", ({ q_strength }) => q_strength],
  ["q_use", ({ q_use }) => q_use],
  ["transmission_metric", (pair) => mostTransmitted(pair)?.metric ?? null],
  ["transmission_group", (pair) => mostTransmitted(pair)?.group ?? null],
  ["transmission_comparator", (pair) => mostTransmitted(pair)?.comparator ?? null],
  ["transmission_share", (pair) => mostTransmitted(pair)?.share.value ?? null],
  ["transmission_low", (pair) => mostTransmitted(pair)?.share.low ?? null],
  ["transmission_high", (pair) => mostTransmitted(pair)?.share.high ?? null],
  ["overlap", (pair) => mostTransmitted(pair)?.overlap ?? null],
  ["auc_mean", ({ auc }) => auc.value],
  ["use_metric", (pair) => surestUse(pair)?.metric ?? null],
  ["use_auc", (pair) => surestUse(pair)?.auc.value ?? null],
  ["use_auc_low", (pair) => surestUse(pair)?.auc.low ?? null],
  ["use_auc_high", (pair) => surestUse(pair)?.auc.high ?? null],
];

/** Every pair of a feature and an attribute as CSV. */
export function renderProxiesCsv(result: AuditResult): string {
  const pairs = result.proxies?.pairs ?? [];
  return written([
    COLUMNS.map(([name]) => name),
    ...pairs.map((pair) => COLUMNS.map(([, value]) => value(pair))),
  ]);
}
