import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadPlan, planDigest } from "../../src/plan/load.js";
import { SHORTEST_PLAN } from "../../src/plan/reference-text.js";
import { recordOf } from "../../src/plan/schema-record.js";
import { deviationsOf } from "../../src/policy/frozen.js";
import { PRESET_IDS, PRESETS } from "../../src/policy/presets.js";
import { SOUND } from "./faults-of.js";

const planOf = (text: string) => loadPlan(text, "plan.yaml").plan;
const digest = (text: string): string => loadPlan(text, "any.yaml").sha256;

describe("a plan of a few lines", () => {
  test("has every default filled in and every shorthand written out", () => {
    expect(planOf(SHORTEST_PLAN)).toEqual({
      evenhand: 1,
      system: { name: null, owner: null, purpose: null, version: null },
      log: {
        files: ["decisions.csv"],
        format: "auto",
        delimiter: null,
        decision: null,
        unit: "customer_id",
        time: null,
        count: null,
        item: null,
        features: [],
        missing: [],
        missing_unit: "refuse",
        duplicates: "refuse",
        keep: [],
        columns: [],
      },
      attributes: ["gender", "age_band"].map((id) => ({
        id,
        column: id,
        probabilities: null,
        map: null,
        bins: null,
        unknown: [],
        reference: null,
        population: null,
        source: null,
        category: id === "gender" ? "sex" : null,
      })),
      intersections: [],
      metrics: [
        {
          id: "offered",
          title: "offered",
          kind: "rate",
          numerator: { column: "offered", in: null },
          denominator: null,
          where: [],
          direction: "favourable",
          cap: null,
          counts: false,
        },
      ],
      rules: [
        {
          id: "rule-1",
          metric: "all",
          attribute: "all",
          threshold: 0.8,
          comparator: "best",
          level: "error",
          line: null,
        },
      ],
      proxies: {
        examine: true,
        exclude: [],
        features: [],
        threshold: 0.6,
        together: 3,
        justified: [],
        rules: [
          {
            id: "proxy-1",
            feature: "all",
            attribute: "all",
            max_auc: null,
            max_transmitted: null,
            verdict: "proxy",
            level: "warn",
            line: null,
          },
        ],
      },
      settings: {
        confidence: 0.95,
        multiplicity: "holm",
        minimum_units: 30,
        disclosure_floor: 11,
        comparator_share: 0.02,
        max_groups: 200,
        undecided: "allow",
      },
      thresholds: { set_by: null, set_on: null, before_data: null, reason: null },
      preset: null,
      record: recordOf(undefined),
    });
  });

  test("Keys without a value mean the same as no keys", () => {
    const blank = `${SHORTEST_PLAN}system:\nintersections: ~\nrules: null\nproxies: {examine: , exclude: ~, features: null, threshold: ~, together: , justified: , rules: null}\nsettings: {confidence: , undecided: ~}\nthresholds: {set_by: null}\npreset: ~\nrecord: {auditee: , first_used: ~}\n`;
    expect(planOf(blank)).toEqual(planOf(SHORTEST_PLAN));
  });

  test("An attribute that is only an id is the column of that name", () => {
    const plan = planOf("evenhand: 1\nattributes:\n  gender:\n  age: {bins: [18, 30]}\nmetrics: {o: o}\n");
    expect(plan.attributes.map(({ id, column, bins }) => [id, column, bins])).toEqual([
      ["gender", "gender", null],
      ["age", "age", [18, 30]],
    ]);
  });

  test("The plans of the fixtures load", () => {
    const fixtures = new URL("../../fixtures/", import.meta.url);
    const folders = readdirSync(fixtures, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders) {
      const plan = planOf(readFileSync(new URL(`${name}/evenhand.yaml`, fixtures), "utf8"));
      expect(plan.attributes.length).toBeGreaterThan(0);
    }
  });
});

