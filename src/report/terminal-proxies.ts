/**
 * Features that stand in for attributes, on the terminal: a few lines in the summary of an audit, and a summary of their
 * own (`evenhand proxies`).
 */
import type { AuditResult, Estimate, ProxyPair, ProxyReport } from "../model.js";
import { asList, type Text } from "./document.js";
import { count, counted, NONE } from "./numbers.js";
import { page, type Page, type PageOptions } from "./page.js";
import { gateLine, publicLine, scopeLine } from "./sentences.js";
import { padEnd, padStart } from "./width.js";
import {
  auc,
  disguises,
  isEstablished,
  mostTransmitted,
  PROXY_VERDICTS,
  sentence,
  SETS_ASIDE,
  share,
  askedOf,
} from "./words-proxies.js";
import { VERDICTS } from "./words.js";

const MOST_IN_SUMMARY = 5;
const STRIP = 16;
/** Narrower pages have shorter names and no drawings. */
const WIDE = 78;

/** Columns of a name. */
function nameWidth(sheet: Page): number {
  return sheet.width < WIDE ? 10 : 18;
}

/** The section in the summary of an audit; nothing where features were not examined. */
export function proxySection(result: AuditResult, sheet: Page, more: string): readonly string[] {
  const report = result.proxies;
  if (report === null || (report.pairs.length === 0 && report.notes.length === 0)) return [];
  const found = report.pairs.filter(isFound);
  const failed = report.findings.filter((one) => one.verdict === "fail" && !one.justified && !one.waived);
  const rest = found.length - MOST_IN_SUMMARY;
  const doubtful = disguises(report);
  const notes = report.pairs.length === 0 ? report.notes : doubtful.slice(0, MOST_IN_SUMMARY);
  const others = report.pairs.length === 0 ? 0 : doubtful.length - notes.length;
  return [
    sheet.bold("FEATURES THAT STAND IN FOR ATTRIBUTES"),
    ...(report.pairs.length === 0 ? [] : sheet.hang("  ", countsLine(report))),
    ...found.slice(0, MOST_IN_SUMMARY).flatMap((pair) => said(result, sheet, pair)),
    ...(rest > 0 ? sheet.hang("  ", `and ${counted(rest, "more", "more")}${more}`) : []),
    ...failed.flatMap((one) =>
      sheet.hang(
        "  - ",
        `${one.id}: rule ${sheet.name(one.rule)} (${one.level}; ${askedOf(one)}) is broken by ${sheet.name(one.feature)} for ${sheet.name(one.attribute)}`,
      ),
    ),
    ...notes.flatMap((one) => sheet.hang("  - ", sheet.said(one))),
    ...(others > 0
      ? sheet.hang("  - ", `and ${counted(others, "such note", "such notes")} more${more}`)
      : []),
    "",
  ];
}

/** The whole summary of `evenhand proxies`, no line wider than `width` columns, ending in a newline. */
export function renderProxies(
  result: AuditResult,
  options: PageOptions & { readonly quiet?: boolean },
): string {
  const sheet = page(options);
  const report = result.proxies;
  const end = sheet
    .hang(
      `Exit ${count(result.gate.exit_code)}`.padEnd(10),
      `${sheet.said(gateLine(result.gate))}${ofFeatures(result)}`,
    )
    .map(sheet.bold);
  if (report === null)
    return sheet.print([
      ...sheet.hang("", "The plan asks for no examination of features (proxies.examine: false)."),
      ...end,
    ]);
  if (options.quiet === true) return sheet.print([...sheet.hang("", countsLine(report)), ...end]);
  return sheet.print([
    ...sheet.hang("", "Features that stand in for protected attributes").map(sheet.bold),
    ...sheet.hang("Log       ", sheet.said(scopeLine(result))),
    ...(result.publication === null ? [] : sheet.hang("Public    ", publicLine(result.publication, result))),
    ...sheet.hang("Found     ", countsLine(report)),
    ...sheet.hang(
      "Read      ",
      `AUC: how well a group is told from everybody else by the feature alone, learned from other people; 0.5 and below is chance, strong from ${report.threshold}. Mix: the largest share of an established gap that goes away with the same mix of the feature, if its interval is narrow enough to tell; ? after it: its interval holds 0, so that any goes away is not established.`,
    ),
    "",
    ...table(report, sheet),
    ...report.pairs.filter(isFound).flatMap((pair) => said(result, sheet, pair)),
    ...matrix(report, sheet),
    ...report.pairs.filter(isFound).flatMap((pair) => ladder(pair, sheet, report.threshold)),
    ...together(report, sheet),
    ...missing(report, sheet),
    ...judged(report, sheet),
    ...aside(report, sheet),
    ...sheet.hang(
      "Tests     ",
      `${count(report.tests.strength)} of strength and ${count(report.tests.use)} of use, each adjusted together (Benjamini-Hochberg)`,
    ),
    ...report.notes.flatMap((one) => sheet.hang("Note      ", sheet.said(one))),
    "",
    ...end,
  ]);
}

