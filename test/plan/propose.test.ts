import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogProfile } from "../../src/model.js";
import { loadPlan } from "../../src/plan/load.js";
import { proposePlan } from "../../src/plan/propose.js";
import { anyProfile } from "./any-profile.js";
import { faultsOf } from "./faults-of.js";
import { campaign, profileOf } from "./profiles.js";

const propose = (profile: LogProfile, file = "decisions.csv") =>
  proposePlan(profile, file, "plan.schema.json");
const planOf = (text: string) => loadPlan(text, "evenhand.yaml").plan;

describe("the plan proposed for a month of campaign decisions", () => {
  const text = propose(campaign);
  const plan = planOf(text);

  test("names its schema in the first line, for editors", () => {
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=plan.schema.json");
  });

  test("gives the id, the person, the time and the item their roles", () => {
    const { decision, unit, time, item, count, files } = plan.log;
    expect({ decision, unit, time, item, count, files }).toEqual({
      decision: "decision_id",
      unit: "customerId",
      time: "decided_at",
      item: "product",
      count: null,
      files: ["decisions.csv"],
    });
  });

  test("takes the attributes it knows by name, cuts ages, and sees what means unknown", () => {
    expect(plan.attributes.map(({ id, bins, unknown }) => ({ id, bins, unknown }))).toEqual([
      { id: "gender", bins: null, unknown: ["Unknown"] },
      { id: "age", bins: [25, 35, 45, 55, 65], unknown: [] },
    ]);
  });

  test("takes each outcome out of the stage before it", () => {
    expect(plan.metrics.map((one) => [one.numerator?.column, one.denominator?.column ?? null])).toEqual([
      ["offered", "eligible"],
      ["shown", "offered"],
      ["clicked", "shown"],
      ["converted", "clicked"],
    ]);
  });

  test("takes no outcome out of a stage that fewer rows say yes to", () => {
    const said = (yes: number) => (row: number) => (row < yes ? "1" : "0");
    const log = profileOf(100, {
      gender: (row) => "FM"[row % 2]!,
      premium_offer: said(12),
      converted: said(57),
    });
    const { metrics } = planOf(propose(log));
    expect(metrics.map((one) => [one.numerator?.column, one.denominator])).toEqual([
      ["premium_offer", null],
      ["converted", null],
    ]);
  });

  test("examines what is left as stand-ins, but no ids, free texts, amounts or names of persons", () => {
    expect(plan.log.features).toEqual(["zip"]);
  });

  test("writes out the defaults of proxies, which change nothing", () => {
    expect(text).toContain("\n  threshold: 0.6\n");
    const { rules, ...rest } = planOf(text.replace(/^proxies:\n(?: .*\n)*/m, "")).proxies;
    const unplaced = plan.proxies.rules.map((rule) => ({ ...rule, line: null }));
    expect({ ...plan.proxies, rules: unplaced }).toEqual({ ...rest, rules });
  });

  test("shows how a feature is justified, and the example is sound when its marks are taken away", () => {
    const freed = text.replace(/^( {2})# (justified:| {2}- \{ feature.*)/gm, "$1$2");
    expect(planOf(freed).proxies.justified).toEqual([
      { feature: "zip", attributes: null, reason: "...", owner: "...", expires: "2027-03-31" },
    ]);
  });

  test("says what was left out, and why", () => {
    const left = text.slice(text.indexOf("# Columns left out:\n")).split("\n");
    expect(left.filter((line) => line !== "")).toEqual([
      "# Columns left out:",
      '#   "country": it has one value only',
      '#   "empty": it has no values',
      '#   "ethnicity": named like an attribute, but it has more than 40 values: group its values with map under attributes',
      '#   "birth_date": looks like a date of birth: make an age band of it in the log',
      '#   "session_uuid": looks like an id',
      '#   "email": looks like it names a person',
      '#   "notes": looks like free text',
      '#   "price": looks like an amount or a rank: a metric of kind mean, scoring_rate or exposure may use it',
    ]);
  });

  test("shows the sizes of groups, and small ones as less than eleven", () => {
    expect(text).toMatch(/# "[FM]" \d+, "[FM]" \d+, "Unknown" \d+, "x" <11\n {2}gender:/);
    expect(text).toContain("; without a value: <11\n  age:");
  });

  test("gives a reason above every role", () => {
    for (const role of ["decision", "unit", "time", "item"]) {
      expect(text).toMatch(new RegExp(`# .+\\n  ${role}: `));
    }
  });

  test("shows no value of a column with more than forty of them", () => {
    expect(text).not.toMatch(/group 1\b|10000|example\.org|c11\b|1910/);
  });

  test("does not show the youngest and the oldest", () => {
    expect(text).not.toMatch(/\b19\b|\b78\b/);
  });
});

describe("the plan proposed for other logs", () => {
  test("An aggregated export of counts becomes a ratio of counts", () => {
    const plan = planOf(
      propose(
        profileOf(60, {
          gender: (row) => "FM"[row % 2]!,
          impressions: (row) => String(100 + row),
          clicks: (row) => String(row),
        }),
      ),
    );
    expect(plan.metrics).toMatchObject([
      {
        kind: "ratio",
        counts: true,
        numerator: { column: "clicks" },
        denominator: { column: "impressions" },
      },
    ]);
  });

  test("A log of counts that names no people is proposed no features, and told that its rows are counts", () => {
    const counts = {
      gender: (row: number) => "FM"[row % 2]!,
      region: (row: number) => `r${row % 4}`,
      impressions: () => "20000",
      clicks: (row: number) => String(100 + row),
    };
    const text = propose(profileOf(60, counts));
    const plan = planOf(text);
    // What each count is out of may be the same throughout.
    expect(plan.metrics[0]?.denominator?.column).toBe("impressions");
    expect(plan.log.features).toEqual([]);
    expect(text).toContain("# The log looks aggregated: its rows are counts");
    expect(text).toContain("each of the things counted counts as its own person");
    expect(text).toContain("# No proxies: ");
    expect(text).not.toContain("  features:");
    expect(text).toContain('#   "region": no role found, and features are not examined in a log of counts');
    expect(text).not.toContain('"impressions": ');
    // With people, something can be learned from some and tried on others.
    const named = planOf(propose(profileOf(60, { ...counts, customer_id: (row) => `c${row % 20}` })));
    expect(named.log.features).toEqual(["region"]);
  });

  test("A count of what came of decisions is no feature, and of what came before is one", () => {
    const text = propose(
      profileOf(600, {
        customer_id: (row) => `c${row % 150}`,
        sex: (row) => "FM"[row % 2]!,
        offered: (row) => String(row % 3 === 0 ? 1 : 0),
        n_redeemed: (row) => String(row % 14),
        past_redemptions: (row) => String(row % 15),
        clicked_banner: (row) => `banner ${row % 4}`,
      }),
    );
    expect(planOf(text).log.features).toEqual(["past_redemptions", "clicked_banner"]);
    expect(text).toContain('#   "n_redeemed": named like an outcome');
  });

  test("Of a number and its bands one is proposed, and why the other is not is said", () => {
    const columns = {
      age: (row: number) => String(19 + (row % 60)),
      age_group: (row: number) => (row % 60 < 30 ? "under 49" : "49+"),
      offered: (row: number) => String(row % 2),
    };
    const text = propose(profileOf(600, columns));
    const plan = planOf(text);
    expect(plan.attributes.map((one) => [one.id, one.bins])).toEqual([["age_group", null]]);
    expect(text).toContain(
      '#   "age": looks like what was made into the attribute "age_group", by its name: one of the two is enough',
    );
    // Without a list of features every column is one, and nothing tells an age group as well as the age.
    expect(plan.proxies.exclude).toEqual(["age"]);
    const other = propose(
      profileOf(600, { ...columns, ageBand: columns.age_group, zip: (row) => `z${row % 9}` }),
    );
    expect(planOf(other).attributes.map((one) => one.id)).toEqual(["age_group"]);
    expect(other).toContain('#   "ageBand": looks like the same as the attribute "age_group"');
    expect(planOf(other).log.features).toEqual(["zip"]);
    expect(planOf(other).proxies.exclude).toEqual([]);
    // Two attributes that only share a word are two.
    const two = propose(profileOf(600, { ...columns, age_at_hire: columns.age }));
    expect(planOf(two).attributes.map((one) => one.id)).toEqual(["age_group", "age_at_hire"]);
  });

  test("A score is the outcome where nothing else is, and the score it was given is none", () => {
    const scores = { sex: (row: number) => "FM"[row % 2]!, match_score: String, credit_score: String };
    expect(planOf(propose(profileOf(60, scores))).metrics).toMatchObject([
      { id: "match_score", kind: "scoring_rate", numerator: { column: "match_score", in: null } },
    ]);
    const hired = { ...scores, hired: (row: number) => String(row % 2) };
    expect(planOf(propose(profileOf(60, hired))).metrics.map((one) => one.kind)).toEqual(["rate"]);
  });

  test("A count of decisions is found where there is no decision id", () => {
    const plan = planOf(
      propose(
        profileOf(60, {
          sex: (row) => "FM"[row % 2]!,
          offered: (row) => String(row % 2),
          count: (row) => String(row),
        }),
      ),
    );
    expect(plan.log.count).toBe("count");
    expect(plan.log.features).toEqual([]);
  });

  test("An outcome spelled in words is taken with its good news", () => {
    const plan = planOf(
      propose(
        profileOf(60, {
          race: (row) => `r${row % 3}`,
          outcome: (row) => (row % 2 === 0 ? "Approved" : "Denied"),
        }),
      ),
    );
    expect(plan.metrics[0]?.numerator).toEqual({ column: "outcome", in: ["Approved"] });
  });

  test("Without an attribute or an outcome the head says what to fill in, and examples stand there", () => {
    const text = propose(profileOf(20, { a: (row) => `x${row % 3}`, b: (row) => `y${row % 4}` }));
    expect(text).toContain("# TO FILL IN FIRST: attributes and metrics.");
    expect(text).toContain("# attributes:\n#   gender:\n");
    expect(text).toContain("# metrics:\n#   offered: ");
    expect(faultsOf(text).map((fault) => fault.what)).toEqual([
      'the plan needs "attributes"',
      'the plan needs "metrics"',
    ]);
  });

  test("The examples are sound when their marks are taken away", () => {
    const text = propose(profileOf(20, { a: (row) => `x${row % 3}` }));
    const freed = text.replace(
      /^# (attributes:|metrics:| {2,}(?:gender|age|bins|offered|approved|numerator).*)/gm,
      "$1",
    );
    expect(planOf(freed).attributes.map((one) => one.id)).toEqual(["gender", "age"]);
    expect(planOf(freed).metrics.map((one) => one.id)).toEqual(["offered", "approved"]);
  });

  test("A log without a person says what that means", () => {
    const text = propose(
      profileOf(20, { gender: (row) => "FM"[row % 2]!, offered: (row) => String(row % 2) }),
    );
    expect(text).toContain(
      "# No person id was recognised: without `unit`, each row counts as its own person.",
    );
  });

  test("A log from standard input has no file to name", () => {
    const text = propose(campaign, "-");
    expect(text).toContain("# files: decisions.csv");
    expect(planOf(text).log.files).toEqual([]);
  });

  test("Hostile names become texts, ids of their own where they must, and nothing else", () => {
    const names = [
      'gender"\n- x: &y',
      "sex: *all",
      "age #\t1",
      "race\u202E",
      "__proto__ gender",
      "offered\n\nevenhand: 2",
      "clicked: {",
    ];
    const columns = Object.fromEntries(names.map((name) => [name, (row: number) => String(row % 2)]));
    const plan = planOf(propose(profileOf(50, columns), 'a "b"\n#.csv'));
    expect(plan.log.files).toEqual(['a "b"\n#.csv']);
    expect(plan.attributes.map((one) => [one.id, one.column])).toEqual([
      ["attribute_1", 'gender"\n- x: &y'],
      ["sex: *all", "sex: *all"],
      ["attribute_2", "age #\t1"],
      ["race\u202E", "race\u202E"],
      ["__proto__ gender", "__proto__ gender"],
    ]);
    expect(plan.metrics.map((one) => [one.id, one.numerator?.column])).toEqual([
      ["offered_evenhand_2", "offered\n\nevenhand: 2"],
      ["clicked", "clicked: {"],
    ]);
  });
});

describe("any profile at all", () => {
  const anyFile = fc.string({ unit: "binary", maxLength: 12 }).filter((file) => !/\p{Surrogate}/u.test(file));

  test("gives a plan that loads, or one that says what is missing and is refused for that alone", () => {
    let loaded = 0;
    fc.assert(
      fc.property(anyProfile, anyFile, (one, file) => {
        const text = proposePlan(one, file, "urn:x");
        const gaps = /^# TO FILL IN FIRST: (.*?)\. /m.exec(text)?.[1]?.split(" and ") ?? [];
        const faults = gaps.length === 0 ? [] : faultsOf(text).map((fault) => fault.what);
        expect(faults).toEqual(gaps.map((gap) => `the plan needs "${gap}"`));
        if (gaps.length > 0) return;
        planOf(text);
        loaded += 1;
      }),
      { numRuns: 1000, seed: 20260103 },
    );
    expect(loaded).toBeGreaterThan(300);
  });
});
