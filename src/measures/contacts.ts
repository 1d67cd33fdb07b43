import { defineMeasure } from "./measure.js";

/** Contact pressure: how many decisions a person was subject to. */
export const contacts = defineMeasure({
  id: "contacts",
  title: "Contacts per person",
  asks: "How often was a person contacted?",
  formula: "R = contacts / people",
  source: "Cochran, Sampling Techniques, ch. 6, with one denominator a person",
  proportion: false,
  histogram: true,
});
