import type { Engine } from "../engine/engine.js";
import type { InputFile, Plan, QualityNote } from "../model.js";
import { refuse } from "../refusal.js";
import type { Period } from "./columns.js";
import { type ColumnFindings, type Grid, gridOf, isCoarse } from "./findings.js";
import { findCandidates } from "./candidates.js";
import { settleLabels } from "./features.js";
import { byCodeUnit } from "./groups.js";
import type { KeptRows } from "./kept-rows.js";
import { Layout } from "./layout.js";
import { columnNotes, mergeNotes, note } from "./notes.js";
import { readInputs } from "./read-inputs.js";
import { readInParallel } from "./read-parallel.js";
import type { LogInput } from "./source.js";

/** A log in an engine, as numbers, with what is needed to read the numbers. */
export interface LoadedLog {
  readonly layout: Layout;
  /** Group names by code, for each attribute of the plan; empty for membership probabilities. */
  readonly labels: readonly (readonly string[])[];
  /** The grid of each column of numbers, by engine column. */
  readonly grids: ReadonlyMap<string, Grid>;
  /** First and last day of the rows used, in days since 1970-01-01; null without a time column. */
  readonly days: { readonly first: number; readonly last: number } | null;
  readonly inputs: readonly InputFile[];
  /** File names in the order of their numbers in the engine's table, for messages. */
  readonly files: readonly string[];
  readonly rows: LoadedRows;
  /** The engine's tables that hold the rows between them, each person's in one: only `ROWS`, or parts of it. */
  readonly parts: readonly string[];
  readonly notes: readonly QualityNote[];
  /** Yes/no columns of the engine's table in which every row has a value. */
  readonly complete: ReadonlySet<string>;
  /** Columns to examine as stand-ins for attributes. */
  readonly features: readonly LoadedFeature[];
  /** The engine's column with each person's fold; null without a unit column, or where no feature is examined. */
  readonly fold: string | null;
  /** Rows kept beside the engine, whose table then has neither features nor folds; null where it has them. */
  readonly kept: KeptRows | null;
  /** SQL of the unit's key in a row; null without a unit column. */
  readonly unit: string | null;
  /** The number of each scoring rate, by metric id, above which a decision is above the median; none before they are found. */
  readonly cuts: ReadonlyMap<string, number>;
  /** Where decision ids are to be searched for repeats: null where they ascended, so that none can repeat. */
  readonly decisions: { readonly table: string; readonly layout: Layout } | null;
}

/** A feature's column in the engine: codes from 0, which is no value; or null where it has too many values. */
export interface LoadedFeature {
  readonly column: string;
  readonly name: string;
  readonly labels: readonly string[] | null;
}

export interface LoadedRows {
  readonly read: number;
  readonly used: number;
  readonly outOfPeriod: number;
  readonly filtered: number;
  readonly noUnit: number;
  readonly blankLines: number;
}

/** The table of rows, by its name in the engine; and of decision ids, where they had to be gathered. */
export const ROWS = "log_rows";
export const DECISIONS = "decision_ids";

export interface LoadOptions {
  /** Days since 1970-01-01, inclusive. */
  readonly period: Period | null;
  /** Private folder for what must be written down on the way (Parquet). */
  readonly scratch: string;
  /** Processors to use; 1 when not given. The result is the same with any number. */
  readonly threads?: number;
  /** Bytes of memory that the engine may use; no limit when not given. The result is the same with any number. */
  readonly memory?: number;
  /** In how many parts people are gathered; it follows from the log's size and the memory when not given, and no figure from it. */
  readonly parts?: number;
}

/**
 * Read the log into the engine in one pass: bytes are hashed, checked, cut into fields and turned
 * into numbers as they go by. Refuses with all that is wrong, by file and line.
 *
 * Only where decision ids do not ascend are the files read a second time, for the ids alone: keeping every id on the
 * first pass would cost every audit what few need.
 */
