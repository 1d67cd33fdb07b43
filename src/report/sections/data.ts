/** Data and coverage: every row accounted for, what was left out and why, what is not known, who is in the log. */
import type { AuditResult } from "../../model.js";
import {
  figure,
  foldLong,
  named,
  words,
  type Block,
  type Cell,
  type Inline,
  type Section,
} from "../document.js";
import { count, counted } from "../numbers.js";
import { unitWord } from "../words-method.js";
import { contacts } from "./contacts.js";
import { ledger } from "./ledger.js";
import { notes } from "./notes.js";
import { representation } from "./representation.js";
import { unknowns } from "./unknowns.js";

/** Parts of the section, each a heading and what stands under it. */
const PARTS: readonly ((result: AuditResult) => Section)[] = [
  ledger,
  exclusions,
  notes,
  unknowns,
  representation,
  contacts,
];

export function data(result: AuditResult): Section {
  return {
    id: "data",
    title: "Data and coverage",
    blocks: PARTS.map((part) => part(result)).flatMap(({ title, blocks }) => [
      { kind: "heading", text: title },
      ...blocks.flatMap(foldLong),
    ]),
  };
}

/** What is in no figure, or not shown, and by whose word. */
function exclusions(result: AuditResult): Section {
  const { plan, ledger: rows } = result;
  const rejected = rows.rejected.reduce((sum, one) => sum + one.rows, 0);
  const withheld = result.families
    .flatMap((family) => family.groups)
    .filter((group) => group.disclosure === "withheld").length;
  const lines: readonly (readonly Cell[])[] = [
    line("Rows outside the period", rows.out_of_period, [
      result.period.asked === null ? "no period was asked for" : { said: result.period.asked },
    ]),
    line("Rows left out by the plan", rows.filtered, kept(result)),
    line("Exact copies of a decision", rows.duplicates, ["dropped, so that no decision counts twice"]),
    line("Rows that could not be read", rejected, ["see the row ledger for each reason"]),
    ...(result.publication === null
      ? [
          line("Figures of groups withheld", withheld, [
            `groups with fewer than ${count(plan.settings.disclosure_floor)} ${unitWord(result).many} are named, and nothing of theirs is shown`,
          ]),
        ]
      : [
          line("Groups withheld for publication", result.publication.withheld, [
            `counted once a table: fewer than ${count(result.publication.minimum)} people stand behind a figure of theirs, or it would give such a figure away`,
          ]),
        ]),
  ];
  const excluded = plan.proxies.exclude;
  const columns: readonly Block[] =
    excluded.length === 0
      ? []
      : [
          {
            kind: "paragraph",
            text: [
              `${counted(excluded.length, "column", "columns")} not examined as features, by the plan: `,
              ...excluded.flatMap((one, index): Inline[] => [index === 0 ? "" : ", ", named(one)]),
              ".",
            ],
          },
        ];
  return {
    id: "exclusions",
    title: "What is left out, and why",
    blocks: [
      {
        kind: "table",
        caption: "Left out of figures, or not shown",
        columns: [words("What"), figure("How many"), words("Why")],
        rows: lines,
      },
      ...columns,
    ],
  };
}

function line(what: string, number: number, why: readonly Inline[]): readonly Cell[] {
  return [what, count(number), why];
}

function kept({ plan }: AuditResult): readonly Inline[] {
  if (plan.log.keep.length === 0) return ["the plan keeps every row"];
  return [
    "kept only where ",
    ...plan.log.keep.flatMap((one, index): Inline[] => [
      index === 0 ? "" : ", and ",
      named(one.column),
      " is ",
      ...one.in.flatMap((value, at): Inline[] => [at === 0 ? "" : " or ", named(value)]),
    ]),
  ];
}
