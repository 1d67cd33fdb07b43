import { defineMeasure } from "./measure.js";

/** Recommendation frequency per person: each person's own share counts once, however many decisions it rests on. */
export const frequency = defineMeasure({
  id: "frequency",
  title: "Frequency per person",
  asks: "For how large a share of their own decisions was a person recommended, on average over people?",
  formula: "R = average over people of (their favourable decisions / their decisions)",
  source: "Cochran, Sampling Techniques, ch. 6, with denominators of a person that sum to 1",
  proportion: false,
});
