import { defineMeasure } from "./measure.js";

/** Position-weighted exposure: a place at the top of a list is worth more than one at the bottom. */
export const exposure = defineMeasure({
  id: "exposure",
  title: "Exposure per person",
  asks: "How prominent were the places a person was given, on average over people?",
  formula: "R = average over people of the mean of 1 / log2(1 + rank)",
  source: "Jarvelin & Kekalainen 2002 (the discount of DCG); Singh & Joachims 2018",
  proportion: false,
});
