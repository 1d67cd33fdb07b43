/** `metrics:` what is compared. */
import * as z from "zod";
import { choice, decimal, text, truth, anyText } from "./scalars.js";
import { defaulted, mapping, optional, section, texts } from "./shapes.js";

const chosen = section({
  column: text("a column name").describe("The column."),
  in: texts().describe("The values (one, or a list) that count as yes."),
});

const quantity = z.union([text("a column name"), chosen]);

export const metric = section({
  title: optional(anyText()).describe("Name in reports. Left out: the id."),
  kind: optional(
    choice(["rate", "ratio", "mean", "scoring_rate", "frequency", "exposure", "contacts"]),
  ).describe(
    "rate: share of decisions that were favourable. ratio: sum of one number over the sum of another. mean: mean of a number. scoring_rate: share of decisions with a number above the median of all decisions that this metric looks at (6 RCNY 5-300); the numerator is the score. frequency: share of a person's own decisions, averaged over people. exposure: 1/log2(1+rank), averaged within the person and over people; the numerator is the rank. contacts: decisions per person. Left out: rate, or ratio where counts is true.",
  ),
  numerator: optional(quantity).describe(
    "What is counted or summed: a column, or a column and the values that count as yes. Needed for every kind but contacts.",
  ),
  denominator: optional(quantity).describe(
    "Out of what: the eligible, the shown. Left out: every row. A ratio needs it; the per-person kinds, the mean and the scoring rate have none.",
  ),
  where: optional(mapping(texts())).describe(
    "Column to the values of the rows this metric looks at; all must hold.",
  ),
  direction: defaulted(choice(["favourable", "unfavourable", "either"]), "favourable").describe(
    "Whether more of it is good for the person. Favourable, because most logs record offers.",
  ),
  cap: optional(decimal({ exclusiveMinimum: 0 })).describe(
    "For contacts: the number above which a person is contacted too often.",
  ),
  counts: defaulted(truth(), false).describe(
    "Numerator and denominator hold counts of single trials, such as clicks and impressions.",
  ),
});

export type MetricInput = z.output<typeof metric>;
export type QuantityInput = z.output<typeof quantity>;

/** One metric: a column name stands for the rate of that column. */
export const metricEntry = z.union([text("a column name"), metric]);

export const metrics = mapping(metricEntry);
