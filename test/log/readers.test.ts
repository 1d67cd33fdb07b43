import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Grid, gridOf } from "../../src/log/findings.js";
import { IdReader } from "../../src/log/id-reader.js";
import { NumberReader, type NumberRule } from "../../src/log/number-reader.js";
import { FILTERED, MISSING, NO_UNIT, OUT_OF_PERIOD, RowState } from "../../src/log/readers.js";
import { TextReader } from "../../src/log/text-reader.js";
import { TimeReader } from "../../src/log/time-reader.js";
import { UnitReader } from "../../src/log/unit-reader.js";
import { dayNumber, readTime } from "../../src/log/values.js";
import { loaded, planOf } from "./reading.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Hand a reader one field, in the middle of other bytes. */
function hand(
  reader: { read(b: Uint8Array, s: number, e: number, slot: number): void },
  text: string,
  slot = 0,
): void {
  const bytes = bytesOf(`9${text}9`);
  reader.read(bytes, 1, bytes.length - 1, slot);
}

const RULE: NumberRule = {
  column: "n",
  range: null,
  count: false,
  isMissing: (text) => text === "",
  missingNumbers: false,
  transform: null,
  transformHint: "",
};

function numbers(
  texts: readonly string[],
  rule: Partial<NumberRule> = {},
): { values: number[]; reader: NumberReader; bad: string[] } {
  const target = new Float64Array(texts.length);
  const state = new RowState();
  const reader = new NumberReader(target, { ...RULE, ...rule }, state);
  texts.forEach((text, slot) => hand(reader, text, slot));
  return { values: [...target], reader, bad: state.bad.map((one) => one.code) };
}

/** A decimal as people write it: sign, digits, point, digits, exponent. */
const decimal = fc
  .tuple(
    fc.constantFrom("", "", "", "-", "+"),
    fc.stringMatching(/^\d{0,18}$/),
    fc.option(fc.stringMatching(/^\d{0,18}$/)),
    fc.option(fc.integer({ min: -30, max: 30 }), { freq: 5 }),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      `${sign}${whole}${fraction === null ? "" : `.${fraction}`}${exponent === null ? "" : `e${exponent}`}`,
  )
  .filter((text) => /\d/.test(text.replace(/e.*/, "")));

/** 1234 with two places is 12.34. */
function pointed(digits: number, places: number): string {
  const text = Math.abs(digits)
    .toString()
    .padStart(places + 1, "0");
  const at = text.length - places;
  return `${digits < 0 ? "-" : ""}${text.slice(0, at)}${places === 0 ? "" : "."}${text.slice(at)}`;
}

const gridFor = ({ largest, decimals }: NumberReader, rows: number): Grid =>
  gridOf({ name: "n", largest, decimals }, rows);

const isMissing = (text: string): boolean => ["", "999", "n/a"].includes(text);