describe("a plan with everything", () => {
  const plan = planOf(`evenhand: 1
system: {name: Offers, owner: CRM, purpose: Whom to offer what, version: 7.20}
log:
  files: [a.csv, "b *.csv"]
  format: csv
  delimiter: "\\t"
  unit: customer
  time: at
  item: product
  features: zip
  missing: [NA, null, ~]
  missing_unit: reject
  keep: {country: [NO, SE], tier: 01}
  columns:
    offered: {type: flag, true: J, false: [N, "-"]}
    score: {type: number, range: [-1, 1.50]}
attributes:
  gender: {map: {1: male, 2: female, 10: other}, unknown: [X, NA], reference: male, source: self_reported}
  age: {bins: [18, 30]}
  race: {probabilities: {White: p_white, Black: p_black}, population: {White: 0.75, Black: 0.25}}
intersections: pairs
metrics:
  premium: {title: Premium offers, numerator: {column: product, in: premium}, denominator: offered, where: {channel: [web, app]}, direction: either}
  ctr: {numerator: clicks, denominator: impressions, counts: true}
  contacts: {kind: contacts, cap: 2.5, direction: unfavourable}
rules:
  - {id: strict, metric: premium, attribute: gender x age, threshold: 0.9, comparator: rest, level: warn}
  - comparator: reference
settings: {confidence: 0.9, multiplicity: none, minimum_units: 50, disclosure_floor: 20, comparator_share: 0, max_groups: 10, undecided: allow}
thresholds: {set_by: Board, set_on: 2026-01-31, before_data: true, reason: Policy 4}
`);

  test("keeps every text as it is spelled", () => {
    expect(plan.system.version).toBe("7.20");
    expect(plan.log.delimiter).toBe("\t");
    expect(plan.log.missing).toEqual(["NA", "null", "~"]);
    expect(plan.log.keep).toEqual([
      { column: "country", in: ["NO", "SE"] },
      { column: "tier", in: ["01"] },
    ]);
    expect(plan.thresholds.set_on).toBe("2026-01-31");
  });

  test("keeps the order of the plan, also of keys that look like numbers", () => {
    expect(plan.attributes[0]?.map).toEqual([
      { value: "1", group: "male" },
      { value: "2", group: "female" },
      { value: "10", group: "other" },
    ]);
  });

  test("reads numbers and truths as such", () => {
    expect(plan.log.columns[1]).toEqual({
      column: "score",
      type: "number",
      true: null,
      false: null,
      range: [-1, 1.5],
    });
    expect(plan.settings.confidence).toBe(0.9);
    expect(plan.thresholds.before_data).toBe(true);
  });

  test("crosses every pair of attributes with labels when asked for pairs", () => {
    expect(plan.intersections).toEqual([["gender", "age"]]);
  });

  test("takes counts for a ratio of sums", () => {
    expect(plan.metrics.map((metric) => metric.kind)).toEqual(["rate", "ratio", "contacts"]);
  });

  test("gives each rule its id and its line", () => {
    expect(plan.rules.map(({ id, line }) => [id, line])).toEqual([
      ["strict", 27],
      ["rule-2", 28],
    ]);
  });

  test("An inferred attribute has no column of labels", () => {
    expect(plan.attributes[2]?.column).toBeNull();
  });
});

