import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SOUND, faultsOf, printed } from "./faults-of.js";

interface Case {
  readonly title: string;
  readonly plan: string;
  readonly faults: readonly string[];
}

/** `log:` of an otherwise sound plan; the log is on line 4. */
const log = (inside: string): string => `${SOUND}log: ${inside}\n`;
/** One attribute of an otherwise sound plan, on line 4. */
const attribute = (inside: string): string =>
  `evenhand: 1\nmetrics: {offered: offered}\nattributes:\n  race: ${inside}\n`;
/** One metric of an otherwise sound plan, on line 4. */
const metric = (inside: string, rest = ""): string =>
  `evenhand: 1\nattributes: [gender]\nmetrics:\n  m: ${inside}\n${rest}`;
/** One rule of an otherwise sound plan, on line 5. */
const rule = (inside: string): string => `${SOUND}rules:\n  - ${inside}\n`;

/** `proxies:` of an otherwise sound plan, on line 4. */
const proxies = (inside: string): string => `${SOUND}proxies: ${inside}\n`;

const cases: readonly Case[] = [
  // ---- the file
  {
    title: "A file of more than a megabyte is no plan",
    plan: `# ${"x".repeat(1_000_000)}`,
    faults: ["1:1 plan-too-big: the plan has 1000002 bytes, and a plan may have 1000000, is this the log?"],
  },
  {
    title: "A control character is pointed at, and named instead of printed",
    plan: `${SOUND}# é😀\u0007\n`,
    faults: [
      '4:5 control-character: the plan holds a control character (U+0007), inside double quotes it can be written as an escape, as in "\\t"',
    ],
  },
  {
    title: "A carriage return in the middle of a line is a control character",
    plan: `${SOUND}# a\rb\r\n`,
    faults: [
      '4:4 control-character: the plan holds a control character (U+000D), inside double quotes it can be written as an escape, as in "\\t"',
    ],
  },
  {
    title: "Half a character, written as an escape, is refused",
    plan: log('{unit: "\\uD800"}'),
    faults: ['4:13 not-unicode: "\\u{d800}" holds half a character, which no log can hold'],
  },
  {
    title: "What is not YAML is refused where the YAML breaks",
    plan: `${SOUND}log: a: b\n`,
    faults: [
      "4:6 yaml-syntax: this is not readable as YAML: nested mappings are not allowed in compact mappings",
    ],
  },
  {
    title: "A tab does not indent",
    plan: `${SOUND}log:\n\tunit: u\n`,
    faults: ["5:1 yaml-syntax: this is not readable as YAML: tabs are not allowed as indentation"],
  },
  {
    title: "An empty file is told how to get a plan",
    plan: "# nothing yet\n",
    faults: ['1:1 empty-plan: the plan is empty, "evenhand init" writes a plan from a log'],
  },
  {
    title: "Anchors and aliases are refused, and names that begin so go in quotes",
    plan: `${SOUND}log:\n  unit: &u user\n  time: *u\n`,
    faults: [
      "5:9 yaml-anchor: anchors (&) are not read in a plan, write the value out; a name that begins so goes in quotes",
      "6:9 yaml-anchor: aliases (*) are not read in a plan, write the value out; a name that begins so goes in quotes",
    ],
  },
  {
    title: "Tags are refused, whatever they ask for",
    plan: log('{unit: !!python/object/apply:os.system "id"}'),
    faults: [
      "4:13 yaml-tag: tags (!) are not read in a plan, write the value out; a name that begins so goes in quotes",
    ],
  },
  {
    title: "Directives are refused",
    plan: `%YAML 1.1\n---\n${SOUND}`,
    faults: ["1:1 yaml-directive: directives (%) are not read in a plan"],
  },
  {
    title: "Merge keys are refused",
    plan: log("{<<: {unit: u}}"),
    faults: [
      '4:7 merge-key: merge keys (<<) are not read in a plan, write the keys out; for a name that is really "<<", put it in quotes',
    ],
  },
  {
    title: "A second document is refused",
    plan: `${SOUND}---\nevenhand: 1\n`,
    faults: ["4:1 several-documents: the file holds more than one YAML document, keep one plan a file"],
  },
  {
    title: "A key given twice is refused, with the line of the first",
    plan: `${SOUND}log:\n  unit: a\n  unit: b\n`,
    faults: ['6:3 duplicate-key: the key "unit" is given twice, it is on line 5 already'],
  },
  {
    title: "A key that is a list is refused",
    plan: `${SOUND}log:\n  ? [a]\n  : b\n`,
    faults: ["5:5 bad-key: a key must be a text, write it in quotes"],
  },
  {
    title: "More than twelve levels are refused where the thirteenth begins",
    plan: `${SOUND}log: {files: ${"[".repeat(20)}${"]".repeat(20)}}\n`,
    faults: [
      '4:15 wrong-shape: item 1 of "files" must be a path, not a list',
      "4:24 too-deep: the plan is nested deeper than 12 levels",
    ],
  },
  {
    title: "Runaway nesting stops the reading",
    plan: "- ".repeat(300_000),
    faults: ["1:200 too-deep: the plan is nested deeper than 100 levels"],
  },
  // ---- shapes
  {
    title: "A plan is a mapping",
    plan: "- evenhand: 1\n",
    faults: ["1:1 wrong-shape: the plan must be a mapping, not a list"],
  },
  {
    title: "All that is missing is named at once",
    plan: "\nsystem: {name: x}\n",
    faults: [
      '1:1 missing-key: the plan needs "evenhand"',
      '1:1 missing-key: the plan needs "attributes"',
      '1:1 missing-key: the plan needs "metrics"',
    ],
  },
  {
    title: "A plan of another version is refused",
    plan: SOUND.replace("evenhand: 1", "evenhand: 2"),
    faults: ['1:11 wrong-version: "evenhand" must be 1, the version of the plan format, not "2"'],
  },
  {
    title: "An unknown key at the top gets the nearest known one",
    plan: `${SOUND}setings: {}\n`,
    faults: ['4:1 unknown-key: "setings" is not a key of a plan, did you mean "settings"?'],
  },
  {
    title: "An unknown key deep inside gets the nearest known one of its section",
    plan: metric("{numerator: {colum: a, in: b}}"),
    faults: [
      '4:7 missing-key: "numerator" needs "column"',
      '4:19 unknown-key: "colum" is not a key of "numerator", did you mean "column"?',
    ],
  },
  {
    title: "An unknown key near nothing gets the list of known ones",
    plan: `${SOUND}thresholds: {zzzzzz: 1}\n`,
    faults: [
      '4:14 unknown-key: "zzzzzz" is not a key of "thresholds", known here: "set_by", "set_on", "before_data", "reason"',
    ],
  },
  {
    title: "A mapping where a text is wanted is refused",
    plan: log("{unit: {a: b}}"),
    faults: ['4:13 wrong-shape: "unit" must be a column name, not a mapping'],
  },
  {
    title: "What fits none of the ways to write it names them all",
    plan: `${SOUND}log: {files: {a: b}}\n`,
    faults: ['4:14 wrong-shape: "files" must be a path or a list'],
  },
  {
    title: "A required value that is blank is refused at its key",
    plan: "evenhand: 1\nattributes: ~\nmetrics:\n  offered:\n",
    faults: [
      '2:1 empty-value: "attributes" is given no value (it takes a list or a mapping)',
      '4:3 empty-value: "offered" is given no value (it takes a column name or a mapping)',
    ],
  },
  {
    title: "An empty text is no name",
    plan: log('{unit: ""}'),
    faults: ['4:13 empty-value: "unit" must be a column name, and it is empty'],
  },
  {
    title: "An empty list says nothing",
    plan: `${SOUND}rules: []\n`,
    faults: ['4:8 empty-list: "rules" is an empty list, it needs at least one item'],
  },
  {
    title: "An empty mapping says nothing",
    plan: log("{keep: {}}"),
    faults: ['4:13 empty-list: "keep" is an empty mapping, it needs at least one entry'],
  },
  {
    title: "A value with spaces around it could never match, and is refused",
    plan: log('{missing: [" NA"], keep: {" a": x}}'),
    faults: [
      '4:17 padded-text: item 1 of "missing" is " NA", and names and values of a log are read without spaces around them',
      '4:32 padded-text: " a" is a key with spaces around it, and names and values of a log are read without spaces around them',
    ],
  },
  {
    title: "A value listed twice is a slip",
    plan: log("{features: [zip, device, zip]}"),
    faults: ['4:31 repeated-value: item 3 of "features" repeats "zip"'],
  },
  {
    title: "A number is a plain decimal",
    plan: `${SOUND}settings: {confidence: 9e-1, minimum_units: 0x20, max_groups: .inf, comparator_share: .nan}\n`,
    faults: [
      '4:24 not-a-number: "confidence" must be a number, not "9e-1", write it in plain decimals, as in 0.8',
      '4:45 not-a-number: "minimum_units" must be a whole number, not "0x20"',
      '4:63 not-a-number: "max_groups" must be a whole number, not ".inf"',
      '4:87 not-a-number: "comparator_share" must be a number, not ".nan", write it in plain decimals, as in 0.8',
    ],
  },
  {
    title: "A percentage where a share is wanted gets the share",
    plan: rule("threshold: 80"),
    faults: ['5:16 out-of-range: "threshold" must be above 0 and at most 1, not "80", did you mean 0.8?'],
  },
  {
    title: "A threshold is above zero",
    plan: rule("threshold: 0"),
    faults: ['5:16 out-of-range: "threshold" must be above 0 and at most 1, not "0"'],
  },
  {
    title: "Only true and false are true and false",
    plan: `${SOUND}thresholds: {before_data: yes}\n`,
    faults: ['4:27 not-true-or-false: "before_data" must be true or false, not "yes"'],
  },
  {
    title: "A misspelt choice gets the nearest one",
    plan: rule("comparator: bst"),
    faults: [
      '5:17 not-a-choice: "comparator" must be one of best, reference, rest, overall, not "bst", did you mean "best"?',
    ],
  },
  {
    title: "A date must exist",
    plan: `${SOUND}thresholds: {set_on: 2026-02-30}\n`,
    faults: ['4:22 not-a-date: "set_on" must be a date, as in 2026-10-01, not "2026-02-30"'],
  },
  {
    title: "A delimiter is one character that is no letter, digit or quote",
    plan: log("{delimiter: '\\t'}"),
    faults: [
      '4:18 bad-delimiter: "delimiter" must be one separating character (a tab is written "\\t", in double quotes), not "\\\\t"',
    ],
  },
  // ---- ids
  {
    title: "A metric id is safe to put in file names, and a safe one is suggested",
    plan: "evenhand: 1\nattributes: [gender]\nmetrics: {offer/räte: offered}\n",
    faults: [
      '3:11 bad-id: "offer/räte" cannot be an id: ids are letters, digits, _ and -, for instance "offer_rate"',
    ],
  },
  {
    title: "No metric may be called all; an attribute may, for columns are what they are",
    plan: "evenhand: 1\nattributes: [all]\nmetrics: {all: offered}\n",
    faults: [
      '3:11 bad-id: "all" cannot be an id: in a rule it stands for every one of them, choose another name',
    ],
  },
  {
    title: "An attribute id holds no control character; the column may",
    plan: 'evenhand: 1\nattributes: ["a\\tb"]\nmetrics: {offered: offered}\n',
    faults: [
      '2:14 bad-id: "a\\u{9}b" cannot be an id: it holds a control character, give it an id of its own: "id: { column: ... }"',
    ],
  },
  {
    title: "An attribute is listed once",
    plan: SOUND.replace("region", "gender"),
    faults: ['2:22 duplicate-id: the attribute "gender" is listed twice'],
  },
  {
    title: "Two rules cannot share an id, also one that was given by default",
    plan: `${SOUND}rules:\n  - {id: rule-2}\n  - {metric: offered}\n`,
    faults: ['6:5 duplicate-id: two rules have the id "rule-2", the other is on line 5'],
  },
  {
    title: "An attribute cannot be called like a crossing",
    plan: 'evenhand: 1\nattributes: [a, b, "a x b"]\nmetrics: {m: c}\nintersections: [[a, b]]\n',
    faults: [
      '4:17 duplicate-id: "a x b" names two things: this crossing, and another attribute or crossing, give the attribute another id',
    ],
  },
  // ---- log
  {
    title: "Rejecting rows without a person needs a person column",
    plan: log("{missing_unit: reject}"),
    faults: ['4:7 unit-needed: "missing_unit" needs a unit column, name it under log.unit'],
  },
  {
    title: "Dropping copies needs a decision column",
    plan: log("{duplicates: drop_identical}"),
    faults: ['4:7 decision-needed: "duplicates" needs a decision column, name it under log.decision'],
  },
  {
    title: "A count of decisions and a decision id contradict each other",
    plan: log("{decision: id, count: n}"),
    faults: [
      '4:21 count-with-decision: "count" and "decision" do not go together: a row that stands for many decisions has no decision id, leave one of them out',
    ],
  },
  {
    title: "A range is two numbers, the least first",
    plan: log("{columns: {score: {range: [1, 0]}}}"),
    faults: ['4:32 bad-range: "range" must be two numbers, the least first'],
  },
  {
    title: "Spellings of a flag are for a flag, and a range is for a number",
    plan: log(
      "{columns: {a: {type: number, true: y}, b: {type: flag, range: [0, 1]}, c: {true: x, false: x}}}",
    ),
    faults: [
      '4:35 clashing-keys: "true" is for a column of type flag, and "a" has type number',
      '4:35 clashing-keys: "true" without "false" leaves nothing that can mean no: give both',
      '4:61 clashing-keys: "range" is for a column of type number, and "b" has type flag',
      '4:90 clashing-keys: "x" cannot mean both true and false',
    ],
  },
  {
    title: "One column cannot be both an attribute and the unit",
    plan: log("{unit: gender}"),
    faults: ['2:14 column-roles: the column "gender" cannot be both the unit and an attribute'],
  },
  {
    title: "A feature cannot be the attribute it should stand in for, nor the outcome",
    plan: log("{features: [region, offered]}"),
    faults: [
      '2:22 column-roles: the column "region" cannot be both a feature and an attribute',
      '3:20 column-roles: the column "offered" cannot be both a feature and a numerator',
    ],
  },
  // ---- attributes
  {
    title: "Membership probabilities go with no column, map, bins or unknown",
    plan: attribute("{column: r, probabilities: {a: pa, b: pb}}"),
    faults: ['4:10 clashing-keys: "column" does not go with "probabilities", leave one of them out'],
  },
  {
    title: "Bins ascend",
    plan: attribute("{bins: [18, 30, 30]}"),
    faults: ['4:25 bins-order: "bins" must ascend, and 30 follows 30'],
  },
  {
    title: "Shares of a population sum to one",
    plan: attribute("{population: {a: 0.5, b: 0.4}}"),
    faults: ['4:10 population-sum: the shares under "population" sum to 0.9, not to 1'],
  },
  {
    title: "A share of a population is above zero",
    plan: attribute("{population: {a: 0, b: 1}}"),
    faults: ['4:26 out-of-range: "a" must be above 0 and at most 1, not "0"'],
  },
  {
    title: "With probabilities, the reference must be one of their groups",
    plan: attribute("{probabilities: {a: pa, b: pb}, reference: c}"),
    faults: ['4:52 unknown-group: "c" is not a group under "probabilities", known here: "a", "b"'],
  },
  // ---- metrics
  {
    title: "A ratio needs a denominator, and a rate a numerator",
    plan: metric("{kind: ratio, numerator: a}", "  n: {title: t}\n"),
    faults: [
      '4:3 missing-key: the metric "m" is a ratio and needs a denominator',
      '5:3 missing-key: the metric "n" is a rate and needs a numerator',
    ],
  },
  {
    title: "A mean has no denominator, no cap and no counts",
    plan: metric("{kind: mean, numerator: a, denominator: b, cap: 3, counts: true}"),
    faults: [
      '4:33 clashing-keys: a metric of kind mean has no "denominator", choose rows with "where", or make it a ratio',
      '4:49 clashing-keys: a metric of kind mean has no "cap", cap is for contacts',
      '4:57 clashing-keys: a metric of kind mean has no "counts", counts are for a ratio',
    ],
  },
  {
    title: "A metric of something out of itself is a slip",
    plan: metric("{numerator: a, denominator: a}"),
    faults: ['4:21 column-roles: the numerator and the denominator of "m" are the same column'],
  },
  {
    title: "A metric per person needs to know the persons",
    plan: metric("{kind: frequency, numerator: a}"),
    faults: [
      "4:13 unit-needed: a metric of kind frequency is per person, and the log names no unit, name it under log.unit",
    ],
  },
  {
    title: "A metric per person needs a row a decision",
    plan: metric("{kind: contacts}", "log: {unit: u, count: n}\n"),
    faults: [
      '4:13 count-with-per-person: a metric of kind contacts needs one row a decision, and "count" says that rows stand for many, use a ratio, or a log that is not aggregated',
    ],
  },
  // ---- crossings and rules
  {
    title: "A crossing names attributes of the plan, each once, two or more",
    plan: `${SOUND}intersections: [[gender, regoin], [gender, gender], [gender], [gender, region], [region, gender]]\n`,
    faults: [
      '4:26 unknown-attribute: "regoin" is not an attribute of the plan, did you mean "region"?',
      '4:44 repeated-value: the crossing names "gender" twice',
      "4:53 crossing-too-small: a crossing needs two attributes or more",
      "4:81 repeated-value: this crossing is listed already",
    ],
  },
  {
    title: "Membership probabilities cannot be crossed",
    plan: `evenhand: 1\nattributes: {a: , b: {probabilities: {x: px}}}\nmetrics: {m: c}\nintersections: [[a, b]]\n`,
    faults: [
      '4:21 crossing-of-probabilities: "b" is given as probabilities, which cannot be crossed, cross attributes with a column of labels',
    ],
  },
  {
    title: "Pairs need two attributes",
    plan: "evenhand: 1\nattributes: [gender]\nmetrics: {m: c}\nintersections: pairs\n",
    faults: ['4:16 crossing-too-small: "pairs" needs two attributes with a column of labels'],
  },
  {
    title: "Pairs of very many attributes are refused before they are made",
    plan: `evenhand: 1\nattributes: [${Array.from({ length: 60 }, (_, index) => `a${index}`).join(", ")}]\nmetrics: {m: c}\nintersections: pairs\n`,
    faults: ['4:16 too-many-crossings: "pairs" makes 1770 crossings here, list the ones that matter'],
  },
  {
    title: "A rule names a metric of the plan, also when a misspelt key stands beside it",
    plan: rule("{metric: ofered, treshold: 0.8}"),
    faults: [
      '5:14 unknown-metric: the rule names "ofered", which is not a metric of the plan, did you mean "offered"?',
      '5:22 unknown-key: "treshold" is not a key of item 1 of "rules", did you mean "threshold"?',
    ],
  },
  {
    title: "A rule names an attribute of the plan",
    plan: rule("attribute: regin"),
    faults: [
      '5:16 unknown-attribute: the rule names "regin", which is not an attribute of the plan, did you mean "region"?',
    ],
  },
  {
    title: "A rule on a crossing nobody asked for says how to ask for it",
    plan: rule("attribute: region x gender"),
    faults: [
      '5:16 unknown-attribute: the rule names "region x gender", which is not an attribute of the plan, add ["region", "gender"] under intersections',
    ],
  },
  {
    title: "A rule on a crossing in another order gets the order of the plan",
    plan: `intersections: pairs\n${rule("attribute: region x gender")}`,
    faults: [
      '6:16 unknown-attribute: the rule names "region x gender", which is not an attribute of the plan, did you mean "gender x region"?',
    ],
  },
  {
    title: "A comparison with the reference group needs one",
    plan: `${SOUND}rules:\n  - {attribute: gender, comparator: reference}\n  - {comparator: reference}\n`,
    faults: [
      '5:37 no-reference: the rule compares with a reference group, and "gender" has none, give it under attributes: "reference: ..."',
      '6:18 no-reference: the rule compares with a reference group, and no attribute has one, give it under attributes: "reference: ..."',
    ],
  },
  {
    title: "The least group to be judged is not below the least group to be shown",
    plan: `${SOUND}settings: {minimum_units: 5}\n`,
    faults: [
      '4:27 floor-above-minimum: "minimum_units" (5) may not be below "disclosure_floor" (11), a group cannot be judged on figures nobody may see',
    ],
  },
  // ---- proxies
  {
    title: "Levels are a code's",
    plan: proxies("{features: {age: {as: number, levels: [2]}}}"),
    faults: [
      '4:40 levels-without-code: "levels" are steps of a code, and "age" is read as a number, write as: code',
    ],
  },
  {
    title: "Levels fall",
    plan: proxies("{features: {zip: {as: code, levels: [3, 5]}}}"),
    faults: [
      '4:46 levels-not-falling: "levels" must fall: each step keeps fewer characters than the one before, for example [5, 3, 1]',
    ],
  },
  {
    title: "A rule on features bounds something",
    plan: proxies("{rules: [{feature: zip}]}"),
    faults: ["4:19 rule-without-bound: the rule bounds nothing, give max_auc, max_transmitted or verdict"],
  },
  {
    title: "A rule names an attribute of the plan, and no two rules have one id",
    plan: proxies("{rules: [{id: a, attribute: gendr, verdict: proxy}, {id: a, max_auc: 0.7}]}"),
    faults: [
      '4:38 unknown-attribute: "gendr" is not an attribute of the plan, did you mean "gender"?',
      '4:67 duplicate-id: two rules have the id "a"',
    ],
  },
  {
    title: "A bound on an AUC lies above chance",
    plan: proxies("{rules: [{max_auc: 0.5}], threshold: 60}"),
    faults: [
      '4:29 out-of-range: "max_auc" must be above 0.5 and at most 1, not "0.5"',
      '4:47 out-of-range: "threshold" must be above 0.5 and at most 1, not "60", did you mean 0.6?',
    ],
  },
  {
    title: "What is excluded can be neither justified nor read nor listed",
    plan: `${SOUND}log: {features: [zip, notes]}\nproxies: {exclude: [notes, gender], features: {notes: text}}\n`,
    faults: [
      '5:21 excluded-feature: the column "notes" is listed under log.features and excluded here, leave it out of one of the two',
      '5:28 column-roles: the column "gender" is an attribute, and so no feature',
      '5:48 excluded-feature: the column "notes" is excluded, and so no feature, take it out of proxies.exclude',
    ],
  },
  {
    title: "A feature is one of those listed, and none with another role",
    plan: `${SOUND}log: {features: [zip], unit: customer}\nproxies:\n  justified:\n    - {feature: zipp, reason: r, owner: o, expires: 2027-01-31}\n    - {feature: customer, attributes: [gendr], reason: r, owner: o, expires: 2027-02-28}\n`,
    faults: [
      '7:17 unknown-feature: the column "zipp" is not among log.features, did you mean "zip"?',
      '8:17 column-roles: the column "customer" is the unit, and so no feature',
      '8:39 unknown-attribute: "gendr" is not an attribute of the plan, did you mean "gender"?',
    ],
  },
];

