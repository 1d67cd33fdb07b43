/** What each kind of metric takes: data, so that no check asks which kind this is. */
import type { MetricKind } from "../model.js";

interface Takes {
  readonly numerator: "needed" | "optional";
  readonly denominator: "needed" | "optional" | "none";
  /** The numerator may be "the text is one of these" (a yes or no). */
  readonly values: boolean;
  /** Averaged over people, so the log has to say who they are, one row a decision. */
  readonly perPerson: boolean;
  readonly cap: boolean;
  readonly counts: boolean;
}

const takes = {
  numerator: "needed",
  denominator: "none",
  values: true,
  perPerson: false,
  cap: false,
  counts: false,
} as const satisfies Takes;

export const metricKinds: Readonly<Record<MetricKind, Takes>> = {
  rate: { ...takes, denominator: "optional" },
  ratio: { ...takes, denominator: "needed", counts: true },
  mean: { ...takes, values: false },
  scoring_rate: { ...takes, values: false },
  frequency: { ...takes, perPerson: true },
  exposure: { ...takes, values: false, perPerson: true },
  contacts: { ...takes, numerator: "optional", perPerson: true, cap: true },
};
