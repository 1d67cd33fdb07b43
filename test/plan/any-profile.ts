import * as fc from "fast-check";
import type { ColumnProfile, LogProfile } from "../../src/model.js";
import { profileOf } from "./profiles.js";

const word = fc.constantFrom(
  "gender",
  "age",
  "race",
  "offered",
  "clicked",
  "shown",
  "converted",
  "eligible",
  "premium",
  "all",
  "id",
  "customer",
  "decision",
  "time",
  "count",
  "clicks",
  "impressions",
  "zip",
  "score",
  "outcome",
  "product",
  "x",
);
const piece = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
);
const name = fc
  .array(piece, { minLength: 1, maxLength: 3 })
  .chain((words) => fc.constantFrom("_", " ", "", "-").map((glue) => words.join(glue)));
const value = fc.oneof(
  fc.constantFrom("approved", "unknown", "N/A", "1", "0"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
);

function part(filled: number): fc.Arbitrary<number> {
  return fc.oneof(fc.constant(0), fc.constant(filled), fc.nat(filled));
}

function column(rows: number): fc.Arbitrary<ColumnProfile> {
  return fc.oneof(fc.constant(rows), fc.nat(rows)).chain((filled) =>
    fc.record({
      name,
      filled: fc.constant(filled),
      missing: fc.constant(rows - filled),
      distinct: fc.oneof(fc.constant(null), fc.nat(Math.min(filled, 60))),
      values: fc.oneof(
        fc.constant(null),
        fc.array(fc.record({ text: value, rows: fc.nat(filled) }), { maxLength: 40 }),
      ),
      yes: part(filled),
      flags: part(filled),
      numbers: part(filled),
      times: part(filled),
      digits: part(filled),
      longest: fc.nat(200),
      minimum: fc.oneof(fc.constant(null), fc.integer({ min: -5, max: 70 })),
      maximum: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 120 })),
    }),
  );
}

/** An attribute and an outcome anybody would recognise. */
const recognised = profileOf(60, {
  gender: (row) => "FM"[row % 2]!,
  offered: (row) => String(row % 2),
}).columns;

/** Profiles that hang together as little as a log allows, with hostile names; half of them with something to audit. */
export const anyProfile: fc.Arbitrary<LogProfile> = fc
  .nat(300)
  .chain((rows) => fc.record({ rows: fc.constant(rows), columns: fc.array(column(rows), { maxLength: 14 }) }))
  .chain((one) => fc.constantFrom(one, { ...one, columns: [...one.columns, ...recognised] }));
