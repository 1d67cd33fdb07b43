import { UNKNOWN } from "../quoted.js";
import type { AttributePlan } from "../model.js";
import { type BadValue, MISSING, type View } from "./readers.js";
import { readNumber, trimPadding } from "./values.js";

/** More groups than any audit could judge, whatever settings.max_groups says: the column is no attribute. */
export const MOST_LABELS = 20_000;

/** Texts that often mean "no value" where nobody said so. They stay groups of their own, and the reader is told. */
const LOOKS_MISSING = new Set([
  "na",
  "n/a",
  "#n/a",
  "nan",
  "null",
  "none",
  "nil",
  "\\n",
  "-",
  "--",
  "?",
  ".",
  "(blank)",
  "unknown",
  "missing",
  "undefined",
]);

/** The groups of one attribute as they are met: text to group, and what looked doubtful on the way. */
export class GroupBook {
  /** Group names by code, in order of first appearance. */
  readonly labels: string[] = [];
  readonly view: View;
  /** There were more groups than that; the ones beyond have no code, and the log must be refused. */
  overflow = false;
  readonly padded = new Set<string>();
  readonly looksMissing = new Set<string>();
  private readonly codes = new Map<string, number>();
  private readonly mapped: ReadonlyMap<string, string>;
  private readonly unknown: ReadonlySet<string>;

  constructor(
    readonly attribute: AttributePlan,
    target: Int16Array,
    isMissing: (text: string) => boolean,
  ) {
    this.mapped = new Map((attribute.map ?? []).map((one) => [one.value, one.group]));
    this.unknown = new Set(attribute.unknown);
    this.view = {
      target,
      dropUnlessOne: 0,
      interpret: (raw) => {
        const text = trimPadding(raw);
        if (text !== raw) this.padded.add(raw);
        if (isMissing(text) || this.unknown.has(text)) return MISSING;
        const group = this.mapped.get(text) ?? text;
        if (this.unknown.has(group)) return MISSING;
        if (group === UNKNOWN || group.length > LONGEST_NAME) return notAName(attribute, group === UNKNOWN);
        if (attribute.bins === null) {
          if (LOOKS_MISSING.has(group.toLowerCase())) this.looksMissing.add(text);
          return this.code(group);
        }
        const value = readNumber(text);
        if (value === null) {
          return {
            column: attribute.column!,
            code: "not-a-number",
            what: "is cut into bins and holds a field that is not a plain number",
            hint: "mend the field, or list its spelling under the attribute's unknown",
          };
        }
        return this.code(binLabel(value, attribute.bins));
      },
    };
  }

  private code(group: string): number {
    const known = this.codes.get(group);
    if (known !== undefined) return known;
    if (this.labels.length >= MOST_LABELS) {
      this.overflow = true;
      return 0;
    }
    this.labels.push(group);
    this.codes.set(group, this.labels.length - 1);
    return this.labels.length - 1;
  }
}

/** A longer text names nothing; it is somebody's words, and no report shall carry them. */
const LONGEST_NAME = 100_000;

function notAName(attribute: AttributePlan, reserved: boolean): BadValue {
  return {
    column: attribute.column!,
    code: reserved ? "reserved-name" : "name-too-long",
    what: reserved
      ? `holds the text ${UNKNOWN}, which is what reports call people whose group is not known`
      : `holds a group name of over ${LONGEST_NAME} characters`,
    hint: reserved
      ? `if it means that, list it under the attribute's unknown; else give it another name with the attribute's map`
      : "free text is no group; take another column",
  };
}

/** The name of a number's bin: "<18", "18-29", "30+" for whole cut points, "[0.5, 1)" otherwise. */
export function binLabel(value: number, cuts: readonly number[]): string {
  let index = 0;
  while (index < cuts.length && value >= cuts[index]!) index++;
  if (index === 0) return `<${cuts[0]!}`;
  const low = cuts[index - 1]!;
  if (index === cuts.length) return `${low}+`;
  const high = cuts[index]!;
  // Of the cuts alone: one bin has one name, whichever number fell into it first.
  return Number.isInteger(low) && Number.isInteger(high) && high - low > 1
    ? `${low}-${high - 1}`
    : `[${low}, ${high})`;
}

/** Letters of other alphabets that are drawn like Latin ones; enough to notice, not to judge. */
const CONFUSABLE = new Map(
  "аa еe оo рp сc хx уy кk мm тt нh вb іi јj ѕs αa εe οo ρp τt υu νv κk ιi βb".split(" ").map((pair) => {
    const [from, to] = [...pair];
    return [from!, to!] as const;
  }),
);

/** What a group name looks like when case, width, accents, spaces and alphabets are left aside. */
export function skeleton(name: string): string {
  const bare = name
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}\p{Z}\p{Cc}\p{P}]/gu, "")
    .toLowerCase()
    .replace(/ı/g, "i");
  return [...bare].map((letter) => CONFUSABLE.get(letter) ?? letter).join("");
}

/** Sets of group names that a reader would take for one, each in code-unit order. */
export function lookAlikes(labels: readonly string[]): string[][] {
  const sets = new Map<string, string[]>();
  for (const label of labels) {
    const key = skeleton(label);
    if (key === "") continue;
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [label]);
    else set.push(label);
  }
  return [...sets.values()].filter((set) => set.length > 1).map((set) => set.toSorted(byCodeUnit));
}

/** The one order of names everywhere: by UTF-16 code unit, the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
