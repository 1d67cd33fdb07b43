/** A small linear program: every x >= 0, with equalities and upper bounds on sums; the least and the greatest of a variable. */

export interface Row {
  readonly terms: readonly (readonly [variable: number, factor: number])[];
  /** The sum of the terms equals this, or is at most this. */
  readonly sum: number;
  readonly kind: "equal" | "at most";
}

const TINY = 1e-7;

/** The tableau of a feasible basis, which many questions are asked of. */
export class LinearProgram {
  private table: Float64Array[] = [];
  private basis: number[] = [];
  private width: number;
  private readonly artificial: number;
  /** Least and greatest value of each variable at the corners visited so far: all of them are possible. */
  private readonly seen: [number, number][];

  constructor(variables: number, rows: readonly Row[]) {
    const slacks = rows.filter((row) => row.kind === "at most").length;
    this.artificial = variables + slacks;
    this.seen = Array.from({ length: variables }, () => [Infinity, -Infinity]);
    this.width = this.artificial + rows.length + 1;
    let slack = variables;
    for (const [at, row] of rows.entries()) {
      const line = new Float64Array(this.width);
      for (const [variable, factor] of row.terms) line[variable]! += factor;
      let own = -1;
      if (row.kind === "at most") line[(own = slack++)] = 1;
      line[this.width - 1] = row.sum;
      if (row.sum < 0) for (let i = 0; i < this.width; i++) line[i] = -line[i]!;
      if (own < 0 || row.sum < 0) line[(own = this.artificial + at)] = 1;
      this.table.push(line);
      this.basis.push(own);
    }
    const cost = new Float64Array(this.width);
    for (let i = this.artificial; i < this.width - 1; i++) cost[i] = 1;
    const left = this.minimise(cost, this.width - 1);
    if (left > 1e-4) throw new Error(`the published figures contradict each other by ${left}`);
    // What is artificial must not come back: it leaves the basis wherever it can.
    for (const [at, one] of this.basis.entries()) {
      if (one < this.artificial) continue;
      const into = this.table[at]!.findIndex((value, i) => i < this.artificial && Math.abs(value) > TINY);
      if (into >= 0) this.pivot(at, into);
    }
    // Sums that say what others say already are left out, and so are the artificial columns.
    const kept = [...this.basis.entries()].filter(([, one]) => one < this.artificial);
    const last = this.width - 1;
    this.table = kept.map(([at]) => {
      const line = this.table[at]!;
      const short = line.slice(0, this.artificial + 1);
      short[this.artificial] = line[last]!;
      return short;
    });
    this.basis = kept.map(([, one]) => one);
    this.width = this.artificial + 1;
    this.look();
  }

  /** Least and greatest value of a variable, which may be infinite; no more than it takes where they are so far apart. */
  range(variable: number, enough: number): readonly [number, number] {
    const seen = this.seen[variable]!;
    const ask = (sign: number): number => {
      if (seen[1] - seen[0] >= enough) return sign > 0 ? seen[0] : seen[1];
      const cost = new Float64Array(this.width);
      cost[variable] = sign;
      const found = sign * this.minimise(cost, this.artificial);
      this.look();
      return found;
    };
    return [ask(1), ask(-1)];
  }

  private look(): void {
    const value = new Float64Array(this.seen.length);
    for (const [at, one] of this.basis.entries())
      if (one < value.length) value[one] = this.table[at]![this.width - 1]!;
    for (const [at, one] of this.seen.entries()) {
      one[0] = Math.min(one[0], value[at]!);
      one[1] = Math.max(one[1], value[at]!);
    }
  }

  private minimise(cost: Float64Array, columns: number): number {
    const reduced = Float64Array.from(cost);
    for (const [at, one] of this.basis.entries()) {
      const price = cost[one]!;
      if (price === 0) continue;
      const line = this.table[at]!;
      for (let i = 0; i < this.width; i++) reduced[i]! -= price * line[i]!;
    }
    for (let step = 0; step < 20_000; step++) {
      let into = -1;
      // The steepest column, and after many steps the first one, which cannot go round in circles.
      for (let i = 0; i < columns; i++) {
        if (reduced[i]! >= -TINY) continue;
        if (into < 0 || reduced[i]! < reduced[into]!) into = i;
        if (step > 2_000) break;
      }
      if (into < 0) return -reduced[this.width - 1]!;
      let out = -1;
      let least = Infinity;
      for (const [at, line] of this.table.entries()) {
        if (line[into]! <= TINY) continue;
        const ratio = line[this.width - 1]! / line[into]!;
        if (ratio < least - 1e-12 || (ratio <= least && this.basis[at]! < this.basis[out]!)) {
          least = ratio;
          out = at;
        }
      }
      if (out < 0) return -Infinity;
      this.pivot(out, into);
      const factor = reduced[into]!;
      const line = this.table[out]!;
      for (let i = 0; i < this.width; i++) reduced[i]! -= factor * line[i]!;
    }
    throw new Error("the linear program does not come to an end");
  }

  private pivot(out: number, into: number): void {
    const line = this.table[out]!;
    const by = line[into]!;
    // Most of a line is zero: only what is not is gone through.
    const filled: number[] = [];
    for (let i = 0; i < this.width; i++) {
      if (line[i] === 0) continue;
      line[i]! /= by;
      filled.push(i);
    }
    for (const [at, other] of this.table.entries()) {
      const factor = other[into]!;
      if (at === out || factor === 0) continue;
      for (const i of filled) other[i]! -= factor * line[i]!;
      other[into] = 0;
    }
    this.basis[out] = into;
  }
}
