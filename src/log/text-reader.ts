import { copyInto } from "./dictionary.js";
import {
  BAD,
  type BadValue,
  type ColumnReader,
  decoder,
  type Fields,
  MISSING,
  type RowState,
  type View,
} from "./readers.js";
import { TextCodes } from "./text-codes.js";

/** A column read by its distinct texts: each is understood once, and then only looked up. */
export class TextReader implements ColumnReader {
  private readonly texts = new TextCodes();
  private readonly lanes: readonly Lane[];
  private readonly badValues = new Map<number, BadValue>();
  private known = 0;
  readonly readFields: ((fields: Fields) => void) | undefined;

  constructor(
    private readonly views: readonly View[],
    private readonly state: RowState,
  ) {
    this.lanes = views.map((view) => new Lane(view));
    this.readFields = this.lanes.some((lane) => lane.drop !== 0)
      ? undefined
      : (fields) => this.readMany(fields);
  }

  read(bytes: Uint8Array, start: number, end: number, slot: number): void {
    const code = this.codeOf(bytes, start, end);
    const { lanes } = this;
    for (let index = 0; index < lanes.length; index++) {
      const lane = lanes[index]!;
      const value = lane.map[code]!;
      if (lane.target !== null) lane.target[slot] = value;
      if (value < MISSING) this.state.bad.push(this.badValues.get(code * lanes.length + index)!);
      else if (lane.drop !== 0 && value !== 1) this.state.drop |= lane.drop;
    }
  }

  private readMany(fields: Fields): void {
    const { lanes } = this;
    const { from, to } = fields;
    const codes = this.texts.codesOf(fields);
    // Codes count on from those before: the next unknown one is the next to learn.
    while (this.known < this.texts.size) this.learn(this.known);
    for (let index = 0; index < lanes.length; index++) {
      const { map, target } = lanes[index]!;
      let least = 0;
      for (let slot = from; slot < to; slot++) {
        const value = map[codes[slot]!]!;
        if (target !== null) target[slot] = value;
        if (value < least) least = value;
      }
      // Whoever reads in this way wants to know that something is wrong, not what.
      if (least < MISSING) this.state.bad.push(this.badValues.values().next().value!);
    }
  }

  /** The code of a field's text, which is learnt where it is new. */
  private codeOf(bytes: Uint8Array, start: number, end: number): number {
    const code = this.texts.code(bytes, start, end);
    if (code >= this.known) this.learn(code);
    return code;
  }

  private learn(code: number): void {
    const text = decoder.decode(this.texts.bytes(code));
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

/** A view as the inner loop wants it. */
class Lane {
  map = new Int32Array(256);
  readonly target: View["target"];
  readonly drop: number;

  constructor(view: View) {
    this.target = view.target;
    this.drop = view.dropUnlessOne;
  }
}
