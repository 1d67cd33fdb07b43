import type { Plan, ProxyRulePlan } from "../model.js";
import { forTerminal } from "../report/escape.js";
import { findLogs } from "./find-logs.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { readPlan } from "./read-plan.js";
import { withScratch } from "./scratch.js";

/**
 * `evenhand check`: is the plan sound, and does the log have its columns? Nothing is counted. With `completeness`
 * instead: what of a documented audit does the plan already say?
 */
export async function runCheck(
  path: string,
  options: StyleOptions & { readonly log?: readonly string[]; readonly completeness?: boolean },
  io: Io,
): Promise<number> {
  const style = styleFor(options, io);
  const { plan, name, folder, sha256 } = readPlan(path, io.cwd);
  if (options.completeness === true) {
    const { completenessLines } = await import("../report/terminal-completeness.js");
    io.stdout.write(
      completenessLines(plan)
        .map((line) => `${line}\n`)
        .join(""),
    );
    return 0;
  }
  const { checkHeader } = await import("../log/check-header.js");
  const given = options.log ?? [];
  const names = given.length > 0 ? given : plan.log.files;
  const inputs = await findLogs(names, given.length > 0 ? io.cwd : folder, io);
  const checked: string[] = [];
  await withScratch(io, async (scratch) => {
    for (const input of inputs) checked.push(await checkHeader(input, plan, scratch));
  });
  if (style.quiet) return 0;
  const lines = [
    `${name}: the plan is sound (sha256 ${sha256.slice(0, 12)})`,
    ...summary(plan),
    ...checked.map((file) => `${file}: has every column the plan needs`),
    ...(checked.length === 0
      ? ["no log was named, so no columns were checked (log.files in the plan, or --log FILE)"]
      : []),
  ];
  io.stdout.write(lines.map((line) => `${forTerminal(line, style.ascii)}\n`).join(""));
  return 0;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "none" : items.join(", ");
}

/** What counts as a person where the plan names none. */
function alone({ log, metrics }: Plan): string {
  if (metrics.some((metric) => metric.counts)) return "none: each trial counted is its own unit";
  return `none: each ${log.count === null ? "row" : "decision counted"} is its own unit`;
}

/** Rows are counts and name no people. */
function isAggregated({ log, metrics }: Pick<Plan, "log" | "metrics">): boolean {
  return log.unit === null && (log.count !== null || metrics.some((metric) => metric.counts));
}

function features({ log, metrics, proxies }: Plan): string {
  if (!proxies.examine) return "none: the plan says examine: false";
  if (isAggregated({ log, metrics }))
    return "none: rows are counts and name no people, so features are not examined";
  if (log.features.length > 0) return list(log.features);
  const excluded = proxies.exclude.length === 0 ? "" : ` but ${list(proxies.exclude)}`;
  return `every column without another role${excluded}`;
}

function proxyRule(rule: ProxyRulePlan): string {
  const bounds = [
    rule.verdict === null ? [] : [rule.verdict],
    rule.max_auc === null ? [] : [`auc ${rule.max_auc}`],
    rule.max_transmitted === null ? [] : [`transmitted ${rule.max_transmitted}`],
  ].flat();
  return `${rule.feature}/${rule.attribute} ${bounds.join(" ")} ${rule.level}`;
}

function summary(plan: Plan): string[] {
  return [
    `  preset         ${plan.preset ?? "none"}`,
    `  attributes     ${list(plan.attributes.map((one) => one.id))}`,
    `  intersections  ${list(plan.intersections.map((ids) => ids.join(" x ")))}`,
    `  metrics        ${list(plan.metrics.map((one) => `${one.id} (${one.kind})`))}`,
    `  rules          ${list(plan.rules.map((one) => `${one.metric}/${one.attribute} ${one.comparator} ${one.threshold} ${one.level}`))}`,
    `  features       ${features(plan)}`,
    `  proxy rules    ${plan.proxies.examine && !isAggregated(plan) ? list(plan.proxies.rules.map(proxyRule)) : "none"}`,
    `  unit           ${plan.log.unit ?? alone(plan)}`,
  ];
}