export async function loadLog(
  given: readonly LogInput[],
  plan: Plan,
  engine: Engine,
  options: LoadOptions,
): Promise<LoadedLog> {
  if (given.length === 0) {
    refuse("no-log", "no log was given", {
      hint: "name the files after 'audit', or under log.files in the plan",
    });
  }
  const { inputs, features, notes } = await findCandidates(given, plan, options.scratch);
  const once = inputs.some((input) => "stdin" in input);
  const copies = plan.log.duplicates === "drop_identical";
  const wanted = copies ? "copy" : once ? "digest" : "check";
  const quick = new Layout(plan, wanted, features, features.length > 0 && mayBeKept(plan));
  const parallel = await readInParallel(inputs, quick, ROWS, engine, options);
  const layout = parallel === null ? new Layout(plan, wanted, features) : quick;
  const first = parallel ?? (await readInputs(inputs, layout, ROWS, engine, options));
  checkLedger(first.rows);
  const { findings, rows } = first;
  if (rows.used === 0) refuse("nothing-left", nothingLeft(rows), { hint: "check --period and log.keep" });
  const most = decisionsAtMost(layout, findings, rows.used);
  let decisions: LoadedLog["decisions"] = null;
  if (first.ascending === false) {
    const kept = once || copies;
    decisions = { table: kept ? ROWS : DECISIONS, layout: kept ? layout : new Layout(plan, "only") };
    if (!kept) {
      const second = await readInputs(inputs, decisions.layout, DECISIONS, engine, options);
      checkLedger(second.rows);
      second.files.forEach((file, index) => {
        if (file.sha256 === first.files[index]!.sha256) return;
        refuse("changed-while-reading", "the file changed while it was read", {
          file: first.names[index]!,
          hint: "audit a finished export, or a copy",
        });
      });
    }
  }
  return {
    layout,
    labels: findings.groups.map((group) => group?.labels ?? []),
    grids: new Map(findings.numbers.map((one) => [one.name, gridOf(one, most)])),
    days: findings.days,
    inputs: first.files.toSorted((a, b) => byCodeUnit(a.sha256, b.sha256)),
    files: first.names,
    rows,
    notes: mergeNotes([
      ...notes,
      ...first.notes,
      ...(rows.blankLines > 0
        ? [note("blank-lines", null, rows.blankLines, "blank lines were skipped")]
        : []),
      ...columnNotes(findings, plan),
      ...coarseNotes(layout, findings, most),
    ]),
    complete: new Set(
      findings.flags.flatMap(({ column, missing }) =>
        missing ? [] : [layout.nameOf({ kind: "flag", column })],
      ),
    ),
    features: layout.features.map((column, index) => ({
      column,
      name: layout.nameOf({ kind: "feature", column }),
      labels: settleLabels(findings.features[index]!),
    })),
    fold: layout.fold,
    parts: first.parts,
    kept: first.kept,
    unit: unitKey(layout, first.findings.wideUnits),
    cuts: new Map(),
    decisions,
  };
}

/**
 * Whether the examination of features may be made of rows kept beside the engine: where each row is one decision of a
 * person who is named.
 */
function mayBeKept({ log, metrics }: Plan): boolean {
  return log.unit !== null && log.count === null && !metrics.some((metric) => metric.counts);
}

/** Every row read is used or left out for a reason: a row lost on the way is a bug, and no audit comes of it. */
function checkLedger({ read, used, outOfPeriod, filtered, noUnit }: LoadedRows): void {
  if (read === used + outOfPeriod + filtered + noUnit) return;
  throw new Error(`of ${read} rows read, ${used} are used and ${outOfPeriod + filtered + noUnit} left out`);
}

/** How many decisions the log can stand for: rows, each at the largest count met. */
function decisionsAtMost(layout: Layout, findings: ColumnFindings, rows: number): number {
  const weight = layout.placed.find((one) => one.use.kind === "weight")?.columns[0]!.name;
  return rows * Math.max(1, findings.numbers.find((one) => one.name === weight)?.largest ?? 1);
}

/** Numbers too far apart to be added up as they are written. */
function coarseNotes(layout: Layout, findings: ColumnFindings, decisions: number): QualityNote[] {
  return findings.numbers.flatMap((one) => {
    const grid = gridOf(one, decisions);
    if (!isCoarse(one, grid)) return [];
    const { column } = layout.placed.find((placed) => placed.columns[0]?.name === one.name)!.use;
    const step = Number((1 / grid.scale).toPrecision(3));
    const message = `some number is so large that all numbers of the column are rounded to multiples of about ${step}; is it a slip?`;
    return [note("coarse-numbers", column, 1, message)];
  });
}

/** The key of a unit: one integer where all ids are short, both halves as one otherwise. */
function unitKey(layout: Layout, wide: boolean): string | null {
  const [low, high] = layout.unitKeys;
  if (low === undefined) return null;
  return wide ? `CAST(${high} AS HUGEINT) * 18446744073709551616 + ${low}` : low;
}

function nothingLeft(rows: LoadedRows): string {
  const parts = [
    rows.outOfPeriod > 0 ? `${rows.outOfPeriod} are out of the period` : "",
    rows.filtered > 0 ? `${rows.filtered} are left out by log.keep` : "",
    rows.noUnit > 0 ? `${rows.noUnit} name no unit` : "",
  ].filter((part) => part !== "");
  return `no row is left to audit: of ${rows.read} read, ${parts.join(" and ")}`;
}