describe("a column of numbers", () => {
  it("holds each number as JavaScript reads its text, to the last bit", () => {
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1 }), (texts) => {
        expect(numbers(texts).values).toEqual(texts.map(Number));
      }),
      { numRuns: 1000 },
    );
  });

  it("lies on a grid of whole numbers that loses nothing, wherever it says so", () => {
    const price = fc.tuple(fc.integer({ min: -5_000_000, max: 5_000_000 }), fc.integer({ min: 0, max: 4 }));
    fc.assert(
      fc.property(fc.array(price, { minLength: 1 }), (prices) => {
        const { values, reader } = numbers(prices.map(([digits, places]) => pointed(digits, places)));
        const grid = gridFor(reader, prices.length);
        const most = Math.max(...prices.map(([, places]) => places));
        expect(grid).toMatchObject({ scale: 10 ** most, exact: true });
        // In whole numbers, so that no rounding of the test's own can hide one.
        prices.forEach(([digits, places], index) => {
          expect(Math.round(values[index]! * grid.scale) + 0).toBe(digits * 10 ** (most - places) + 0);
        });
      }),
    );
  });

  it("whose numbers are too long for such a grid lies on a power of two, as fine as a double can use", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e100, max: 1e100 }), (value) => {
        const { reader } = numbers([String(value)]);
        const { scale, exact } = gridFor(reader, 1);
        expect(Number.isFinite(scale) && scale > 0).toBe(true);
        expect(Math.abs(Math.round(value * scale))).toBeLessThanOrEqual(2 ** 53);
        if (exact) return;
        expect(Number.isInteger(Math.log2(scale))).toBe(true);
        expect(Math.abs(Math.round(value * scale) / scale - value)).toBeLessThanOrEqual(
          Math.max(Math.abs(value) * 2 ** -50, 2 ** -61),
        );
      }),
    );
  });

  it("refuses a number so large that sums of squares would leave what numbers can be", () => {
    expect(numbers(["1e100", "1.1e100", "-2e100"]).bad).toEqual(["out-of-range", "out-of-range"]);
  });

  it("refuses what is no plain number, and lets nothing of it in", () => {
    const { values, bad } = numbers(["1,5", "NaN", "0x1", "."]);
    expect(values).toEqual([NaN, NaN, NaN, NaN]);
    expect(bad).toEqual(["not-a-number", "not-a-number", "not-a-number", "not-a-number"]);
  });

  it("may be padded, and is missing where the plan says so, in digits too", () => {
    const { values, bad } = numbers([" 5\t", "", "n/a", "999", " 999", "9"], {
      isMissing,
      missingNumbers: true,
    });
    expect(values).toEqual([5, NaN, NaN, NaN, NaN, 9]);
    expect(bad).toEqual([]);
  });

  it("of counts holds whole numbers from 0 up", () => {
    expect(numbers(["0", "7", "1e3", "7.0"], { count: true }).values).toEqual([0, 7, 1000, 7]);
    expect(numbers(["-1", "1.5", "9007199254740993"], { count: true }).bad).toEqual([
      "not-a-count",
      "not-a-count",
      "not-a-count",
    ]);
  });

  it("keeps to its range, both ends included", () => {
    const { values, bad } = numbers(["0", "1", "1.0001", "-0.1"], { range: [0, 1] });
    expect(values).toEqual([0, 1, NaN, NaN]);
    expect(bad).toEqual(["out-of-range", "out-of-range"]);
  });

  it("may be changed on the way in, and is refused where it cannot be", () => {
    const { values, bad, reader } = numbers(["1", "3", "0"], {
      transform: (rank) => (rank >= 1 ? 1 / rank : null),
    });
    expect(values).toEqual([1, 1 / 3, NaN]);
    expect(bad).toEqual(["out-of-domain"]);
    expect(gridFor(reader, 3).exact).toBe(false);
  });

  it("spelled as missing in the plan is missing in the log, and so are yes and no", async () => {
    const plan = planOf(
      "log: {unit: person, missing: ['999', N]}\nattributes: [gender]\nmetrics: {spent: {kind: mean, numerator: amount}, shown_rate: shown}\nsettings: {disclosure_floor: 1, minimum_units: 2}",
    );
    const log = await loaded("log.csv", "person,gender,amount,shown\na,f,999,Y\nb,m,5.25,N\n", plan);
    expect([...log.grids.values()]).toMatchObject([{ scale: 100, exact: true }]);
  });
});

function keysOf(
  ids: readonly string[],
  missing: readonly string[] = [],
): { keys: string[]; wide: boolean; drops: number[] } {
  const low = new Int32Array(2 * ids.length);
  const high = new Int32Array(2 * ids.length);
  const state = new RowState();
  const reader = new UnitReader(low, high, new Set(missing), state);
  const drops = ids.map((id, slot) => {
    state.reset();
    hand(reader, id, slot);
    return state.drop;
  });
  const keys = ids.map((_, slot) =>
    [low[2 * slot], low[2 * slot + 1], high[2 * slot], high[2 * slot + 1]].join(),
  );
  return { keys, wide: reader.wide, drops };
}

