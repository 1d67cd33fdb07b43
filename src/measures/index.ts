import type { MetricKind } from "../model.js";
import { contacts } from "./contacts.js";
import { exposure } from "./exposure.js";
import { frequency } from "./frequency.js";
import { mean } from "./mean.js";
import type { Measure } from "./measure.js";
import { rate } from "./rate.js";
import { ratio } from "./ratio.js";
import { scoringRate } from "./scoring-rate.js";

/** Every measure there is. A new one is a file and a line here. */
export const measures: Readonly<Record<MetricKind, Measure>> = {
  rate,
  ratio,
  mean,
  scoring_rate: scoringRate,
  frequency,
  exposure,
  contacts,
};
