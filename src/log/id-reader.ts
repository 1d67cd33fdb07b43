import { digest128 } from "./digest.js";
import { type ColumnReader, type RowState } from "./readers.js";

/**
 * The column that names the decision. Ids that come in ascending order cannot repeat, so they cost a
 * comparison; otherwise the engine looks for repeats among 128-bit digests.
 */
export class IdReader implements ColumnReader {
  ascending = true;
  private first: Uint8Array | null = null;
  private previous = new Uint8Array(0);
  private current: Uint8Array = new Uint8Array(0);
  private start = 0;
  private end = 0;

  /** `digests`: where the two int64 halves go, each a pair of words a row; null where ids are only compared. */
  constructor(
    private readonly column: string,
    private readonly digests: { readonly high: Int32Array; readonly low: Int32Array } | null,
    private readonly state: RowState,
  ) {}

  read(bytes: Uint8Array, start: number, end: number, slot: number): void {
    if (end === start) {
      this.state.bad.push({
        column: this.column,
        code: "missing-decision",
        what: "names the decision and is empty here",
        hint: "give every decision an id, or leave log.decision out of the plan",
      });
    }
    this.current = bytes;
    this.start = start;
    this.end = end;
    if (this.digests !== null) digest128(bytes, start, end, this.digests.high, this.digests.low, slot * 2);
  }

  /** The row is used: its id is now the one the next must exceed. */
  commit(): void {
    if (!this.ascending) return;
    const { previous, current, start, end } = this;
    if (!exceeds(current, start, end, previous)) {
      this.ascending = false;
      return;
    }
    if (this.first === null) this.first = current.slice(start, end);
    const length = end - start;
    if (previous.length !== length) this.previous = new Uint8Array(length);
    for (let index = 0; index < length; index++) this.previous[index] = current[start + index]!;
  }

  /** First and last id since the last call, which begins anew; null where no row was used. */
  span(): IdSpan | null {
    const { first, previous } = this;
    this.first = null;
    this.previous = new Uint8Array(0);
    return first === null ? null : { first, last: previous };
  }
}

export interface IdSpan {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
}

/** Whether an id comes after another: by length first, then bytes, so 9 comes before 10 and the order is total. */
export function exceeds(bytes: Uint8Array, start: number, end: number, previous: Uint8Array): boolean {
  const length = end - start;
  let order = length - previous.length;
  for (let index = 0; order === 0 && index < length; index++)
    order = bytes[start + index]! - previous[index]!;
  return order > 0;
}
