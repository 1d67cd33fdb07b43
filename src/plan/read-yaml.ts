/**
 * From the text of a plan file to texts, lists and mappings.
 *
 * Only plain YAML is read: no anchors, no tags, no merge keys, one document.
 * Each of those can make a file say something else than it shows, and an audit
 * plan is read by people who do not write YAML.
 */
import { type Node, type Pair, type ParsedNode, isMap, isScalar, isSeq, parseAllDocuments } from "yaml";
import type { Lines } from "./lines.js";
import { quoted } from "../quoted.js";
import type { Blank, Entry, OffsetFault, Raw } from "./raw.js";
import { scanText, scanTokens } from "./scan-yaml.js";

/** Deeper than any plan needs (the deepest key is at 5). */
const DEEPEST = 12;

export interface YamlReading {
  /** `null` when the text cannot be read as YAML at all. */
  readonly root: Raw | null;
  readonly rootAt: number;
  readonly faults: readonly OffsetFault[];
}

/** Reads the text of a plan (without byte order mark). Does not throw for anything a file may hold. */
export function readYaml(text: string, lines: Lines): YamlReading {
  const rootAt = 0;
  const unreadable = (faults: readonly OffsetFault[]): YamlReading => ({ root: null, rootAt, faults });
  const inText = scanText(text);
  if (inText.length > 0) return unreadable(inText);
  const inTokens = scanTokens(text);
  if (inTokens.fatal) return unreadable(inTokens.faults);

  const documents = parseAllDocuments(text, {
    schema: "failsafe",
    prettyErrors: false,
    merge: false,
    // Asked below instead, where the message can name the key and where it stood before.
    uniqueKeys: false,
    logLevel: "silent",
  });
  const faults = [...inTokens.faults];
  for (const error of [...documents].flatMap((document) => document.errors)) {
    // Tags and aliases are refused already, in our own words.
    if (error.code === "TAG_RESOLVE_FAILED" || error.code === "BAD_ALIAS") continue;
    faults.push({
      code: "yaml-syntax",
      what: `this is not readable as YAML: ${lowerFirst(error.message)}`,
      hint: null,
      offset: error.pos[0],
    });
  }
  if (faults.some((one) => one.code === "yaml-syntax")) return unreadable(faults);
  const [document, second] = documents;
  if (second !== undefined) {
    const what = "the file holds more than one YAML document";
    const offset = second.range[0];
    faults.push({ code: "several-documents", what, hint: "keep one plan a file", offset });
  }
  const contents = document?.contents ?? null;
  if (contents === null || (isScalar(contents) && contents.source === "")) {
    const what = "the plan is empty";
    return unreadable([...faults, { code: "empty-plan", what, hint: EMPTY_HINT, offset: rootAt }]);
  }
  const reader = new TreeReader(lines.lineAt, faults);
  return { root: reader.read(contents, 1), rootAt: contents.range[0], faults };
}

const EMPTY_HINT = '"evenhand init" writes a plan from a log';

class TreeReader {
  constructor(
    private readonly lineAt: (offset: number) => number,
    private readonly faults: OffsetFault[],
  ) {}

  read(node: Node | null, depth: number): Raw {
    if (node === null) return { kind: "blank", text: "" };
    if (isScalar(node)) return this.scalar(String(node.value ?? ""), node);
    if (depth > DEEPEST) {
      const what = `the plan is nested deeper than ${DEEPEST} levels`;
      this.faults.push({ code: "too-deep", what, hint: null, offset: offsetOf(node) });
      return { kind: "blank", text: "" };
    }
    if (isSeq<ParsedNode>(node)) {
      const items = node.items.map((item) => ({
        value: this.read(item, depth + 1),
        at: offsetOf(item),
      }));
      return { kind: "list", items };
    }
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      return { kind: "mapping", entries: this.entries(node.items, depth) };
    }
    // An alias: refused by the scan, and never followed.
    return { kind: "blank", text: "" };
  }

  private entries(pairs: readonly Pair<ParsedNode, ParsedNode | null>[], depth: number): readonly Entry[] {
    const found = new Map<string, Entry>();
    for (const pair of pairs) {
      const keyAt = offsetOf(pair.key);
      if (!isScalar(pair.key) || (isPlain(pair.key) && pair.key.source === "")) {
        const what = "a key must be a text";
        this.faults.push({ code: "bad-key", what, hint: "write it in quotes", offset: keyAt });
        continue;
      }
      const key = String(pair.key.value ?? "");
      this.checkUnicode(key, pair.key);
      if (key === "<<" && isPlain(pair.key)) {
        const what = "merge keys (<<) are not read in a plan";
        const hint = 'write the keys out; for a name that is really "<<", put it in quotes';
        this.faults.push({ code: "merge-key", what, hint, offset: keyAt });
        continue;
      }
      const earlier = found.get(key);
      if (earlier !== undefined) {
        const what = `the key ${quoted(key)} is given twice`;
        const hint = `it is on line ${this.lineAt(earlier.keyAt)} already`;
        this.faults.push({ code: "duplicate-key", what, hint, offset: keyAt });
        continue;
      }
      const value = this.read(pair.value, depth + 1);
      const valueAt =
        pair.value === null || pair.value.range[0] === pair.value.range[1] ? keyAt : offsetOf(pair.value);
      found.set(key, { key, keyAt, value, valueAt });
    }
    return [...found.values()];
  }

  private scalar(text: string, node: Node): string | Blank {
    if (isPlain(node) && (text === "" || text === "null" || text === "~")) return { kind: "blank", text };
    this.checkUnicode(text, node);
    return text;
  }

  private checkUnicode(text: string, node: Node): void {
    if (!/\p{Surrogate}/u.test(text)) return;
    const what = `${quoted(text)} holds half a character, which no log can hold`;
    this.faults.push({ code: "not-unicode", what, hint: null, offset: offsetOf(node) });
  }
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function isPlain(node: Node): boolean {
  return isScalar(node) && (node.type === "PLAIN" || node.type === undefined);
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