describe("what a plan says of stand-ins", () => {
  const proxiesOf = (inside: string, rest = "") => planOf(`${SOUND}proxies: ${inside}\n${rest}`).proxies;

  test("A kind stands for a description, and a code has the steps of a ZIP code unless it has its own", () => {
    const kinds =
      "a: category, b: number, c: time, d: code, e: text, f: {as: code, levels: [4, 2]}, g: {as: time}";
    expect(proxiesOf(`{features: {${kinds}}}`).features).toEqual([
      { column: "a", as: "category", levels: null },
      { column: "b", as: "number", levels: null },
      { column: "c", as: "time", levels: null },
      { column: "d", as: "code", levels: [5, 3, 1] },
      { column: "e", as: "text", levels: null },
      { column: "f", as: "code", levels: [4, 2] },
      { column: "g", as: "time", levels: null },
    ]);
  });

  test("A justification holds for all attributes, or for those it names", () => {
    const { justified } = proxiesOf(`
  justified:
    - {feature: tenure, reason: Tariff 7.20, owner: CRM, expires: 2027-03-31}
    - {feature: zip, attributes: region, reason: Delivery, owner: Ops, expires: 2028-02-29}
    - {feature: zip, attributes: [gender, region], reason: Delivery, owner: Ops, expires: 2027-12-31}`);
    expect(justified).toEqual([
      { feature: "tenure", attributes: null, reason: "Tariff 7.20", owner: "CRM", expires: "2027-03-31" },
      { feature: "zip", attributes: ["region"], reason: "Delivery", owner: "Ops", expires: "2028-02-29" },
      {
        feature: "zip",
        attributes: ["gender", "region"],
        reason: "Delivery",
        owner: "Ops",
        expires: "2027-12-31",
      },
    ]);
  });

  test("A rule somebody wrote is about everything, and an error, unless it says otherwise", () => {
    // "proxies:" stands on the line after the sound plan, its first rule two lines below.
    const LINE = SOUND.split("\n").length + 2;
    const { rules } = proxiesOf(`
  rules:
    - {max_auc: 0.7}
    - {id: zip, feature: zip, attribute: gender, max_transmitted: 0, verdict: latent, level: off}
    - {max_auc: 1, max_transmitted: 1, level: warn}`);
    const all = { feature: "all", attribute: "all", max_auc: null, max_transmitted: null, verdict: null };
    expect(rules).toEqual([
      { ...all, id: "proxy-1", max_auc: 0.7, level: "error", line: LINE },
      {
        id: "zip",
        feature: "zip",
        attribute: "gender",
        max_auc: null,
        max_transmitted: 0,
        verdict: "latent",
        level: "off",
        line: LINE + 1,
      },
      { ...all, id: "proxy-3", max_auc: 1, max_transmitted: 1, level: "warn", line: LINE + 2 },
    ]);
  });

  test("One column may be left out, or several, or all of them", () => {
    expect(proxiesOf("{exclude: campaign}").exclude).toEqual(["campaign"]);
    expect(proxiesOf("{exclude: [campaign, 01234, null]}").exclude).toEqual(["campaign", "01234", "null"]);
    expect(proxiesOf("{examine: false}").examine).toBe(false);
  });

  test("The ends of what is allowed are allowed", () => {
    expect(proxiesOf("{threshold: 1, together: 1}")).toMatchObject({ threshold: 1, together: 1 });
    expect(proxiesOf("{threshold: 0.501}").threshold).toBe(0.501);
    expect(proxiesOf("{features: {a: {as: code, levels: [1]}}}").features[0]?.levels).toEqual([1]);
  });

  test("A time, an item, a denominator or a condition is a feature where it is listed as one", () => {
    const { features, rules } = planOf(`evenhand: 1
attributes: [gender]
metrics: {m: {numerator: a, denominator: b, where: {channel: web}}}
log: {time: at, item: product, keep: {country: NO}, features: [at, product, b, channel, country]}
proxies:
  features: {at: time, product: category, b: number, channel: category, country: code}
  rules: [{feature: at, verdict: proxy}]
`).proxies;
    expect(features.map((one) => one.column)).toEqual(["at", "product", "b", "channel", "country"]);
    expect(rules[0]?.feature).toBe("at");
  });

  test("Without a list of features any other column may be one", () => {
    const { features } = proxiesOf("{features: {zip: code, all: category}}", "log: {unit: u}\n");
    expect(features.map((one) => one.column)).toEqual(["zip", "all"]);
  });
});

describe("a preset", () => {
  const withReferences = `evenhand: 1
attributes: {sex: {reference: male}, race: {reference: White}}
metrics: {offered: offered}
`;

  test.each(PRESET_IDS)("%s gives its rules and settings, and its id stays in the plan", (id) => {
    const plan = planOf(`${withReferences}preset: ${id}\n`);
    expect(plan.preset).toBe(id);
    expect(plan.rules).toEqual(PRESETS[id].rules.map((rule) => ({ ...rule, line: null })));
    expect(plan.settings).toMatchObject(PRESETS[id].settings);
  });

  test("gives way to the plan's own rules, all of them", () => {
    const { rules, preset } = planOf(
      `${withReferences}preset: nyc_local_law_144\nrules: [{metric: offered, threshold: 0.9}]\n`,
    );
    expect(preset).toBe("nyc_local_law_144");
    expect(rules.map(({ threshold, level, line }) => [threshold, level, line])).toEqual([[0.9, "error", 5]]);
  });

  test("gives way to the plan's own settings, key by key, also where one repeats the usual default", () => {
    const text = `${withReferences}preset: four_fifths\nsettings: {comparator_share: 0.05, confidence: 0.9, minimum_units: ~}\n`;
    expect(planOf(text).settings).toMatchObject({
      comparator_share: 0.05,
      confidence: 0.9,
      minimum_units: 30,
    });
  });

  test("of New York City crosses sex and race, unless the plan says what is crossed", () => {
    const city = (rest: string) => planOf(`${rest}preset: nyc_local_law_144\n`).intersections;
    expect(city(withReferences)).toEqual([["sex", "race"]]);
    expect(city(`${withReferences}intersections: [[race, sex]]\n`)).toEqual([["race", "sex"]]);
    expect(city(SOUND)).toEqual([]);
    expect(planOf(`${withReferences}preset: four_fifths\n`).intersections).toEqual([]);
  });

  test("crosses no attribute given as probabilities", () => {
    const inferred = "evenhand: 1\nattributes: {sex: , race: {probabilities: {a: p, b: q}}}\n";
    expect(planOf(`${inferred}metrics: {o: o}\npreset: nyc_local_law_144\n`).intersections).toEqual([]);
  });

  test("A category is known by a plain id, whatever its case, and may be said of any other", () => {
    const { attributes } = planOf(
      "evenhand: 1\nattributes: {Gender: , group: {category: race_ethnicity}, sexes: , race: {category: sex}}\nmetrics: {o: o}\n",
    );
    expect(attributes.map((one) => one.category)).toEqual(["sex", "race_ethnicity", null, "sex"]);
  });
});

