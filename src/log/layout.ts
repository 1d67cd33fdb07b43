import type { ColumnType, TableColumn } from "../engine/engine.js";
import type { Condition, MetricPlan, Plan, Quantity } from "../model.js";

/** One column of the engine's table of rows, and the use of a log column it serves. */
export type Use =
  | { readonly kind: "unit"; readonly column: string }
  /** The same, with the part of all people that the person belongs to. */
  | { readonly kind: "unit_fold"; readonly column: string }
  /** Ids are only held against the one before: enough while they ascend. */
  | { readonly kind: "decision"; readonly column: string }
  /** Ids are kept as digests with their place, to find those that stand twice. */
  | { readonly kind: "decision_digest"; readonly column: string }
  /** The same, with a digest of the whole row, to tell copies from contradictions. */
  | { readonly kind: "decision_copy"; readonly column: string }
  | { readonly kind: "time"; readonly column: string }
  | { readonly kind: "weight"; readonly column: string }
  | { readonly kind: "group"; readonly column: string; readonly attribute: number }
  | { readonly kind: "flag"; readonly column: string }
  | { readonly kind: "number" | "count" | "rank" | "probability"; readonly column: string }
  | { readonly kind: "member"; readonly column: string; readonly in: readonly string[] }
  | { readonly kind: "keep"; readonly column: string; readonly in: readonly string[] }
  | { readonly kind: "look"; readonly column: string }
  /** A feature that may stand in for a protected attribute: its values by code. */
  | { readonly kind: "feature"; readonly column: string };

export interface PlacedUse {
  readonly use: Use;
  /** Columns in the engine's table, none for uses that only decide about rows. */
  readonly columns: readonly TableColumn[];
}

const TYPES: Record<Use["kind"], readonly ColumnType[]> = {
  unit: ["int64", "int64"],
  unit_fold: ["int64", "int64", "int8"],
  decision: [],
  decision_digest: ["int64", "int64", "int32", "int32"],
  decision_copy: ["int64", "int64", "int32", "int32", "int64", "int64"],
  time: [],
  weight: ["double"],
  group: ["int16"],
  flag: ["int8"],
  number: ["double"],
  count: ["double"],
  rank: ["double"],
  probability: ["double"],
  member: ["int8"],
  keep: [],
  look: [],
  feature: ["uint16"],
};

/** What the examination of features may look at in a row kept beside the engine. */
const KEPT: ReadonlySet<Use["kind"]> = new Set(["group", "flag", "member", "number", "rank", "feature"]);

/** What a plan needs of a log: which columns, read how, and under what names the engine knows them. */
export class Layout {
  readonly placed: PlacedUse[] = [];
  private readonly byKey = new Map<string, PlacedUse>();

  /**
   * `decisions`: "check" compares each id with the one before; "digest" keeps them all, for an input that cannot be read
   * again; "copy" keeps digests of the rows too; "only" lays out just what finding repeated ids takes. `features` are
   * the columns to be examined as stand-ins for attributes, `beside` says that they are kept beside the engine.
   */
  constructor(
    readonly plan: Plan,
    decisions: "check" | "digest" | "copy" | "only" = "check",
    readonly features: readonly string[] = [],
    readonly beside = false,
  ) {
    const { log } = plan;
    if (log.unit !== null) this.place({ kind: features.length > 0 ? "unit_fold" : "unit", column: log.unit });
    if (log.decision !== null) {
      const kinds = {
        check: "decision",
        digest: "decision_digest",
        copy: "decision_copy",
        only: "decision_digest",
      } as const;
      this.place({ kind: kinds[decisions], column: log.decision });
    }
    if (log.time !== null) this.place({ kind: "time", column: log.time });
    for (const condition of log.keep) this.place({ kind: "keep", ...condition });
    if (decisions === "only") return;
    if (log.count !== null) this.place({ kind: "weight", column: log.count });
    plan.attributes.forEach((attribute, index) => {
      if (attribute.column !== null)
        this.place({ kind: "group", column: attribute.column, attribute: index });
      for (const one of attribute.probabilities ?? [])
        this.place({ kind: "probability", column: one.column });
    });
    for (const metric of plan.metrics) {
      if (metric.numerator !== null) this.place(useOf(metric, metric.numerator, "numerator"));
      if (metric.denominator !== null) this.place(useOf(metric, metric.denominator, "denominator"));
      for (const condition of metric.where) this.place({ kind: "member", ...condition });
    }
    for (const column of features) this.place({ kind: "feature", column });
    // The values of an examined feature show their lengths themselves.
    for (const column of log.features)
      if (POSTAL.test(column) && !features.includes(column)) this.place({ kind: "look", column });
  }

