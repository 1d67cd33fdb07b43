import { defineMeasure } from "./measure.js";

/** The share of a group's decisions with a number above the median of all: for tools that score people and select nobody. */
export const scoringRate = defineMeasure({
  id: "scoring_rate",
  title: "Scoring rate",
  asks: "Which share of a group's decisions scored above the median of all decisions?",
  formula: "R = decisions with a number above the median of all / decisions with a number",
  source: "6 RCNY 5-300 (scoring rate); Cochran, Sampling Techniques, ch. 6",
  perDecision: true,
  proportion: true,
  median: true,
});
