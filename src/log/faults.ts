import { type Fault, Refusal } from "../refusal.js";

/** Most places shown for one kind of fault in one column; the rest are counted. */
const SHOWN = 3;

interface Tally {
  readonly first: Fault;
  readonly lines: number[];
  count: number;
}

/**
 * Gathers what is wrong with a log while reading goes on, so that all of it can be said at once.
 * Faults of one kind in one column are one message with its first lines and a count.
 */
export class FaultTally {
  private readonly tallies = new Map<string, Tally>();
  /** Rows that broke the shape of the table; reading stops when there are too many. */
  structural = 0;
  private readonly numberedByRow = new Set<string>();

  /** From now on the places in this file are rows, not lines: it has no lines that a reader could look up. */
  countRowsOf(file: string): void {
    this.numberedByRow.add(file);
  }

  get any(): boolean {
    return this.tallies.size > 0;
  }

  add(one: Fault): void {
    const key = JSON.stringify([one.code, one.file, one.column, one.line === null ? one.what : null]);
    const tally = this.tallies.get(key);
    if (tally === undefined) {
      this.tallies.set(key, { first: one, lines: one.line === null ? [] : [one.line], count: 1 });
      return;
    }
    tally.count++;
    if (one.line !== null && tally.lines.length < SHOWN && !tally.lines.includes(one.line))
      tally.lines.push(one.line);
  }

  addStructural(one: Fault): void {
    this.structural++;
    this.add(one);
  }

  /** Add to what is said of a column. */
  amend(code: string, column: string, more: string): void {
    for (const [key, tally] of this.tallies) {
      const { first } = tally;
      if (first.code !== code || first.column !== column) continue;
      this.tallies.set(key, { ...tally, first: { ...first, what: first.what + more } });
    }
  }

  faults(): Fault[] {
    return [...this.tallies.values()].map(({ first, lines, count }) => {
      const byRow = first.line !== null && first.file !== null && this.numberedByRow.has(first.file);
      const word = byRow ? "row" : "line";
      const others = lines.slice(1);
      const where =
        others.length === 0 ? "" : `, next at ${word}${others.length > 1 ? "s" : ""} ${others.join(" and ")}`;
      const what =
        first.what +
        (byRow ? ` in row ${first.line}` : "") +
        (count === 1 ? "" : ` (${count} rows in all${where})`);
      return { ...first, what, line: byRow ? null : first.line };
    });
  }

  /** Refuse if anything is wrong. */
  check(): void {
    if (this.any) throw new Refusal(this.faults());
  }
}
