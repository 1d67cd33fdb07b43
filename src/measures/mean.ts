import { defineMeasure } from "./measure.js";

/** Mean discount, price or score per decision. */
export const mean = defineMeasure({
  id: "mean",
  title: "Mean",
  asks: "How large is the amount on average, decision by decision?",
  formula: "R = sum of amounts / number of decisions with an amount",
  source: "Cochran, Sampling Techniques, ch. 6",
  perDecision: true,
  proportion: false,
});