  /** Log columns needed, each once. */
  get columns(): readonly string[] {
    return [...new Set(this.placed.map((one) => one.use.column))];
  }

  /** The engine's columns, in order. */
  get table(): readonly TableColumn[] {
    return this.placed.flatMap(({ use, columns }) =>
      !this.beside
        ? columns
        : use.kind === "feature"
          ? []
          : use.kind === "unit_fold"
            ? columns.slice(0, 2)
            : columns,
    );
  }

  /** Names of the two halves of the unit's key; none without a unit. */
  get unitKeys(): readonly string[] {
    const unit = this.placed.find(({ use }) => use.kind === "unit" || use.kind === "unit_fold");
    return unit === undefined ? [] : unit.columns.slice(0, 2).map((column) => column.name);
  }

  /** The column with each person's fold; null where there is none. */
  get fold(): string | null {
    return this.placed.find(({ use }) => use.kind === "unit_fold")?.columns[2]!.name ?? null;
  }

  /** Names of the columns that are kept beside the engine, where rows are: all that the examination of features looks at. */
  get kept(): readonly string[] {
    if (!this.beside) return [];
    return this.placed.flatMap(({ use, columns }) =>
      use.kind === "unit_fold"
        ? [this.fold!]
        : KEPT.has(use.kind)
          ? columns.map((column) => column.name)
          : [],
    );
  }

  /** The engine's column for a use; the use must be in the plan. */
  nameOf(use: Use): string {
    const placed = this.byKey.get(keyOf(use));
    if (placed === undefined) throw new Error(`nothing was laid out for ${keyOf(use)}`);
    return placed.columns[0]!.name;
  }

  /** The use that a metric's numerator or denominator makes of its column; null where it counts rows. */
  use(metric: MetricPlan, part: "numerator" | "denominator"): Use | null {
    const quantity = metric[part];
    return quantity === null ? null : useOf(metric, quantity, part);
  }

  condition(condition: Condition): string {
    return this.nameOf({ kind: "member", ...condition });
  }

  private place(use: Use): void {
    const key = keyOf(use);
    if (this.byKey.has(key)) return;
    const columns = TYPES[use.kind].map((type, index) => ({ name: `c${this.placed.length}_${index}`, type }));
    const placed = { use, columns };
    this.placed.push(placed);
    this.byKey.set(key, placed);
  }
}

export const POSTAL = /zip|post(al)?_?code|plz/i;

function keyOf(use: Use): string {
  return JSON.stringify([
    use.kind,
    use.column,
    "in" in use ? use.in : null,
    "attribute" in use ? use.attribute : null,
  ]);
}

/** A quantity's reading follows from what its metric measures. */
function useOf(metric: MetricPlan, quantity: Quantity, part: "numerator" | "denominator"): Use {
  if (quantity.in !== null) return { kind: "member", column: quantity.column, in: quantity.in };
  if (metric.counts) return { kind: "count", column: quantity.column };
  return { kind: QUANTITY_KIND[metric.kind][part], column: quantity.column };
}

const QUANTITY_KIND: Record<
  MetricPlan["kind"],
  Record<"numerator" | "denominator", "flag" | "number" | "rank">
> = {
  rate: { numerator: "flag", denominator: "flag" },
  frequency: { numerator: "flag", denominator: "flag" },
  contacts: { numerator: "flag", denominator: "flag" },
  ratio: { numerator: "number", denominator: "number" },
  mean: { numerator: "number", denominator: "flag" },
  scoring_rate: { numerator: "number", denominator: "flag" },
  exposure: { numerator: "rank", denominator: "flag" },
};