describe("a column of units", () => {
  const plain = fc.string({ unit: fc.constantFrom(..."0123456789abzABZ-_"), minLength: 1, maxLength: 20 });
  const odd = fc.string({ unit: fc.constantFrom(..."01aA-_ .:@/éß漢😀"), minLength: 1, maxLength: 18 });
  const prefixes = plain.map((id) =>
    Array.from({ length: id.length }, (_, length) => id.slice(0, length + 1)),
  );

  it("has one key an id: the same for the same bytes, another for any other", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(plain, odd, fc.uuid()), { maxLength: 60 }), prefixes, (ids, more) => {
        const all = [...ids, ...more];
        const { keys } = keysOf(all);
        const byId = new Map(all.map((id, index) => [id, keys[index]]));
        expect(all.map((id) => byId.get(id))).toEqual(keys);
        expect(new Set(byId.values()).size).toBe(byId.size);
      }),
      { numRuns: 400 },
    );
  });

  it("keeps ids apart whose bytes differ in one place, at every length to 40", () => {
    for (const letter of ["0", "a", "_", "é", " "]) {
      const ids = [];
      for (let length = 1; length <= 40; length++) {
        for (let at = 0; at < length; at++)
          ids.push(`${letter.repeat(at)}7${letter.repeat(length - at - 1)}`);
      }
      expect(new Set(keysOf(ids).keys).size).toBe(new Set(ids).size);
    }
  });

  it("keeps all pairs of plain characters apart, in the first place and the last", () => {
    const letters = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"];
    const ids = letters.flatMap((one) => letters.flatMap((two) => [one + two, `${one}12345678${two}`]));
    expect(new Set(keysOf(ids).keys).size).toBe(ids.length);
  });

  it("needs one half of the key for ids of up to ten plain characters, and both from there", () => {
    expect(keysOf(["Customer_1", "0-zZ"]).wide).toBe(false);
    expect(keysOf(["Customer_01"]).wide).toBe(true);
    expect(keysOf(["a b"]).wide).toBe(true);
  });

  it("never mistakes a short id for a long one: 10 and 11, 15 and 16 bytes, alike as they are", () => {
    const ids = [9, 10, 11, 15, 16, 17].flatMap((length) =>
      ["0", "A", "\u0001"].map((letter) => letter.repeat(length)),
    );
    expect(new Set(keysOf(ids).keys).size).toBe(ids.length);
  });

  it("takes 7, 07, 7.0 and 1E5 for four people", () => {
    expect(new Set(keysOf(["7", "07", "7.0", "1E5"]).keys).size).toBe(4);
  });

  it("drops a row whose unit is blank or spelled as missing, and no other", () => {
    expect(keysOf(["", "  ", "\t", "NA", " NA ", "NAN", "0"], ["NA"]).drops).toEqual([
      NO_UNIT,
      NO_UNIT,
      NO_UNIT,
      NO_UNIT,
      NO_UNIT,
      0,
      0,
    ]);
  });
});

function daysOf(
  texts: readonly string[],
  period: { first: number; last: number } | null = null,
): { days: (number | string)[]; drops: number[] } {
  const target = new Int32Array(texts.length);
  const state = new RowState();
  const reader = new TimeReader(target, "at", period, state);
  const drops: number[] = [];
  const days = texts.map((text, slot) => {
    state.reset();
    hand(reader, text, slot);
    drops.push(state.drop);
    return state.bad[0]?.code ?? target[slot]!;
  });
  return { days, drops };
}

const twoDigits = (most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, "0"));

