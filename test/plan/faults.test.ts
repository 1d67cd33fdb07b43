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

/** `proxies:` of an otherwise sound plan, on line 4, and what stands below it. */
const proxies = (inside: string, rest = ""): string => `${SOUND}proxies: {${inside}}\n${rest}`;
/** A rule or justification without faults, to which a test adds what it is about. */
const DUE = "reason: r, owner: o, expires: 2027-03-31";

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
    title: "The days of a record must exist",
    plan: `${SOUND}record: {first_used: 2025-13-01, audited_on: soon}\n`,
    faults: [
      '4:22 not-a-date: "first_used" must be a date, as in 2026-10-01, not "2025-13-01"',
      '4:46 not-a-date: "audited_on" must be a date, as in 2026-10-01, not "soon"',
    ],
  },
  {
    title: "A record has keys of its own, and each takes a text that is not empty",
    plan: `${SOUND}record: {auditor: {name: a}, opinon: none, joins: ""}\n`,
    faults: [
      '4:19 wrong-shape: "auditor" must be a text, not a mapping',
      '4:30 unknown-key: "opinon" is not a key of "record", did you mean "opinion"?',
      '4:51 empty-value: "joins" must be a text, and it is empty',
    ],
  },
  {
    title: "A preset is one that exists",
    plan: `${SOUND}preset: four_fifth\n`,
    faults: [
      '4:9 not-a-choice: "preset" must be one of four_fifths, nyc_local_law_144, lending, not "four_fifth", did you mean "four_fifths"?',
    ],
  },
  {
    title: "A preset that compares with a reference group needs one of every attribute",
    plan: "evenhand: 1\npreset: lending\nattributes: {sex: {reference: male}, race: }\nmetrics: {o: o}\n",
    faults: [
      '2:9 no-reference: the preset "lending" compares with a reference group, and "race" has none, give it under attributes ("reference: ..."), or write rules of your own',
    ],
  },
  {
    title: "Settings of a preset and of the plan are held against each other",
    plan: `${SOUND}preset: four_fifths\nsettings: {minimum_units: 5}\n`,
    faults: [
      '5:27 floor-above-minimum: "minimum_units" (5) may not be below "disclosure_floor" (11), a group cannot be judged on figures nobody may see',
    ],
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
    title: "No group of probabilities has the name of people whose group is not known",
    plan: attribute('{probabilities: {a: pa, "(unknown)": pb}}'),
    faults: [
      '4:33 reserved-name: a group cannot be called "(unknown)", which is what reports call people whose group is not known, leave it out, for what the other probabilities leave over goes there; or give it another name',
    ],
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
    title: "A scoring rate is of a number, and of every row that has one",
    plan: metric("{kind: scoring_rate, numerator: {column: a, in: [x]}, denominator: b}"),
    faults: [
      '4:27 clashing-keys: the numerator of a scoring_rate is a number, and cannot be "in" a list',
      '4:60 clashing-keys: a metric of kind scoring_rate has no "denominator", choose rows with "where", or make it a ratio',
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
    title: "A percentage where an AUC or a share is wanted gets the fraction",
    plan: proxies("threshold: 60, rules: [{max_auc: 70}, {max_transmitted: 50}]"),
    faults: [
      '4:22 out-of-range: "threshold" must be above 0.5 and at most 1, not "60", did you mean 0.6?',
      '4:44 out-of-range: "max_auc" must be above 0.5 and at most 1, not "70", did you mean 0.7?',
      '4:67 out-of-range: "max_transmitted" must be at least 0 and at most 1, not "50", did you mean 0.5?',
    ],
  },
  {
    title: "A percentage that would be no AUC gets no such hint, and chance itself is none",
    plan: proxies("threshold: 40, rules: [{max_auc: 0.5}, {max_auc: 1.5}, {max_transmitted: -0.1}]"),
    faults: [
      '4:22 out-of-range: "threshold" must be above 0.5 and at most 1, not "40"',
      '4:44 out-of-range: "max_auc" must be above 0.5 and at most 1, not "0.5"',
      '4:60 out-of-range: "max_auc" must be above 0.5 and at most 1, not "1.5"',
      '4:84 out-of-range: "max_transmitted" must be at least 0 and at most 1, not "-0.1"',
    ],
  },
  {
    title: "Features tried together are one to three, in whole numbers",
    plan: proxies("together: 4"),
    faults: ['4:21 out-of-range: "together" must be at least 1 and at most 3, not "4"'],
  },
  {
    title: "Not even one together, nor a part of one",
    plan: proxies("together: 0, examine: no"),
    faults: [
      '4:21 out-of-range: "together" must be at least 1 and at most 3, not "0"',
      '4:33 not-true-or-false: "examine" must be true or false, not "no"',
    ],
  },
  {
    title: "A feature is read as one of the kinds there are",
    plan: proxies(
      "features: {zip: postcode, a: {as: cod}, b: {levels: [3]}, c: {as: code, levls: [3]}, d: [x]}",
    ),
    faults: [
      '4:27 not-a-choice: "zip" must be one of category, number, time, code, text, not "postcode", known here: "category", "number", "time", "code", "text"',
      '4:45 not-a-choice: "as" must be one of category, number, time, code, text, not "cod", did you mean "code"?',
      '4:51 missing-key: "b" needs "as"',
      '4:83 unknown-key: "levls" is not a key of "c", did you mean "levels"?',
      '4:99 wrong-shape: "d" must be one of category, number, time, code, text or a mapping',
    ],
  },
  {
    title: "Levels are whole numbers from one",
    plan: proxies(
      "features: {a: {as: code, levels: [5, 0]}, b: {as: code, levels: [2.5]}, c: {as: code, levels: []}}",
    ),
    faults: [
      '4:48 out-of-range: item 2 of "levels" must be at least 1 and at most 100, not "0"',
      '4:76 not-a-number: item 1 of "levels" must be a whole number, not "2.5"',
      '4:105 empty-list: "levels" is an empty list, it needs at least one item',
    ],
  },
  {
    title: "Levels descend",
    plan: proxies("features: {a: {as: code, levels: [3, 3, 5]}}"),
    faults: [
      '4:48 levels-order: "levels" must descend, and 3 follows 3',
      '4:51 levels-order: "levels" must descend, and 5 follows 3',
    ],
  },
  {
    title: "Levels are for a code",
    plan: proxies("features: {a: {as: number, levels: [5, 3]}}"),
    faults: [
      '4:38 clashing-keys: "levels" are for a code, and "a" is read as number, leave them out, or write as: code',
    ],
  },
  {
    title: "A justification needs a feature, a reason, an owner and an end that exists",
    plan: proxies(
      "justified: [{attributes: [gender]}, {feature: zip, reason: , owner: o, expires: 2027-02-29}]",
    ),
    faults: [
      '4:23 missing-key: item 1 of "justified" needs "feature"',
      '4:23 missing-key: item 1 of "justified" needs "reason"',
      '4:23 missing-key: item 1 of "justified" needs "owner"',
      '4:23 missing-key: item 1 of "justified" needs "expires"',
      '4:62 empty-value: "reason" is given no value (it takes a text)',
      '4:91 not-a-date: "expires" must be a date, as in 2027-03-31, not "2027-02-29"',
    ],
  },
  {
    title:
      "A justification names attributes of the plan, each once, also when a misspelt key stands beside them",
    plan: proxies(
      `justified: [{feature: a, attributes: [gender, regoin], ownr: x, ${DUE}}, {feature: b, attributes: gendr, ${DUE}}, {feature: c, attributes: [gender, gender], ${DUE}}]`,
    ),
    faults: [
      '4:57 unknown-attribute: "regoin" is not an attribute of the plan, did you mean "region"?',
      '4:66 unknown-key: "ownr" is not a key of item 1 of "justified", did you mean "owner"?',
      '4:143 unknown-attribute: "gendr" is not an attribute of the plan, did you mean "gender"?',
      '4:227 repeated-value: item 2 of "attributes" repeats "gender"',
    ],
  },
  {
    title: "A rule on features names one attribute of the plan, and no crossing",
    plan: proxies(
      "rules: [{attribute: regin, verdict: proxy}, {attribute: gender x region, verdict: proxy, lvel: warn}]",
      "intersections: pairs\n",
    ),
    faults: [
      '4:31 unknown-attribute: "regin" is not an attribute of the plan, did you mean "region"?',
      '4:67 unknown-attribute: "gender x region" is not an attribute of the plan, known here: "gender", "region"',
      '4:100 unknown-key: "lvel" is not a key of item 2 of "rules", did you mean "level"?',
    ],
  },
  {
    title: "A rule on features bounds something",
    plan: proxies("rules: [{level: warn}, {max_auc: , verdict: ~}]"),
    faults: [
      "4:19 rule-without-bound: the rule bounds nothing, give max_auc, max_transmitted or verdict",
      "4:34 rule-without-bound: the rule bounds nothing, give max_auc, max_transmitted or verdict",
    ],
  },
  {
    title: "A rule on features has a verdict and a level there are",
    plan: proxies("rules: [{verdict: clear, level: eror}]"),
    faults: [
      '4:29 not-a-choice: "verdict" must be one of proxy, latent, not "clear", known here: "proxy", "latent"',
      '4:43 not-a-choice: "level" must be one of off, warn, error, not "eror", did you mean "error"?',
    ],
  },
  {
    title: "Rules on features share no id, also one that was given by default, and also not with other rules",
    plan: proxies(
      "rules: [{id: proxy-2, verdict: proxy}, {verdict: latent}, {id: strict, verdict: proxy}, {id: rule-2, verdict: proxy}, {id: a b, verdict: proxy}]",
      "rules: [{id: strict}, {metric: offered}]\n",
    ),
    faults: [
      '4:50 duplicate-id: two rules have the id "proxy-2", the other is on line 4',
      '4:74 duplicate-id: two rules have the id "strict", the other is on line 5',
      '4:104 duplicate-id: two rules have the id "rule-2", the other is on line 5',
      '4:134 bad-id: "a b" cannot be an id: ids are letters, digits, _ and -, for instance "a_b"',
    ],
  },
  {
    title: "Where both sections have built-in rules, their ids stay theirs",
    plan: proxies("rules: [{id: rule-1, verdict: proxy}]"),
    faults: ['4:24 duplicate-id: two rules have the id "rule-1", the other is the built-in rule'],
  },
  {
    title: "A rule cannot have the id of the built-in rule on features",
    plan: `${SOUND}rules:\n  - {id: proxy-1}\n`,
    faults: ['5:10 duplicate-id: two rules have the id "proxy-1", the other is the built-in rule of proxies'],
  },
  {
    title: "A column with another role is no feature, wherever it is named",
    plan: proxies(
      `exclude: [region, offered], features: {u: category, n: number}, justified: [{feature: gender, ${DUE}}], rules: [{feature: clicked, verdict: proxy}]`,
      "log: {unit: u, count: n}\n",
    ),
    faults: [
      '4:21 column-roles: the column "region" is an attribute, and so no feature',
      '4:29 column-roles: the column "offered" is a numerator, and so no feature',
      '4:50 column-roles: the column "u" is the unit, and so no feature',
      '4:63 column-roles: the column "n" is the count, and so no feature',
      '4:97 column-roles: the column "gender" is an attribute, and so no feature',
      '4:167 column-roles: the column "clicked" is a numerator, and so no feature',
    ],
  },
  {
    title: "A probability of membership and a decision id are no features",
    plan: `evenhand: 1\nattributes: {a: {probabilities: {x: px}}}\nmetrics: {m: c}\nproxies: {features: {px: number, id: code}}\nlog: {decision: id}\n`,
    faults: [
      '4:22 column-roles: the column "px" is a membership probability, and so no feature',
      '4:34 column-roles: the column "id" is the decision id, and so no feature',
    ],
  },
  {
    title: "Times, items, denominators and conditions are features only where they are listed",
    plan: `evenhand: 1\nattributes: [gender]\nmetrics: {m: {numerator: a, denominator: b, where: {channel: web}}}\nlog: {time: at, item: product, keep: {country: NO}}\nproxies: {features: {at: time, product: category, b: number, channel: category, country: category}, exclude: [extra, product, at]}\n`,
    faults: [
      '5:22 column-roles: the column "at" is the time, and so no feature, to examine it all the same, list it under log.features',
      '5:32 column-roles: the column "product" is the item, and so no feature, to examine it all the same, list it under log.features',
      '5:51 column-roles: the column "b" is a denominator, and so no feature, to examine it all the same, list it under log.features',
      '5:62 column-roles: the column "channel" is a condition of the metric "m", and so no feature, to examine it all the same, list it under log.features',
      '5:81 column-roles: the column "country" is a condition under log.keep, and so no feature, to examine it all the same, list it under log.features',
      '5:118 column-roles: the column "product" is the item, and so no feature',
      '5:127 column-roles: the column "at" is the time, and so no feature',
    ],
  },
  {
    title: "The list of features holds for what is said of single ones",
    plan: proxies(
      `features: {zpi: code}, justified: [{feature: device, ${DUE}}], rules: [{feature: at, verdict: proxy}, {feature: zip, verdict: proxy}]`,
      "log: {features: [zip, tenure], time: at}\n",
    ),
    faults: [
      '4:22 unknown-feature: the column "zpi" is not among log.features, did you mean "zip"?',
      '4:56 unknown-feature: the column "device" is not among log.features, known here: "zip", "tenure"',
      '4:126 column-roles: the column "at" is the time, and so no feature, to examine it all the same, list it under log.features',
    ],
  },
  {
    title: "What is listed as a feature cannot be excluded",
    plan: proxies("exclude: [zip, device]", "log: {features: [zip, tenure]}\n"),
    faults: [
      '4:21 excluded-feature: the column "zip" is listed under log.features, and excluded here, leave it out of one of the two',
    ],
  },
  {
    title: "What is excluded can be neither read, justified nor judged",
    plan: proxies(
      `exclude: zip, features: {zip: code}, justified: [{feature: zip, ${DUE}}], rules: [{feature: zip, verdict: proxy}]`,
    ),
    faults: [
      '4:36 excluded-feature: the column "zip" is excluded, and so no feature, take it out of proxies.exclude',
      '4:70 excluded-feature: the column "zip" is excluded, and so no feature, take it out of proxies.exclude',
      '4:137 excluded-feature: the column "zip" is excluded, and so no feature, take it out of proxies.exclude',
    ],
  },
  {
    title: "Empty and padded names are refused once",
    plan: proxies(
      `exclude: [""], features: {" zip": code}, rules: [{feature: "", verdict: proxy}]`,
      "log: {features: [tenure]}\n",
    ),
    faults: [
      '4:21 empty-value: item 1 of "exclude" must be a column name, and it is empty',
      '4:37 padded-text: " zip" is a key with spaces around it, and names and values of a log are read without spaces around them',
      '4:70 empty-value: "feature" must be a column name, and it is empty',
    ],
  },
  {
    title: "The shapes inside proxies are checked like all others",
    plan: proxies("exclude: [a, a], features: [zip], justified: {feature: a}, rules: [], treshold: 0.7"),
    faults: [
      '4:24 repeated-value: item 2 of "exclude" repeats "a"',
      '4:38 wrong-shape: "features" must be a mapping, not a list',
      '4:56 wrong-shape: "justified" must be a list, not a mapping',
      '4:77 empty-list: "rules" is an empty list, it needs at least one item',
      '4:81 unknown-key: "treshold" is not a key of "proxies", did you mean "threshold"?',
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
      .filter((name) => !/^(?:reference|guess|propose|column-words|json-schema|waivers)/.test(name))
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
