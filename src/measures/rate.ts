import { defineMeasure } from "./measure.js";

/** Offer rate, premium-offer rate, click-through rate, conversion: favourable decisions over eligible ones. */
export const rate = defineMeasure({
  id: "rate",
  title: "Rate",
  asks: "Of the decisions that could have gone this person's way, which share did?",
  formula: "R = sum of numerators / sum of denominators",
  source: "Cochran, Sampling Techniques, ch. 6; Deng, Knoblich, Lu 2018",
  perDecision: true,
  proportion: true,
});