describe("a column of times", () => {
  it("reads every time as the slow way does, whatever stood in the row before", () => {
    const day = fc
      .tuple(fc.constantFrom("2025", "2026", "2024", "0050", "1900"), twoDigits(26), twoDigits(45))
      .map((parts) => parts.join("-"));
    const clock = fc
      .tuple(fc.constantFrom("T", " ", "t", "x"), twoDigits(25), twoDigits(61), twoDigits(62))
      .map(([sign, ...parts]) => sign + parts.join(":"));
    const column = fc.oneof(
      fc.array(day, { minLength: 2, maxLength: 40 }),
      fc.array(
        fc.tuple(day, clock).map((parts) => parts.join("")),
        { minLength: 2, maxLength: 40 },
      ),
      fc.array(
        fc.tuple(day, clock, fc.constantFrom("Z", "z", "A")).map((parts) => parts.join("")),
        { minLength: 2, maxLength: 40 },
      ),
    );
    fc.assert(
      fc.property(column, fc.constantFrom(0, 10, 19, 20), (texts, first) => {
        const seed = { 0: [], 10: ["2026-01-05"], 19: ["2026-01-05T00:00:00"], 20: ["2026-01-05T00:00:00Z"] }[
          first
        ]!;
        const all = [...seed, ...texts];
        const form = all.map((text) => readTime(text)).find((time) => time !== null)?.form;
        const wanted = all.map((text) => {
          const time = readTime(text);
          return time === null ? "not-a-time" : time.form === form ? time.day : "mixed-times";
        });
        expect(daysOf(all).days).toEqual(wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it("takes no day that does not exist, not even after one that it could be mistaken for", () => {
    expect(daysOf(["2026-01-05", "2025-14-05"]).days[1]).toBe("not-a-time");
    expect(daysOf(["2026-03-05", "2026-02-37"]).days[1]).toBe("not-a-time");
  });

  it("keeps to one form, and says so of the first that differs", () => {
    expect(daysOf(["2026-01-05", "2026-01-05T00:00:00", ""]).days).toEqual([
      dayNumber(2026, 1, 5),
      "mixed-times",
      "missing-time",
    ]);
  });

  it("leaves out rows outside the period, whose first and last day are in it", () => {
    const period = { first: dayNumber(2026, 1, 1)!, last: dayNumber(2026, 1, 31)! };
    const { drops } = daysOf(["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"], period);
    expect(drops).toEqual([OUT_OF_PERIOD, 0, 0, OUT_OF_PERIOD]);
  });
});

function ascending(ids: readonly string[]): boolean {
  const reader = new IdReader("id", null, new RowState());
  for (const id of ids) {
    hand(reader, id);
    reader.commit();
  }
  return reader.ascending;
}

const order = (text: string): string =>
  String(bytesOf(text).length).padStart(3, "0") + Buffer.from(text).toString("hex");

describe("a column of decision ids", () => {
  it("ascends by length, then by bytes: 9 before 10, a9 before b1", () => {
    expect(ascending(["9", "10", "11", "a9", "b1", "aaa"])).toBe(true);
    expect(ascending(["10", "9"])).toBe(false);
    expect(ascending(["b", "a"])).toBe(false);
  });

  it("does not ascend where an id repeats, next to itself or far from it", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        (ids, at) => {
          const sorted = ids.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
          expect(ascending(sorted)).toBe(true);
          expect(ascending([...sorted, sorted[at % sorted.length]!])).toBe(false);
        },
      ),
    );
  });

  it("holds rows that are used against one another, not those left out", () => {
    const reader = new IdReader("id", null, new RowState());
    for (const [id, used] of [
      ["5", true],
      ["3", false],
      ["6", true],
    ] as const) {
      hand(reader, id);
      if (used) reader.commit();
    }
    expect(reader.ascending).toBe(true);
  });

  it("is at fault where an id is empty", () => {
    const state = new RowState();
    hand(new IdReader("id", null, state), "");
    expect(state.bad.map((one) => one.code)).toEqual(["missing-decision"]);
  });
});

describe("a column of texts", () => {
  it("asks what a text means once, and serves several uses at a time", () => {
    const state = new RowState();
    const [one, two] = [new Int8Array(4), new Int16Array(4)];
    const asked: string[] = [];
    const views = [
      {
        target: one,
        dropUnlessOne: 0,
        interpret: (text: string) => (asked.push(text), text === "" ? MISSING : text.length),
      },
      { target: two, dropUnlessOne: FILTERED, interpret: (text: string) => (text === "yes" ? 1 : 0) },
    ];
    const reader = new TextReader(views, state);
    const drops = ["yes", "n", "", "yes"].map((text, slot) => {
      state.reset();
      hand(reader, text, slot);
      return state.drop;
    });
    expect(asked).toEqual(["yes", "n", ""]);
    expect([...one]).toEqual([3, 1, -1, 3]);
    expect([...two]).toEqual([1, 0, 0, 1]);
    expect(drops).toEqual([0, FILTERED, FILTERED, 0]);
  });

  it("knows more texts than its table began with", () => {
    const state = new RowState();
    const target = new Int16Array(1);
    const reader = new TextReader([{ target, dropUnlessOne: 0, interpret: Number }], state);
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 3000; index++) {
        hand(reader, String(index));
        expect(target[0]).toBe(index);
      }
    }
  });

  it("says of each bad text what is wrong, in every row it stands in", () => {
    const state = new RowState();
    const bad = { column: "c", code: "odd", what: "", hint: "" };
    const reader = new TextReader(
      [{ target: null, dropUnlessOne: 0, interpret: (text) => (text === "x" ? bad : 1) }],
      state,
    );
    const found = ["x", "y", "x"].map((text) => {
      state.reset();
      hand(reader, text);
      return state.bad.length;
    });
    expect(found).toEqual([1, 0, 1]);
  });
});
