import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { AuditResult, Estimate, ProxyPair } from "../../src/model.js";
import { asList } from "../../src/report/document.js";
import { renderExplainProxy } from "../../src/report/explain-proxy.js";
import { renderHtml } from "../../src/report/html.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { resultSchema } from "../../src/report/result-schema.js";
import { renderProxies } from "../../src/report/terminal-proxies.js";
import { renderTerminal } from "../../src/report/terminal.js";
import { width } from "../../src/report/width.js";
import {
  FEATURE_KINDS,
  PROXY_REASONS,
  PROXY_VERDICTS,
  sentence,
  SETS_ASIDE,
  shareOrWhy,
  whyAbsent,
} from "../../src/report/words-proxies.js";
import { HARMLESS } from "./hostile.js";
import { sampleResult } from "./sample.js";

const plain = { width: 80, color: false, ascii: false };
const hostile = sampleResult();
const harmless = sampleResult(HARMLESS);
const [proxy, justified, expired, , , few, clear] = harmless.proxies!.pairs as ProxyPair[];
const lines = (text: string): readonly string[] => text.split("\n");
const flat = (text: string): string => text.replaceAll(/\s+/gu, " ");
const withPairs = (...pairs: ProxyPair[]): AuditResult => ({
  ...harmless,
  proxies: { ...harmless.proxies!, pairs },
});
const said = (pair: ProxyPair): string =>
  asList(sentence(harmless, pair))
    .map((one) =>
      typeof one === "string" ? one : "names" in one ? one.names.join(" x ") : "said" in one ? one.said : "",
    )
    .join("");
const withShare = (share: Estimate): ProxyPair => ({
  ...proxy!,
  transmissions: [{ ...proxy!.transmissions[0]!, share }],
});
const share = (value: number | null, low: number | null, high: number | null): Estimate => ({
  ...proxy!.transmissions[0]!.share,
  value,
  low,
  high,
});

describe("words for features", () => {
  test("every code has words, and every verdict a mark of its own", () => {
    for (const words of Object.values(PROXY_REASONS)) expect(words).toMatch(/^[A-Z].*\.$/su);
    for (const words of [...Object.values(SETS_ASIDE), ...Object.values(FEATURE_KINDS)])
      expect(words).toMatch(/^[a-z]/u);
    const marks = Object.values(PROXY_VERDICTS).map((one) => one.mark);
    expect(new Set(marks).size).toBe(marks.length);
  });

  test("a reason nobody foresaw, or none, still gives a sentence", () => {
    expect(whyAbsent("something_new")).toBe("it does not exist");
    expect(whyAbsent("constructor")).toBe("it does not exist");
    expect(whyAbsent(null)).toBe("it does not exist");
  });

  test("a proxy is said with its strength, its use and what flows through it", () => {
    expect(said(proxy!)).toBe(
      "name1 tells race (AUC 0.91 (0.90 to 0.92); told best: name2); Offer rate follows it among people of the same group (AUC 0.62 (0.60 to 0.64)). 62% (51% to 73%) of the gap in Offer rate between name2 and name3 goes away when both have the same mix of it.",
    );
  });

  test("a latent proxy is not said to be followed, and a clear feature not to tell", () => {
    expect(said(expired!)).toContain("is not seen");
    expect(said(expired!)).not.toContain("follows it among");
    expect(said(clear!)).toContain("says little about");
    expect(said(clear!)).not.toMatch(/goes away|follow/u);
  });

  test("a justification is said with reason, owner and day, and an expired one as expired", () => {
    expect(said(justified!)).toContain("Justified until 2027-03-31: name3 (name4).");
    expect(said(expired!)).toContain("Its justification has expired (2026-01-31): tariff (CRM).");
  });

  test("why a share cannot be told is said once, and of each outcome by name", () => {
    const of = (...reasons: readonly string[]): string => {
      const pair = withShare({ ...share(null, null, null), reason: "gap_not_established" });
      const [one] = pair.transmissions;
      const transmissions = reasons.map((reason, at) => ({
        ...one!,
        metric: `metric ${at}`,
        share: { ...one!.share, reason },
      }));
      return said({ ...pair, transmissions });
    };
    expect(of("no_gap", "no_overlap")).toContain(
      "cannot be said: there is no gap (metric 0); the groups have too few values in common to give them the same mix (metric 1).",
    );
    expect(of("no_gap", "no_gap")).toContain("cannot be said: there is no gap (metric 0, metric 1).");
  });

  test("a gap that is not established is no share of nothing", () => {
    const none = { ...share(null, null, null), reason: "gap_not_established" };
    expect(said(withShare(none))).toContain(
      "cannot be said: the gap itself is not established (Offer rate).",
    );
    expect(said(withShare({ ...none, reason: "something_new" }))).toContain(
      "it does not exist (Offer rate).",
    );
  });

  test("a share that may be nothing is not said to go away, and one below nothing hides a gap", () => {
    expect(said(withShare(share(0.2, -0.1, 0.5)))).toContain(
      "Not established: that any of the gap in Offer rate between name2 and name3 goes away when both have the same mix of it (20% (-10% to 50%)).",
    );
    expect(said(withShare(share(-0.3, -0.5, -0.1)))).toContain("is hidden by its mix.");
  });

  test("a share told where its gap is has its interval, and what may not be leant on", () => {
    const told = (...limits: [number | null, number | null]): string =>
      shareOrWhy(withShare(share(0.9, ...limits)).transmissions[0]!);
    expect(told(0.5, 1.3)).toBe("90% (50% to 130%)");
    expect(told(-0.1, 1.3)).toBe("90% (-10% to 130%); not established");
    expect(told(0.5, 2.6)).toBe("90% (50% to 260%); its interval is too wide to use");
    expect(told(-0.9, 2.6)).toBe("90% (-90% to 260%); not established; its interval is too wide to use");
    expect(told(null, null)).toBe("90%; it has no interval");
    const wide = withPairs(withShare(share(0.9, 0.5, 2.6)));
    expect(renderMarkdown(wide)).toContain("90% (50% to 260%); its interval is too wide to use");
    // Neither a sentence nor the column of the terminal tells it.
    expect(renderTerminal(wide, plain)).not.toContain("90% (");
    expect(renderProxies(wide, plain)).toMatch(/ {4}–$/mu);
  });

  test("no text uses a word that says more than was found", () => {
    const texts = [
      renderProxies(harmless, plain),
      ...harmless.proxies!.pairs.map((pair) => renderExplainProxy(harmless, pair)),
      JSON.stringify([PROXY_REASONS, PROXY_VERDICTS, SETS_ASIDE, FEATURE_KINDS]),
    ];
    for (const text of texts) expect(text).not.toMatch(/complian|certified|discriminat|\bun?fair\b/iu);
  });
});

