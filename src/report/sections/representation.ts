/** Who is in the log, against the population the plan expects. */
import type { AuditResult, Representation } from "../../model.js";
import { figure, named, words, type Block, type Section } from "../document.js";
import { count, interval, NONE, percent, pValue, ratio } from "../numbers.js";
import { testName, unitWord } from "../words-method.js";

export function representation(result: AuditResult): Section {
  const tables = result.representation.flatMap((one) => table(result, one));
  return {
    id: "representation",
    title: "Who is in the log",
    blocks: tables.length > 0 ? tables : [{ kind: "paragraph", text: "No attribute was counted." }],
  };
}

function table(result: AuditResult, one: Representation): readonly Block[] {
  const expected = one.groups.some((group) => group.expected_share !== null);
  const unit = unitWord(result).many;
  const test =
    one.test === null
      ? ""
      : ` Test against the plan's population: ${testName(one.test.test)}, p ${pValue(one.test.p)}.`;
  const mixed =
    one.mixed_units === null
      ? ` Whether ${unit} are in more than one group is withheld.`
      : one.mixed_units === 0
        ? ""
        : ` ${count(one.mixed_units)} ${unit} are in more than one group.`;
  const source = expected ? "" : " The plan gives no population to compare with.";
  return [
    { kind: "heading", text: named(one.attributes), under: true },
    { kind: "paragraph", text: `Shares are of the ${unit} whose group is known.${source}${test}${mixed}` },
    {
      kind: "table",
      caption: ["Groups of ", named(one.attributes)],
      columns: [
        words("Group"),
        figure(unitWord(result).heading),
        figure("Decisions"),
        figure("Share"),
        ...(expected ? [figure("Expected share"), figure("Share over expected"), figure("Interval")] : []),
      ],
      rows: one.groups.map((group) => {
        const { representation_ratio: over } = group;
        return [
          group.unknown ? [named(group.group), " (attribute not known)"] : named(group.group),
          group.units === null ? "withheld" : count(group.units),
          count(group.rows),
          percent(group.share),
          ...(expected
            ? [
                percent(group.expected_share),
                ratio(over?.value ?? null),
                over === null ? NONE : interval(over.low, over.high, ratio),
              ]
            : []),
        ];
      }),
    },
  ];
}
