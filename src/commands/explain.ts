import type { AuditResult, Finding, ProxyPair } from "../model.js";
import { quoted, refuse } from "../refusal.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { readResult } from "./read-result.js";

/** `evenhand explain`: how one finding of an earlier audit came about. */
export async function runExplain(
  wanted: string,
  options: StyleOptions & { readonly result: string },
  io: Io,
): Promise<number> {
  const style = styleFor(options, io);
  const result = await readResult(options.result, io);
  const pair = findPair(result, wanted);
  if (pair !== null) {
    const { renderExplainProxy } = await import("../report/explain-proxy.js");
    io.stdout.write(renderExplainProxy(result, pair, { ...style, width: io.stdout.columns }));
    return 0;
  }
  const finding = findFinding(result, wanted);
  const { renderExplain } = await import("../report/explain.js");
  io.stdout.write(renderExplain(result, finding, { ...style, width: io.stdout.columns }));
  return 0;
}

/** A feature and attribute by its id or that of a finding on it; null where the id is of another kind. */
function findPair(result: AuditResult, wanted: string): ProxyPair | null {
  const text = wanted.toLowerCase();
  if (!text.startsWith("ep-")) return null;
  const pairs = result.proxies?.pairs ?? [];
  const begins = (id: string): boolean => id.toLowerCase().startsWith(text);
  const ids = new Set([
    ...pairs.filter((pair) => begins(pair.id)).map((pair) => pair.id),
    ...(result.proxies?.findings ?? []).filter((one) => begins(one.id)).map((one) => one.pair),
  ]);
  const found = pairs.filter((pair) => ids.has(pair.id));
  if (found.length === 1) return found[0]!;
  return refuse(
    found.length === 0 ? "no-such-finding" : "ambiguous-finding",
    `${found.length === 0 ? "no finding" : "more than one finding"} begins with ${quoted(wanted)}`,
    { hint: `ids look like ${pairs[0]?.id ?? "EP-1a2b3c4d"}; 'evenhand proxies' and report.md list them` },
  );
}

/** A finding by its id, or by enough of its beginning to be the only one. */
function findFinding(result: AuditResult, wanted: string): Finding {
  const text = wanted.toLowerCase();
  const bare = text.startsWith("eh-") ? text : `eh-${text}`;
  const found = result.findings.filter((finding) => finding.id.toLowerCase().startsWith(bare));
  if (found.length === 1) return found[0]!;
  refuse(
    found.length === 0 ? "no-such-finding" : "ambiguous-finding",
    `${found.length === 0 ? "no finding" : "more than one finding"} begins with ${quoted(wanted)}`,
    {
      hint: `ids look like ${result.findings[0]?.id ?? "EH-1a2b3c4d"}; the summary, report.md and findings.csv list them`,
    },
  );
}
