import { defineMeasure } from "./measure.js";

/** Any amount per any other: revenue per order, clicks per impression of an aggregated export. */
export const ratio = defineMeasure({
  id: "ratio",
  title: "Ratio of sums",
  asks: "How much of one thing is there for each of another?",
  formula: "R = sum of numerators / sum of denominators",
  source: "Cochran, Sampling Techniques, ch. 6",
  perDecision: true,
  proportion: false,
});
