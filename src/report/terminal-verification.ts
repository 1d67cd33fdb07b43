/** What `verify` found, on the terminal: one line a question, what fails first in words. */
import { type PageOptions, page } from "./page.js";

export interface Answer {
  /** What was looked at. */
  readonly what: string;
  /** "open": not checked, with the reason. */
  readonly state: "holds" | "fails" | "open";
  readonly detail: string | null;
}

export interface Verification {
  /** Bare name of the result's file. */
  readonly name: string;
  readonly answers: readonly Answer[];
  readonly failed: boolean;
  /** Something was not checked, and had to be. */
  readonly open: boolean;
}

const WORDS: Record<Answer["state"], string> = { holds: "holds", fails: "FAILS", open: "not checked" };

export function renderVerification(
  { name, answers, failed, open: lacking }: Verification,
  options: PageOptions & { readonly quiet: boolean },
): string {
  const sheet = page(options);
  const paint = { holds: sheet.verdict.pass, fails: sheet.verdict.fail, open: sheet.dim };
  const open = answers.filter(({ state }) => state === "open").length;
  const verdict = failed
    ? "Not verified: something in it does not hold."
    : lacking
      ? "Not verified: nothing fails, but not everything was checked."
      : open === 0
        ? "Verified: everything holds."
        : `Nothing fails; of ${answers.length} questions ${open} ${open === 1 ? "was" : "were"} not checked.`;
  const lines = answers.flatMap(({ what, state, detail }) =>
    sheet
      .hang(WORDS[state].padEnd(13), `${what}${detail === null ? "" : `: ${sheet.said(detail)}`}`)
      .map((line, at) => (at === 0 ? line.replace(WORDS[state], (word) => paint[state](word)) : line)),
  );
  const heading = sheet.bold(`${sheet.name(name)}: ${verdict}`);
  return sheet.print(options.quiet ? [heading] : [heading, "", ...lines]);
}