const isFound = (pair: ProxyPair): boolean => pair.verdict === "proxy" || pair.verdict === "latent";

/** The gate is of the whole audit: which of what fails it stands here, and where the others are named. */
function ofFeatures({ gate, proxies }: AuditResult): string {
  const { fail } = gate.gated;
  if (fail === 0) return " The gate is of the whole audit, groups and features.";
  const own = proxies?.findings.filter(
    (one) => one.verdict === "fail" && one.level === "error" && !one.justified && !one.waived,
  ).length;
  const others = fail - (own ?? 0);
  if (others === 0) return ` ${fail === 1 ? "It is on a feature" : "All are on features"}, named here.`;
  const which =
    others === fail
      ? fail === 1
        ? "It is not on a feature but on a group"
        : "None of them is on a feature: all are on groups"
      : `${count(own ?? 0)} on features, named here, and ${count(others)} on groups`;
  return ` ${which}; the summary of 'evenhand audit' names ${others === 1 ? "it" : "them"}.`;
}

function countsLine({ pairs }: ProxyReport): string {
  const of = (verdict: ProxyPair["verdict"]): string => {
    const number = pairs.filter((one) => one.verdict === verdict).length;
    return `${count(number)} ${PROXY_VERDICTS[verdict].label}`;
  };
  return `${of("proxy")}, ${of("latent")}, ${of("inconclusive")}, ${of("clear")} (pairs of a feature and an attribute)`;
}

function said(result: AuditResult, sheet: Page, pair: ProxyPair): readonly string[] {
  return sheet.hang(
    `  ${PROXY_VERDICTS[pair.verdict].mark} `,
    inline(sheet, [...sentence(result, pair), ` [${pair.id}]`]),
  );
}

function inline(sheet: Page, text: Text): string {
  return asList(text)
    .map((one) => {
      if (typeof one === "string") return one;
      if ("names" in one) return sheet.names(one.names);
      return "said" in one ? sheet.said(one.said) : "code" in one ? one.code : "";
    })
    .join("");
}

/** Worst first: mark, feature, attribute, AUC and interval, a strip, mix. */
function table({ pairs, threshold }: ProxyReport, sheet: Page): readonly string[] {
  if (pairs.length === 0) return [];
  const names = nameWidth(sheet);
  const wide = sheet.width >= WIDE;
  const cell = (text: string): string => padEnd(sheet.fit(text, names), names);
  const heading = `  ${cell("feature")} ${cell("attribute")} ${padEnd("AUC  interval", 14)}`;
  const rows = pairs.map((pair) => {
    const estimate = pair.worst?.auc ?? null;
    const most = mostTransmitted(pair);
    const figures =
      estimate?.value === null || estimate === null
        ? NONE
        : `${estimate.value.toFixed(2)} ${limits(estimate)}`;
    const start = `${PROXY_VERDICTS[pair.verdict].mark} ${cell(sheet.name(pair.feature))} ${cell(sheet.name(pair.attribute))} ${padEnd(figures, 14)}`;
    const mix = most === null ? NONE : `${Math.round(100 * most.share.value!)}%`;
    const doubt = most === null || isEstablished(most.share) ? "" : "?";
    return wide ? `${start} ${strip(estimate, threshold)} ${padStart(mix, 5)}${doubt}` : start;
  });
  return [sheet.dim(wide ? `${heading} 0.5            1   mix` : heading), ...rows, ""];
}

function limits({ low, high }: Estimate): string {
  return low === null || high === null ? "" : `${low.toFixed(2)}–${high.toFixed(2)}`;
}

/** An AUC from 0.5 to 1: the interval as a line, the threshold as a broken one. */
function strip(estimate: Estimate | null, threshold: number): string {
  const cells = Array.from({ length: STRIP }, () => " ");
  const at = (figure: number): number =>
    Math.min(STRIP - 1, Math.max(0, Math.floor((2 * figure - 1) * STRIP)));
  cells[at(threshold)] = "┊";
  if (estimate !== null && estimate.value !== null) {
    if (estimate.low !== null && estimate.high !== null)
      for (let cell = at(estimate.low); cell <= at(estimate.high); cell++) cells[cell] = "─";
    cells[at(estimate.value)] = "●";
  }
  return cells.join("");
}

