import { BATCH_ROWS, type Engine } from "../engine/engine.js";
import type { InputFile, QualityNote } from "../model.js";
import { type Fault, fault, quoted } from "../refusal.js";
import { ColumnBuilder } from "./columns.js";
import { readCsv } from "./csv.js";
import { FaultTally } from "./faults.js";
import type { ColumnFindings } from "./findings.js";
import type { KeptRows } from "./kept-rows.js";
import type { Layout } from "./layout.js";
import type { LoadedRows, LoadOptions } from "./load.js";
import { lowerToCsv } from "./lower.js";
import { headerNotes, note } from "./notes.js";
import { FILTERED, NO_UNIT, OUT_OF_PERIOD, RowState } from "./readers.js";
import { openRowTable } from "./row-table.js";
import type { LogInput } from "./source.js";

/** What one pass over all inputs brought. */
export interface Reading {
  readonly findings: ColumnFindings;
  /** Decision ids ascended, within files and from file to file; null where the plan names none. */
  readonly ascending: boolean | null;
  readonly files: readonly InputFile[];
  readonly names: readonly string[];
  readonly notes: readonly QualityNote[];
  readonly rows: LoadedRows;
  /** The engine's tables that hold the rows, each person's in one of them. */
  readonly parts: readonly string[];
  /** Rows kept beside the engine, where the layout says so. */
  readonly kept: KeptRows | null;
}

/** One pass over all inputs, into one table of the engine. */
export async function readInputs(
  inputs: readonly LogInput[],
  layout: Layout,
  table: string,
  engine: Engine,
  options: LoadOptions,
): Promise<Reading> {
  const { plan } = layout;
  const faults = new FaultTally();
  const state = new RowState();
  const columns = new ColumnBuilder(layout, state, options.period);
  const { loader, parts } = await openRowTable(inputs, layout, table, engine, options);
  const dropped = { outOfPeriod: 0, filtered: 0, noUnit: 0 };
  const files: InputFile[] = [];
  const names: string[] = [];
  const notes: QualityNote[] = [];
  let used = 0;
  let slot = 0;
  let blankLines = 0;
  let controls = 0;
  const flush = (): void => {
    if (slot > 0) loader.append(columns.data, slot);
    used += slot;
    slot = 0;
  };
  for (const input of inputs) {
    const source = await lowerToCsv(
      input,
      plan,
      plan.log.duplicates === "drop_identical" ? null : layout.columns,
      options.scratch,
    );
    names.push(source.name);
    if (source.written === "row") faults.countRowsOf(source.name);
    const fileNumber = names.length - 1;
    const counts = await readCsv(source.name, source.chunks, { ...source, faults }, (header) => {
      notes.push(...headerNotes(header));
      return {
        readers: columns.forHeader(source.name, header, notes),
        state,
        commit(line, at, record) {
          const { drop } = state;
          if (drop !== 0) {
            if ((drop & OUT_OF_PERIOD) !== 0) dropped.outOfPeriod++;
            else if ((drop & FILTERED) !== 0) dropped.filtered++;
            else if (plan.log.missing_unit === "refuse")
              faults.add(missingUnit(plan.log.unit!, source.name, line));
            else if ((drop & NO_UNIT) !== 0) dropped.noUnit++;
            return at;
          }
          // With a fault the audit is off; the rest is read only to find the other faults.
          if (faults.any) return 0;
          columns.place(line, fileNumber, at, record);
          slot = at + 1;
          if (slot === BATCH_ROWS) flush();
          return slot;
        },
      };
    });
    if (counts.rows === 0 && !faults.any) {
      faults.add(
        fault("no-rows", "the file has a header but no rows", {
          file: source.name,
          hint: "is the export complete?",
        }),
      );
    }
    // The next file's rows begin at slot 0 again.
    flush();
    blankLines += counts.blank;
    controls += counts.controls;
    notes.push(...source.notes);
    files.push({
      ...source.digest(),
      rows: counts.rows,
      format: source.format,
      compression: source.compression,
    });
  }
  columns.amend(faults);
  columns.refuseOverflow(faults);
  faults.check();
  loader.finish();
  if (controls > 0) {
    notes.push(controlNote(controls));
  }
  const read = files.reduce((sum, file) => sum + file.rows, 0);
  checkLedger(read, used, dropped);
  return {
    findings: columns.findings(),
    ascending: columns.id?.ascending ?? null,
    files,
    names,
    notes,
    rows: { read, used, ...dropped, blankLines },
    parts,
    kept: null,
  };
}

/** Every row read is used or left out for a reason: anything else is a bug, and no figure may come of it. */
export function checkLedger(
  read: number,
  used: number,
  dropped: { readonly outOfPeriod: number; readonly filtered: number; readonly noUnit: number },
): void {
  const accounted = used + dropped.outOfPeriod + dropped.filtered + dropped.noUnit;
  if (accounted !== read)
    throw new Error(`the row ledger does not add up: ${read} read, ${accounted} accounted for`);
}

export function controlNote(rows: number): QualityNote {
  const message = "rows hold control characters; where a report shows them they are escaped";
  return note("control-characters", null, rows, message);
}

function missingUnit(column: string, file: string, line: number): Fault {
  return fault("missing-unit", `column ${quoted(column)} names the unit and is empty here`, {
    file,
    line,
    column,
    hint: "mend the log, or set log.missing_unit: reject to leave such rows out, counted",
  });
}