describe("the record", () => {
  test("keeps the words as they are, and what is not said is null", () => {
    const { record } = planOf(`${SOUND}record: {auditee: "  ACME ", first_used: 2025-03-01, opinion: 01}\n`);
    expect(record).toEqual({
      ...recordOf(undefined),
      auditee: "  ACME ",
      first_used: "2025-03-01",
      opinion: "01",
    });
  });

  test("changes neither the digest of the plan nor what departs from a frozen one", () => {
    const later = `${SOUND}record: {audited_on: 2026-11-03, opinion: None was formed}\n`;
    expect(digest(later)).toBe(digest(SOUND));
    expect(deviationsOf(planOf(SOUND), planOf(later))).toEqual([]);
  });
});

describe("values that YAML readers love to change", () => {
  test.each([
    "01234",
    "yes",
    "NO",
    "1e5",
    "0x1F",
    "2026-10-01",
    "12:30:45",
    "1_000",
    "true",
    ".nan",
    "Null",
    "null",
    "~",
    "=",
    "+1",
  ])("%s stays as it is", (spelling) => {
    const plan = planOf(`${SOUND}log: {missing: [${spelling}], keep: {c: [${spelling}, other]}}\n`);
    expect(plan.log.missing).toEqual([spelling]);
    expect(plan.log.keep[0]?.in[0]).toBe(spelling);
  });

  test("A quoted null is a text, also where a value may be left out", () => {
    expect(planOf(`${SOUND}log: {unit: "null"}\n`).log.unit).toBe("null");
    expect(planOf(`${SOUND}log: {unit: null}\n`).log.unit).toBeNull();
  });
});

describe("where rules stand in a plan", () => {
  test("changes neither its digest nor what departs from a frozen one, for rules on features as well", () => {
    const rules = "proxies:\n  rules:\n    - {max_auc: 0.7}\n";
    const [one, moved] = [`${SOUND}${rules}`, `${SOUND}# moved\n\n${rules}`];
    const lineIn = (text: string): number | null => planOf(text).proxies.rules[0]!.line;
    expect(lineIn(moved)).toBe(lineIn(one)! + 2);
    expect(digest(moved)).toBe(digest(one));
    expect(deviationsOf(planOf(one), planOf(moved))).toEqual([]);
  });
});

describe("the digest of a plan", () => {
  const before = digest(`${SOUND}rules: [{metric: offered}]\n`);

  test("is a SHA-256", () => {
    expect(before).toMatch(/^[0-9a-f]{64}$/);
  });

  test("does not change with comments, layout, quotes, a byte order mark, or defaults written out", () => {
    const same = `\uFEFF# A plan\r\nevenhand: 1\r\nattributes:\r\n- "gender"\r\n- region\r\nmetrics:\r\n  offered: {numerator: offered, kind: rate}\r\n  clicked: clicked\r\nrules:\r\n\r\n  - metric: offered\r\n    threshold: 0.80\r\nsettings: {undecided: allow}\r\nproxies: {threshold: 0.60, together: 3, rules: [{verdict: proxy, level: warn}]}\r\n`;
    expect(digest(same)).toBe(before);
  });

  test.each([
    ["a threshold", `${SOUND}rules: [{metric: offered, threshold: 0.81}]\n`],
    [
      "the order of attributes",
      `${SOUND.replace("gender, region", "region, gender")}rules: [{metric: offered}]\n`,
    ],
    ["how a feature is read", `${SOUND}rules: [{metric: offered}]\nproxies: {features: {zip: code}}\n`],
    ["a preset", `${SOUND}rules: [{metric: offered}]\npreset: four_fifths\n`],
    ["who set the thresholds", `${SOUND}rules: [{metric: offered}]\nthresholds: {set_by: Board}\n`],
    ["a setting", `${SOUND}rules: [{metric: offered}]\nsettings: {confidence: 0.9}\n`],
  ])("changes with %s", (_, text) => {
    expect(digest(text)).not.toBe(before);
  });

  test("is made of the plan alone", () => {
    const { plan, sha256 } = loadPlan(SOUND, "x.yaml");
    expect(planDigest({ ...plan })).toBe(sha256);
  });
});
