/** Verdict and counts, with one plain sentence, and what was audited. */
import type { AuditResult } from "../../model.js";
import { figure, namedOr, words, type Section } from "../document.js";
import { count, counted } from "../numbers.js";
import { decisionsLine, outcome, periodLine } from "../sentences.js";
import { VERDICTS, WORST_FIRST } from "../words.js";
import { publicVersion } from "./publication.js";
import { noUnits, unitWord } from "../words-method.js";

export function summary(result: AuditResult): Section {
  const { system } = result.plan;
  const unit = unitWord(result);
  const total = WORST_FIRST.reduce((sum, verdict) => sum + result.verdicts[verdict], 0);
  return {
    id: "summary",
    title: "Verdict",
    blocks: [
      { kind: "lead", text: plainSentence(result) },
      ...publicVersion(result),
      { kind: "paragraph", text: [`Outcome: ${outcome(result.gate)}. `, { said: result.gate.reason }] },
      {
        kind: "table",
        caption: `${counted(total, "judgement", "judgements")}: one group held against one rule each`,
        columns: [words("Verdict"), figure("Judgements"), words("Meaning")],
        rows: WORST_FIRST.map((verdict) => [
          { verdict },
          count(result.verdicts[verdict]),
          verdict === "fail" ? `${VERDICTS.fail.meaning}${waived(result)}` : VERDICTS[verdict].meaning,
        ]),
      },
      {
        kind: "facts",
        facts: [
          ["System", namedOr(system.name, "not named in the plan")],
          ["Version", namedOr(system.version, "not given in the plan")],
          ["Owner", namedOr(system.owner, "not given in the plan")],
          ["Purpose", namedOr(system.purpose, "not given in the plan")],
          ["Window", { said: periodLine(result) }],
          ["Period asked for", namedOr(result.period.asked, "the whole log")],
          ["Decisions", decisionsLine(result).replace(/^([\d,]+) decisions?/, "$1")],
          result.units.column === null
            ? ["People", `not known: ${noUnits(result)}`]
            : [
                "People",
                `${count(result.units.count)} (${result.units.repeated === null ? "how many with more than one decision is withheld" : `${count(result.units.repeated)} with more than one decision`})`,
              ],
          ["Smallest group judged", `${count(result.plan.settings.minimum_units)} ${unit.many}`],
        ],
      },
    ],
  };
}

/** A waiver takes nothing from the count. */
function waived({ findings }: AuditResult): string {
  const number = findings.filter((one) => one.waived).length;
  return number === 0
    ? ""
    : `. Of these ${count(number)} waived: still breaches, and not counted by the gate`;
}

/** The result in one sentence that says no more than was found. */
function plainSentence(result: AuditResult): string {
  const { fail, inconclusive, not_judged: unjudged, pass } = result.verdicts;
  const open = inconclusive + unjudged;
  const undecided = open === 0 ? "" : `; for ${count(open)} the data could not tell`;
  const broken = (result.proxies?.findings ?? []).filter((one) => one.verdict === "fail").length;
  const features =
    broken === 0
      ? ""
      : ` ${counted(broken, "finding on features breaches", "findings on features breach")} a rule of the plan.`;
  if (fail > 0)
    return `${counted(fail, "judgement breaches", "judgements breach")} the plan's rule${undecided}.${features}`;
  // A rule on features is a rule of the plan too: what comes after is of groups only.
  const among = broken === 0 ? "No breach" : `${features.trim()} Between groups no breach`;
  if (pass === 0)
    return `${among} of the plan's rule was established, but nothing was shown to be within it${undecided}.`;
  return `${among} of the plan's rule was established: ${counted(pass, "judgement is", "judgements are")} within it${undecided}.`;
}