describe("what a plan is refused for", () => {
  test.each(cases)("$title", ({ plan, faults }) => {
    expect(printed(plan)).toEqual(faults);
  });

  test("Faults beyond the hundredth are counted", () => {
    const keys = Array.from({ length: 150 }, (_, index) => `k${index}: 1`).join("\n");
    const faults = printed(`${SOUND}${keys}\n`);
    expect(faults).toHaveLength(101);
    expect(faults.at(-1)).toBe("null:null more-faults: 50 more faults are not shown");
  });

  test("Each fault shows the plan's own line, its invisible characters written out", () => {
    const [fault] = faultsOf(`${SOUND}\nlog: {unti: "\u202Eabc"} # note\r\n`);
    expect(fault?.excerpt).toBe('log: {unti: "\\u{202e}abc"} # note');
    expect(fault?.file).toBe("plan.yaml");
  });

  test("Faults of all sections come together, in the order of the file", () => {
    const plan = `evenhand: 2\nlog: {unti: u}\nattributes: [gender]\nmetrics: {m: {kind: x}}\nrules:\n  - {metric: n}\n`;
    expect(faultsOf(plan).map((one) => `${one.line} ${one.code}`)).toEqual([
      "1 wrong-version",
      "2 unknown-key",
      "4 not-a-choice",
      "6 unknown-metric",
    ]);
  });

  test("Every code in the source has a case here", () => {
    const folder = new URL("../../src/plan/", import.meta.url);
    const source = readdirSync(folder)
      .filter((name) => !/^(?:reference|guess|propose|column-words|json-schema)/.test(name))
      .map((name) => readFileSync(new URL(name, folder), "utf8"))
      .join("\n");
    const codes = [...source.matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)].map((match) => match[1]!);
    const tested = new Set(
      cases.flatMap((one) => one.faults.map((line) => /^\S+ ([a-z-]+):/.exec(line)![1]!)),
    );
    const untested = [...new Set(codes)].filter((code) => !tested.has(code));
    expect(untested.toSorted()).toEqual(["directive-line", "more-faults"]);
  });
});
