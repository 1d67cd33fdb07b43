import type { Engine } from "../engine/engine.js";
import type { LoadedLog } from "../log/load.js";
import { MIXED, PERSONS, type PersonTable } from "./persons.js";

/** When the decisions were made, and how many people they were about. */
export interface Window {
  /** Days since 1970-01-01; null without a time column. */
  readonly firstDay: number | null;
  readonly lastDay: number | null;
  readonly units: number;
  /** Units with more than one decision. */
  readonly repeated: number;
}

export async function measureWindow(engine: Engine, log: LoadedLog, persons: PersonTable): Promise<Window> {
  const firstDay = log.days?.first ?? null;
  const lastDay = log.days?.last ?? null;
  if (!persons.people) {
    const weight = persons.weight ?? "1";
    const [row] = await engine.query(`SELECT sum(${weight}) FROM ${PERSONS}`);
    return { firstDay, lastDay, units: Number(row![0] ?? 0), repeated: 0 };
  }
  // A unit under several combinations has several rows there, and more than one decision by that alone.
  const [row] = await engine.query(
    `SELECT count(*), sum(CASE WHEN n > 1 THEN 1 ELSE 0 END) FROM ${PERSONS} WHERE unit NOT IN (SELECT unit FROM ${MIXED})`,
  );
  return {
    firstDay,
    lastDay,
    units: Number(row![0]) + persons.mixed,
    repeated: Number(row![1] ?? 0) + persons.mixed,
  };
}
