import type { AuditResult, ChangeState } from "../model.js";
import { compareResults, countIn, WORST_FIRST } from "../policy/compare-results.js";
import { didYouMean, type Fault, quoted, Refusal, refuse } from "../refusal.js";
import { COMPARISON_FORMATS, type ComparisonFormat } from "../report/comparison-formats.js";
import { version } from "../version.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { readResult } from "./read-result.js";
import { together } from "./together.js";

export interface CompareOptions extends StyleOptions {
  readonly format: string;
  readonly failOn?: string;
}

/** `evenhand compare`: two results month on month; 1 where a gated finding is in a state that was named. */
export async function runCompare(
  oldPath: string,
  newPath: string,
  options: CompareOptions,
  io: Io,
): Promise<number> {
  const style = styleFor(options, io);
  const { format, failOn } = together({
    format: () => readFormat(options.format),
    failOn: () => (options.failOn === undefined ? null : readStates(options.failOn)),
  });
  const [old, now] = await readBoth(oldPath, newPath, io);
  const comparison = compareResults(old, now, version());
  const found = failOn === null ? 0 : countIn(comparison, failOn);
  const render = await format.load();
  io.stdout.write(
    render(comparison, {
      ...style,
      width: io.stdout.columns,
      failed: failOn === null ? null : { states: failOn, found },
    }),
  );
  return found > 0 ? 1 : 0;
}

/** Both results, or what is wrong with either. */
async function readBoth(
  oldPath: string,
  newPath: string,
  io: Io,
): Promise<readonly [AuditResult, AuditResult]> {
  const faults: Fault[] = [];
  const read = async (path: string): Promise<AuditResult | null> => {
    try {
      return await readResult(path, io);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      faults.push(...error.faults);
    }
    return null;
  };
  const [old, now] = [await read(oldPath), await read(newPath)];
  if (old === null || now === null) throw new Refusal(faults);
  return [old, now];
}

function readFormat(id: string): ComparisonFormat {
  const ids = COMPARISON_FORMATS.map((one) => one.id);
  return COMPARISON_FORMATS.find((one) => one.id === id) ?? unknown("--format", "format", id, ids);
}

function readStates(text: string): ChangeState[] {
  return text.split(",").map((part) => {
    const word = part.trim();
    return WORST_FIRST.find((state) => state === word) ?? unknown("--fail-on", "state", word, WORST_FIRST);
  });
}

function unknown(option: string, what: string, word: string, words: readonly string[]): never {
  const near = didYouMean(word, words);
  return refuse(
    "bad-option",
    `there is no ${what} ${quoted(word)}${near === null ? "" : ` (did you mean ${near}?)`}`,
    { hint: `${option} takes ${words.join(", ")}` },
  );
}