describe("the summary of evenhand proxies", () => {
  test.each([40, 56, 77, 78, 80, 120])("no line is wider than %i columns", (columns) => {
    const texts = [false, true].map((ascii) => renderProxies(hostile, { ...plain, width: columns, ascii }));
    expect(texts.flatMap(lines).filter((line) => width(line) > columns)).toEqual([]);
  });

  test("ASCII mode is printable ASCII and newlines, and knows all our own signs", () => {
    expect(renderProxies(hostile, { ...plain, ascii: true })).toMatch(/^[\x20-\x7e\n]+$/u);
    const signs = renderProxies(withPairs(clear!), plain).match(/[^\x20-\x7e\n]/gu) ?? [];
    expect(signs.filter((sign) => !"–─●┊".includes(sign))).toEqual([]);
  });

  test("colour says nothing of its own", () => {
    expect(renderProxies(hostile, plain)).not.toContain("\u001b");
    const painted = renderProxies(hostile, { ...plain, color: true });
    expect(stripVTControlCharacters(painted)).toBe(renderProxies(hostile, plain));
  });

  test("no build server finds a command", () => {
    expect(renderProxies(hostile, plain)).not.toMatch(/::|##\w*\[|section_(?:start|end):/u);
  });

  test("columns of the table stay aligned whatever the names are", () => {
    const starts = lines(renderProxies(hostile, plain))
      .filter((line) => /^[PL?-] /u.test(line))
      .map((line) => width(line.slice(0, line.indexOf("┊"))));
    expect(starts).toHaveLength(hostile.proxies!.pairs.length);
    expect(new Set(starts).size).toBe(1);
  });

  test("marks a share whose interval holds 0, and no other", () => {
    const mix = (...limits: [number, number]): string =>
      lines(renderProxies(withPairs({ ...withShare(share(0.2, ...limits)), ladder: [] }), plain))
        .find((line) => line.startsWith("P "))!
        .slice(-4);
    expect(mix(-0.1, 0.5)).toBe("20%?");
    expect(mix(0.1, 0.5)).toBe(" 20%");
  });

  test("says of how much that fails the gate it names, and where the rest is named", () => {
    const failing = (fail: number, named: number): string => {
      const { gate, proxies } = harmless;
      const [one] = proxies!.findings;
      const findings = Array.from({ length: named }, () => ({
        ...one!,
        verdict: "fail" as const,
        level: "error" as const,
        justified: false,
        waived: false,
      }));
      return flat(
        renderProxies(
          {
            ...harmless,
            gate: { ...gate, gated: { ...gate.gated, fail } },
            proxies: { ...proxies!, findings },
          },
          { ...plain, quiet: true },
        ),
      );
    };
    expect(failing(3, 0)).toContain("None of them is on a feature: all are on groups; the summary of");
    expect(failing(1, 0)).toContain("It is not on a feature but on a group; the summary of");
    expect(failing(1, 1)).toContain("It is on a feature, named here.");
    expect(failing(3, 1)).toContain("1 on features, named here, and 2 on groups; the summary of");
    expect(failing(0, 0)).toContain("The gate is of the whole audit, groups and features.");
  });

  test("shows every pair, set-aside feature, note and the number of tests", () => {
    const text = flat(renderProxies(harmless, plain));
    for (const why of Object.values(SETS_ASIDE)) expect(text).toContain(why);
    for (const note of harmless.proxies!.notes) expect(text).toContain(note);
    expect(text).toContain("7 of strength and 7 of use");
    expect(text).toContain("know neither, 5 just one (phi 0.94)");
  });

  test("a set without a step is said of its own attribute", () => {
    const at = lines(renderProxies(harmless, plain)).filter((line) => line.includes("no set of these"));
    expect(at).toHaveLength(1);
    expect(at[0]).toMatch(/^ {2}sex +no set of these/u);
  });

  test("the ladder marks the threshold where the table does", () => {
    const text = lines(renderProxies(withPairs(proxy!), plain));
    const start = text.findIndex((line) => line.includes("coarser"));
    expect(text[start + 1]).toMatch(/values {4}┊ {8}─●/u);
  });

  test("a matrix of many attributes goes on below", () => {
    const many = ["a1", "a2", "a3", "a4", "a5", "a6", "a7"].map((attribute, at) => ({
      ...proxy!,
      id: `EP-1000000${at}`,
      attribute,
      ladder: [],
    }));
    const text = renderProxies(withPairs(...many, { ...clear!, attribute: "a1", ladder: [] }), plain);
    const heads = lines(text).filter((line) => /^ {10,}a\d/u.test(line));
    expect(heads.join(" ").match(/a\d/gu)).toEqual(["a1", "a2", "a3", "a4", "a5", "a6", "a7"]);
    expect(heads.length).toBeGreaterThan(1);
  });

  test("says that nothing was examined, and ends with why it exits as it does", () => {
    expect(renderProxies({ ...harmless, proxies: null }, plain)).toContain("no examination of features");
    expect(renderProxies(harmless, plain)).toMatch(
      /\nExit 1 {4}the plan's gate is not met: [^\n]+\n(?: {10}[^\n]+\n)+$/u,
    );
    expect(renderProxies(harmless, { ...plain, quiet: true })).toMatch(/^2 proxy, 1 latent proxy/u);
  });
});

describe("features in the summary of an audit", () => {
  test("a note that a feature is an outcome by another name is there, and the other notes are not", () => {
    const note = (feature: string): string =>
      `Outcome offer follows feature ${feature} without exception: is the feature the outcome itself?`;
    const metric = proxy!.uses[0]!.metric;
    const of = (number: number): string => {
      const pairs = Array.from({ length: number }, (_, at) => ({
        ...clear!,
        feature: `f${at}`,
        uses: proxy!.uses,
      }));
      const notes = [
        "Something else.",
        ...pairs.map(({ feature }) => note(feature).replace("offer", metric)),
      ];
      return flat(renderTerminal({ ...harmless, proxies: { ...harmless.proxies!, pairs, notes } }, plain));
    };
    expect(of(1)).toContain("follows feature f0 without exception");
    expect(of(1)).not.toContain("Something else.");
    expect(of(7)).toContain("and 2 such notes more in report.md");
  });

  test("at most a handful of sentences, and how many more", () => {
    const many = Array.from({ length: 8 }, (_, at) => ({ ...proxy!, id: `EP-2000000${at}` }));
    const text = renderTerminal(withPairs(...many), { ...plain, files: ["out/report.md"] });
    expect(text.match(/\[EP-2000000\d\]/gu)).toHaveLength(5);
    expect(text).toContain("and 3 more in report.md");
  });

  test("a justified breach is not among the rules broken", () => {
    const text = renderTerminal(harmless, plain);
    expect(text).toContain("EP-aaaaaaa1: rule proxy-1");
    expect(text).not.toContain("EP-aaaaaaa2: rule");
  });

  test("nothing examined, nothing said", () => {
    expect(renderTerminal({ ...harmless, proxies: null }, plain)).not.toContain("FEATURES");
  });
});

describe("features in report.md and report.html", () => {
  const section = (text: string): string => /## Features that stand in[\s\S]*?(?=\n## )/u.exec(text)![0];

  test("every pair is there with its verdict in words, and the matrix with a mark beside the number", () => {
    const text = section(renderMarkdown(harmless));
    for (const pair of harmless.proxies!.pairs) expect(text).toContain(`\`${pair.id}\``);
    for (const { label } of Object.values(PROXY_VERDICTS)) expect(text).toContain(label);
    expect(text).toContain("| name1 | 0.91 P |");
    const page = renderHtml(harmless);
    for (const [, cell] of page.matchAll(/class="[^"]*heat-\d[^"]*">([^<]*)</gu))
      expect(cell).toMatch(/^\d\.\d\d [PL?-]$/u);
  });

  test("every drawing of an AUC stands beside the same figures in a cell", () => {
    const page = renderHtml(harmless);
    const drawings = [...page.matchAll(/aria-label="AUC ([^,]+), drawn from 0\.5 to 1"/gu)];
    expect(drawings.length).toBeGreaterThan(3);
    for (const [, figures] of drawings)
      expect(page).toMatch(new RegExp(`<td[^>]*>${figures!.replaceAll(/[.()]/g, "\\$&")}<`));
  });

  test("features set aside are there with why, and a plan that asks for nothing is said so", () => {
    const text = section(renderMarkdown(harmless));
    for (const why of Object.values(SETS_ASIDE)) expect(text).toContain(why);
    expect(renderMarkdown({ ...harmless, proxies: null })).toContain("no examination of features");
    expect(renderHtml({ ...harmless, proxies: null })).toContain("no examination of features");
  });
});

describe("the explanation of a feature and attribute", () => {
  const all = hostile.proxies!.pairs;

  test.each([40, 80])("fits %i columns and is inert for every pair", (columns) => {
    const text = all.flatMap((pair) => lines(renderExplainProxy(hostile, pair, { width: columns })));
    expect(text.filter((line) => width(line) > columns)).toEqual([]);
    expect(text.filter((line) => /\p{Cc}|::|##\w*\[/u.test(line))).toEqual([]);
  });

  test("in ASCII is ASCII", () => {
    for (const pair of all)
      expect(renderExplainProxy(hostile, pair, { ascii: true })).toMatch(/^[\x20-\x7e\n]+$/u);
  });

  test("gives the figures of every group, and why a share does not exist", () => {
    const text = flat(renderExplainProxy(harmless, proxy!));
    expect(text).toContain("name2 (900 people): 0.91 (0.90 to 0.92)");
    expect(text).toContain("name3 (1,600 people): 0.88 (0.86 to 0.90)");
    expect(text).toContain("no share, for the gap itself is not established");
    expect(text).toContain("Each is given with its 95% interval.");
  });

  test("no heading stands over nothing", () => {
    for (const pair of [...harmless.proxies!.pairs, { ...few!, transmissions: [] }])
      expect(lines(renderExplainProxy(harmless, pair)).slice(1).join("\n")).not.toMatch(/^\S.*\n(?:\n|$)/mu);
    const text = flat(renderExplainProxy(harmless, { ...few!, transmissions: [] }));
    expect(text).toContain("No group of race is large enough to be told.");
    expect(text).toContain("No outcome was tested.");
    expect(text).toContain("No outcome has two groups to compare.");
  });

  test("an expired justification asks for something, one that holds does not", () => {
    expect(flat(renderExplainProxy(harmless, expired!))).toContain("counts no longer: renew it");
    expect(flat(renderExplainProxy(harmless, justified!))).toContain("until 2027-03-31: the finding stays");
  });
});

describe("the schema of features", () => {
  test("accepts the sample and every reason, and nothing examined", () => {
    for (const reason of Object.keys(PROXY_REASONS) as ProxyPair["reason"][])
      expect(resultSchema.safeParse(withPairs({ ...proxy!, reason })).error).toBeUndefined();
    expect(resultSchema.safeParse({ ...harmless, proxies: null }).success).toBe(true);
  });

  test.each([
    ["a verdict of another name", { verdict: "maybe" }],
    ["a figure written as text", { people: "2500" }],
    ["a bare figure for an estimate", { auc: 0.9 }],
    ["a field too many", { extra: 1 }],
    ["a missing list", { ladder: undefined }],
  ])("refuses %s", (_, changed) => {
    expect(resultSchema.safeParse(withPairs({ ...proxy!, ...changed } as ProxyPair)).success).toBe(false);
  });
});