/** AUC of the group told best, feature by attribute; as many attributes side by side as fit. */
function matrix({ pairs }: ProxyReport, sheet: Page): readonly string[] {
  const attributes = [...new Set(pairs.map((one) => one.attribute))].toSorted();
  const features = [...new Set(pairs.map((one) => one.feature))];
  if (features.length < 2 || attributes.length < 2) return [];
  const column = 12;
  const room = nameWidth(sheet);
  const fits = Math.max(1, Math.floor((sheet.width - room - 2) / (column + 1)));
  const title = "Feature by attribute (P proxy, L latent, ? inconclusive, - clear)";
  const lines: string[] = ["", ...sheet.hang("", title).map(sheet.bold)];
  for (let from = 0; from < attributes.length; from += fits) {
    const shown = attributes.slice(from, from + fits);
    const head = shown.map((one) => padStart(sheet.fit(sheet.name(one), column), column)).join(" ");
    lines.push(sheet.dim(`  ${padEnd("", room)}${head}`));
    for (const feature of features) {
      const cells = shown.map((attribute) => {
        const pair = pairs.find((one) => one.feature === feature && one.attribute === attribute);
        const value = pair?.worst?.auc.value ?? null;
        return padStart(
          value === null || pair === undefined
            ? NONE
            : `${value.toFixed(2)} ${PROXY_VERDICTS[pair.verdict].mark}`,
          column,
        );
      });
      lines.push(`  ${padEnd(sheet.fit(sheet.name(feature), room), room)}${cells.join(" ")}`);
    }
  }
  return lines;
}

function ladder(pair: ProxyPair, sheet: Page, threshold: number): readonly string[] {
  if (pair.ladder.length < 2) return [];
  const at = pair.transmissions.findIndex((one) => one === mostTransmitted(pair));
  return [
    "",
    ...sheet
      .hang("", `Making ${sheet.name(pair.feature)} coarser, for ${sheet.name(pair.attribute)}`)
      .map(sheet.bold),
    ...pair.ladder.flatMap((step) => {
      const part = at < 0 ? null : (step.shares[at] ?? null);
      const mix = part === null ? "" : `, mix ${Math.round(100 * part)}%`;
      const label = `  ${padEnd(step.level, 14)} ${padStart(count(step.values), 6)} values `;
      const drawn = sheet.width >= WIDE ? `${strip(step.auc, threshold)} ` : "";
      return sheet.hang(`${label}${drawn}`, `${auc(step.auc)}${mix}`);
    }),
  ];
}

function together({ joint, threshold }: ProxyReport, sheet: Page): readonly string[] {
  const room = nameWidth(sheet);
  if (joint.length === 0) return [];
  const tried = joint.reduce((sum, one) => sum + one.tried, 0);
  return [
    "",
    ...sheet
      .hang("", `Together (${count(tried)} sets tried on half of the people, figures from the other half)`)
      .map(sheet.bold),
    ...joint.flatMap((path) => [
      ...path.steps.flatMap((step, index) =>
        sheet.hang(
          `  ${padEnd(index === 0 ? sheet.fit(sheet.name(path.attribute), room) : "", room)} `,
          `${step.features.map(sheet.name).join(" + ")}: AUC ${auc(step.auc)}, told best: ${sheet.name(step.group)}`,
        ),
      ),
      ...sheet.hang(
        `  ${padEnd(path.steps.length === 0 ? sheet.fit(sheet.name(path.attribute), room) : "", room)} `,
        path.smallest === null
          ? `no set of these tells it from ${threshold} on for sure`
          : `smallest set that tells it: ${path.smallest.map(sheet.name).join(" + ")}`,
      ),
    ]),
  ];
}

function missing({ pairs }: ProxyReport, sheet: Page): readonly string[] {
  const notable = pairs.filter((pair) => pair.missing?.notable === true);
  if (notable.length === 0) return [];
  return [
    "",
    sheet.bold("Unknown together"),
    ...notable.flatMap(({ feature, attribute, missing: known }) =>
      sheet.hang(
        "  - ",
        `${sheet.name(feature)} and ${sheet.name(attribute)}: ${count(known!.both)} decisions know neither, ${count(known!.feature_only + known!.attribute_only)} just one (phi ${known!.phi!.toFixed(2)})`,
      ),
    ),
  ];
}

function judged({ findings }: ProxyReport, sheet: Page): readonly string[] {
  const open = findings.filter(
    (one) => one.verdict === "fail" || (one.verdict === "inconclusive" && one.level === "error"),
  );
  if (open.length === 0) return [""];
  return [
    "",
    sheet.bold("Rules on features, broken or open"),
    ...open.flatMap((one) => {
      const found =
        one.actual === null ? "" : `; found ${one.bound === "auc" ? auc(one.actual) : share(one.actual)}`;
      const words = `${VERDICTS[one.verdict].label}${one.justified ? ", justified" : ""}${one.waived ? ", waived" : ""}`;
      return sheet.hang(
        `  ${one.id} `,
        `${words} (${one.level}): ${sheet.name(one.feature)} for ${sheet.name(one.attribute)}; rule ${sheet.name(one.rule)} allows ${askedOf(one)}${found}`,
      );
    }),
    "",
  ];
}

function aside({ features }: ProxyReport, sheet: Page): readonly string[] {
  return features.flatMap((one) =>
    one.set_aside === null
      ? []
      : sheet.hang("Set aside ", `${sheet.name(one.feature)}: ${SETS_ASIDE[one.set_aside]}`),
  );
}
