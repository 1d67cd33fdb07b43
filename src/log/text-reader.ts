import { copyInto, Dictionary } from "./dictionary.js";
import {
  BAD,
  type BadValue,
  type ColumnReader,
  decoder,
  MISSING,
  type RowState,
  type View,
} from "./readers.js";

/** A column read by its distinct texts: each is understood once, and then only looked up. */
export class TextReader implements ColumnReader {
  private readonly dictionary = new Dictionary();
  private readonly lanes: readonly Lane[];
  private readonly badValues = new Map<number, BadValue>();
  private known = 0;
  /** Codes, from 1, of texts of one byte: yes/no columns are mostly these, and need no hashing. */
  private readonly single = new Int32Array(256);

  constructor(
    private readonly views: readonly View[],
    private readonly state: RowState,
  ) {
    this.lanes = views.map((view) => new Lane(view));
  }

  read(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): void {
    let code: number;
    if (end - start === 1) {
      code = this.single[bytes[start]!]! - 1;
      if (code < 0) {
        code = this.dictionary.code(bytes, start, end, hash);
        this.single[bytes[start]!] = code + 1;
      }
    } else code = this.dictionary.code(bytes, start, end, hash);
    if (code >= this.known) this.learn(code);
    const { lanes } = this;
    for (let index = 0; index < lanes.length; index++) {
      const lane = lanes[index]!;
      const value = lane.map[code]!;
      if (lane.bytes !== null) lane.bytes[slot] = value;
      else if (lane.words !== null) lane.words[slot] = value;
      if (value < MISSING) this.state.bad.push(this.badValues.get(code * lanes.length + index)!);
      else if (lane.drop !== 0 && value !== 1) this.state.drop |= lane.drop;
    }
  }

  private learn(code: number): void {
    const text = decoder.decode(this.dictionary.bytes(code));
    for (let index = 0; index < this.views.length; index++) {
      const lane = this.lanes[index]!;
      if (code >= lane.map.length) lane.map = copyInto(new Int32Array(lane.map.length * 2), lane.map);
      const value = this.views[index]!.interpret(text);
      if (typeof value === "number") lane.map[code] = value;
      else {
        lane.map[code] = BAD;
        this.badValues.set(code * this.views.length + index, value);
      }
    }
    this.known = code + 1;
  }
}

/** A view as the inner loop wants it: one shape for all, and each typed array under its own name. */
class Lane {
  map = new Int32Array(256);
  readonly bytes: Int8Array | null;
  readonly words: Int16Array | null;
  readonly drop: number;

  constructor(view: View) {
    this.bytes = view.target instanceof Int8Array ? view.target : null;
    this.words = view.target instanceof Int16Array ? view.target : null;
    this.drop = view.dropUnlessOne;
  }
}
