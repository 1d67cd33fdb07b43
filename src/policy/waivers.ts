import type { AuditResult, Finding, ProxyReport, Waiver, WaiverReport, WaiverState } from "../model.js";

/** Findings with what waivers cover marked, and what became of each waiver. */
export interface Waived {
  readonly findings: readonly Finding[];
  readonly proxies: ProxyReport | null;
  readonly waivers: readonly WaiverReport[];
}

/**
 * Mark the breaches that waivers cover. A waiver holds up to its last day, held against the last day of the log: the same log
 * gives the same answer whenever it is audited. Where the log has no days nobody can tell, and none holds.
 */
export function waive(
  findings: readonly Finding[],
  proxies: ProxyReport | null,
  waivers: readonly Waiver[],
  lastDay: string | null,
): Waived {
  const reports = waivers.map((waiver): WaiverReport => ({
    ...waiver,
    state: stateOf(waiver, findings, proxies, lastDay),
  }));
  const covered = new Set(reports.filter((one) => one.state === "covers").map((one) => one.finding));
  const mark = <T extends Pick<Finding, "id" | "verdict" | "waived">>(finding: T): T => ({
    ...finding,
    waived: finding.verdict === "fail" && covered.has(finding.id),
  });
  return {
    findings: findings.map(mark),
    proxies: proxies === null ? null : { ...proxies, findings: proxies.findings.map(mark) },
    waivers: reports,
  };
}

function stateOf(
  waiver: Waiver,
  findings: readonly Finding[],
  proxies: ProxyReport | null,
  lastDay: string | null,
): WaiverState {
  const found = findings.filter((one) => one.id === waiver.finding);
  const features = (proxies?.findings ?? []).filter((one) => one.id === waiver.finding);
  if (found.length + features.length === 0) return "no_such_finding";
  if (lastDay === null) return "no_days";
  if (lastDay > waiver.expires) return "expired";
  const breaches = found.filter((one) => one.verdict === "fail");
  if (breaches.length === 0 && features.every((one) => one.verdict !== "fail")) return "no_breach";
  const { floor } = waiver;
  if (floor !== null && breaches.some((one) => isBeyond(one, floor))) return "beyond_floor";
  return "covers";
}

/** Whether the ratio lies beyond a floor: below it, or above its inverse where a high figure is what is bad. */
function isBeyond({ comparison, expected }: Finding, floor: number): boolean {
  const ratio = comparison?.ratio.value ?? null;
  if (ratio === null) return true;
  const low = ratio < floor;
  const high = ratio > 1 / floor;
  return expected.operator === ">=" ? low : expected.operator === "<=" ? high : low || high;
}

/** Breaches at level error that waivers cover. */
export function waivedBreaches({ findings, proxies }: Pick<AuditResult, "findings" | "proxies">): number {
  return [...findings, ...(proxies?.findings ?? [])].filter((one) => one.waived && one.level === "error")
    .length;
}
