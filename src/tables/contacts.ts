import type { Engine } from "../engine/engine.js";
import { MIXED, PERSONS, type PersonTable } from "./persons.js";

/** How many people of a group had a given number of contacts. */
export interface ContactCount {
  readonly codes: readonly number[];
  readonly contacts: number;
  readonly units: number;
}

/** The histogram of a metric's per-person sums, by group. Contacts of a person in two groups are counted in each. */
export async function countContacts(
  engine: Engine,
  persons: PersonTable,
  attributes: readonly number[],
  metric: number,
): Promise<ContactCount[]> {
  const codes = attributes.map((one) => persons.attributes[one]!);
  const { y } = persons.metrics[metric]!;
  const keys = ["unit", ...codes].join(", ");
  const merged =
    persons.mixed === 0
      ? `SELECT ${[...codes, y].join(", ")} FROM ${PERSONS}`
      : `SELECT ${[...codes, y].join(", ")} FROM ${PERSONS} WHERE unit NOT IN (SELECT unit FROM ${MIXED}) ` +
        `UNION ALL SELECT ${[...codes, `CAST(sum(${y}) AS BIGINT)`].join(", ")} FROM ${PERSONS} ` +
        `WHERE unit IN (SELECT unit FROM ${MIXED}) GROUP BY ${keys}`;
  const by = [...codes, y].join(", ");
  const answer = await engine.query(
    `SELECT ${by}, count(*) FROM (${merged}) AS one GROUP BY ${by} ORDER BY ${by}`,
  );
  return answer.map((row) => ({
    codes: row.slice(0, codes.length).map(Number),
    contacts: Number(row[codes.length]),
    units: Number(row[codes.length + 1]),
  }));
}
