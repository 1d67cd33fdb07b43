/**
 * From what zod found to problems of the plan: one sentence each, naming the
 * key, with a way out.
 */
import * as z from "zod";
import { didYouMean } from "./nearest.js";
import { quoted } from "../quoted.js";
import type { FaultParameters } from "./wrong.js";
import type { Path, Problem, Raw, Report } from "./raw.js";

type Issue = z.core.$ZodIssue;

/** Reads one part of the plan; reports its faults, and gives `null` when it has any. */
export function readPart<T extends z.ZodType>(
  schema: T,
  raw: Raw | undefined,
  path: Path,
  report: Report,
): z.output<T> | null {
  const read = schema.safeParse(raw);
  if (read.success) return read.data;
  for (const problem of problemsOf(read.error.issues, path, schema)) report(problem);
  return null;
}

function problemsOf(issues: readonly Issue[], path: Path, schema: z.ZodType): readonly Problem[] {
  return issues.flatMap((issue): readonly Problem[] => {
    const here: Path = [
      ...path,
      ...issue.path.map((step) => (typeof step === "number" ? step : String(step))),
    ];
    if (issue.code === "unrecognized_keys") {
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => unknownKey(key, here, known));
    }
    if (issue.code === "invalid_union") return unionProblems(issue.errors, here, schema, issue.path);
    const more = parametersOf(issue);
    // zod's own checks never speak here: a message of theirs would be a bug in the schema.
    if (more === null) throw new Error(`plan schema: unexpected issue ${issue.code} at ${here.join(".")}`);
    const what = more.code === "missing-key" ? missing(here) : `${nameOf(here)} ${issue.message}`;
    return [{ code: more.code, what, hint: more.hint, path: here, at: more.at }];
  });
}

function unknownKey(key: string, path: Path, known: readonly string[]): Problem {
  const where = path.length === 0 ? "a plan" : nameOf(path);
  const what = `${quoted(key)} is not a key of ${where}`;
  return { code: "unknown-key", what, hint: didYouMean(key, known), path: [...path, key], at: "key" };
}

/**
 * A value that may be written in several ways and is right in none: the faults of
 * the way it was meant (the one whose kind fits), or else all the ways there are.
 */
function unionProblems(
  branches: readonly (readonly Issue[])[],
  path: Path,
  schema: z.ZodType,
  inner: readonly PropertyKey[],
): readonly Problem[] {
  const wanted: string[] = [];
  for (const branch of branches) {
    const shapes = branch.flatMap((issue) =>
      issue.path.length === 0 ? (parametersOf(issue)?.wants ?? []) : [],
    );
    if (shapes.length === 0) {
      // Keys are looked up from where the union stands.
      const at = branch.map((issue) => ({ ...issue, path: [...inner, ...issue.path] }));
      return problemsOf(at, path.slice(0, path.length - inner.length), schema);
    }
    wanted.push(...shapes);
  }
  const first = parametersOf(branches[0]?.[0]);
  const code = first?.code ?? "wrong-shape";
  const wants = [...new Set(wanted)].join(" or ");
  const words = code === "empty-value" ? `is given no value (it takes ${wants})` : `must be ${wants}`;
  const what = code === "missing-key" ? missing(path) : `${nameOf(path)} ${words}`;
  return [{ code, what, hint: null, path, at: first?.at ?? "value" }];
}

function parametersOf(issue: Issue | undefined): FaultParameters | null {
  if (issue?.code !== "custom" || issue.params === undefined) return null;
  return issue.params as FaultParameters;
}

/** `"numerator" needs "column"`. */
function missing(path: Path): string {
  const key = path.at(-1);
  const inside = nameOf(path.slice(0, -1));
  return typeof key === "string" ? `${inside} needs ${quoted(key)}` : `${inside} needs a value`;
}

/** `"threshold"`, or `item 2 of "files"`. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return "the plan";
  if (typeof last === "string") return quoted(last);
  const list = path.at(-2);
  return typeof list === "string" ? `item ${last + 1} of ${quoted(list)}` : `item ${last + 1}`;
}

/** The keys a section knows, found by walking the schema along a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const [step, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(schema.shape);
    const next: unknown = Object.hasOwn(schema.shape, step) ? schema.shape[String(step)] : undefined;
    return next instanceof z.ZodType ? keysAt(next, rest) : [];
  }
  if (schema instanceof z.ZodPipe) {
    const value: unknown = schema.meta()?.["drawnValue"];
    if (value instanceof z.ZodType) return step === undefined ? [] : keysAt(value, rest);
    const both = [schema.out, schema.in];
    return both.flatMap((one) => (one instanceof z.ZodType ? keysAt(one, path) : []));
  }
  if (schema instanceof z.ZodOptional) {
    const inner: unknown = schema.unwrap();
    return inner instanceof z.ZodType ? keysAt(inner, path) : [];
  }
  if (schema instanceof z.ZodArray) {
    const inner: unknown = schema.element;
    return inner instanceof z.ZodType ? keysAt(inner, rest) : [];
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((one) => (one instanceof z.ZodType ? keysAt(one, path) : []));
  }
  return [];
}
