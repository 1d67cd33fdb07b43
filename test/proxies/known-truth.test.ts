/**
 * Verdicts on made-up people whose truth is known in closed form. Rates over 200 seeds; of the largest worlds over a few,
 * more with EVENHAND_SEEDS. The bound beside each is what its statistics promise.
 */
import { describe, expect, it } from "vitest";
import { chance, drawWorld, judge, measure, often, pick, trueAuc, type World } from "./world.js";
import { strengthOf } from "../../src/proxies/strength.js";

const SEEDS = 200;
const LARGE = Number(process.env["EVENHAND_SEEDS"] ?? 4);
const over = <T>(judged: (seed: number) => T): T[] =>
  Array.from({ length: LARGE }, (_, index) => judged(index + 1));
const IN = [0.5, 0.3, 0.2];
const OUT = [0.2, 0.3, 0.5];
const flat = (values: number) => (_: number, draw: () => number) => Math.floor(draw() * values);
const telling = (group: number, draw: () => number): number => pick(group === 1 ? IN : OUT, draw);
const even = (): number => 0.3;

const perfect: World = {
  people: 400,
  values: 2,
  value: (group) => group,
  favour: (_, group) => (group === 1 ? 0.3 : 0.6),
};
const noisy: World = {
  people: 2000,
  values: 3,
  value: telling,
  favour: (value, group) => 0.2 + 0.15 * value - 0.05 * group,
};
const ignored: World = { ...noisy, favour: (_, group) => (group === 1 ? 0.3 : 0.5) };
const unrelated: World = { people: 2000, values: 3, value: flat(3), favour: (value) => 0.2 + 0.2 * value };
const nothing: World = { people: 2000, values: 3, value: flat(3), favour: even };
const blanks: World = {
  people: 4000,
  values: 3,
  value: (group, draw) => (group === 1 && draw() < 0.6 ? -1 : Math.floor(draw() * 3)),
  favour: (value) => (value < 0 ? 0.1 : 0.5),
};

describe("planted verdicts over 200 seeds", () => {
  it("a perfect proxy that decisions go along with is a proxy, by another name", () => {
    expect(
      often(SEEDS, (seed) => judge(perfect, seed).reason === "attribute_by_another_name"),
    ).toBeGreaterThan(0.95);
    const { worst } = judge(perfect, 1);
    expect(worst!.auc.value).toBe(1);
    expect(worst!.auc.low).toBeGreaterThan(0.95);
    expect(worst!.auc.low).toBeLessThan(1);
  });

  it("a noisy proxy that decisions follow is a proxy", () => {
    expect(often(SEEDS, (seed) => judge(noisy, seed).verdict === "proxy")).toBeGreaterThan(0.95);
  });

  it("a strong feature that decisions ignore is a latent proxy, but for the false alarms of one test", () => {
    // A decision seems to follow in at most 5% of logs; 200 seeds leave 3.1 points of chance (2 sigma).
    expect(often(SEEDS, (seed) => judge(ignored, seed).verdict === "latent")).toBeGreaterThan(0.919);
  });

  it("a feature that is independent of the group is clear", () => {
    expect(often(SEEDS, (seed) => judge(nothing, seed).verdict === "clear")).toBeGreaterThan(0.95);
  });

  it("a feature that decisions follow but that is unrelated to the group is clear", () => {
    expect(often(SEEDS, (seed) => judge(unrelated, seed).verdict === "clear")).toBeGreaterThan(0.95);
    expect(often(SEEDS, (seed) => judge(unrelated, seed).q_use! <= 0.05)).toBeGreaterThan(0.95);
  });

  it("a feature that is empty for one group only is a proxy, through what it does not say", () => {
    expect(often(SEEDS, (seed) => judge(blanks, seed).verdict === "proxy")).toBeGreaterThan(0.95);
  });

  it("a feature that is unknown where the group is unknown is reported as that, and tells no known group", () => {
    const together: World = {
      ...nothing,
      people: 4000,
      group: (draw) => (draw() < 0.1 ? -1 : draw() < 0.4 ? 1 : 0),
      value: (group, draw) => (group < 0 ? -1 : Math.floor(draw() * 3)),
    };
    const pair = judge(together, 1);
    expect(pair.verdict).toBe("clear");
    expect(pair.missing).toMatchObject({ feature_only: 0, attribute_only: 0, phi: 1, notable: true });
  });
});

describe("false alarms", () => {
  it("a feature without any signal is found strong in no more logs than the level allows", () => {
    const small: World = { ...nothing, people: 200 };
    const found = (world: World) => (seed: number) =>
      ["proxy", "latent"].includes(judge(world, seed).verdict);
    expect(often(SEEDS, found(small))).toBeLessThanOrEqual(0.05);
    expect(
      often(
        SEEDS,
        found({
          ...small,
          decisions: (draw) => Math.ceil(20 * draw()),
          favour: (_, __, bent) => 0.3 + 0.5 * bent,
        }),
      ),
    ).toBeLessThanOrEqual(0.05);
    expect(often(SEEDS, found({ ...small, people: 600, values: 200, value: flat(200) }))).toBeLessThanOrEqual(
      0.05,
    );
  });

  it("decisions that follow nothing are found to follow in about 5% of logs, customers repeated", () => {
    const repeated: World = {
      ...ignored,
      people: 500,
      decisions: (draw) => Math.ceil(20 * draw()),
      favour: (_, group, bent) => 0.3 + 0.1 * group + 0.4 * bent,
    };
    expect(often(SEEDS, (seed) => judge(repeated, seed).q_use! <= 0.05)).toBeLessThanOrEqual(0.081);
  });
});

describe("AUC in closed form", () => {
  const truth = trueAuc(IN, OUT);
  const held = (world: World, wanted: number) => (seed: number) => {
    const { auc } = measure(drawWorld(world, seed)).groups.find((one) => one.group === "g1")!;
    return auc.low! <= wanted && wanted <= auc.high!;
  };

  it("is what the orders of the values say", () => {
    // By hand: P(in > out) + P(tie)/2 with values 2 < 1 < 0 by likelihood ratio: .3*.5 + .5*(.5+.3) + (.2*.5+.3*.3+.5*.2)/2.
    expect(truth).toBeCloseTo(0.15 + 0.4 + 0.145, 12);
  });

  it.each([
    ["one decision a person", noisy],
    [
      "twenty at most, drawn together",
      { ...noisy, people: 800, decisions: (draw: () => number) => Math.ceil(20 * draw()) },
    ],
    [
      "a value that changes with each decision",
      { ...noisy, people: 300, perDecision: true, decisions: (draw: () => number) => Math.ceil(20 * draw()) },
    ],
  ] as const)("lies in 93 to 97% of intervals, give or take chance: %s", (_, world) => {
    // 1000 seeds: 1.4 points of chance either side (2 sigma).
    const rate = often(1000, held(world, truth));
    expect(rate).toBeGreaterThan(0.93 - 0.014);
    expect(rate).toBeLessThan(0.97 + 0.014);
  });

  it("is 0.5 for a feature without signal, inside the interval in 93% of logs or more, give or take chance", () => {
    expect(often(1000, held({ ...nothing, people: 500 }, 0.5))).toBeGreaterThan(0.93 - 0.014);
    expect(
      often(SEEDS, held({ ...nothing, people: 600, values: 200, value: flat(200) }, 0.5)),
    ).toBeGreaterThan(0.9);
  });
});

describe("30,000 zip codes with three people each", () => {
  const zips = 30_000;
  const people = 3 * zips;
  const silent: World = { people, values: zips, folds: 20, value: flat(zips), favour: even };

  it("say nothing where there is nothing, and the interval holds 0.5 as often as it should", () => {
    const all = over((seed) => judge(silent, seed));
    expect(all.filter(({ verdict }) => !["clear", "inconclusive"].includes(verdict))).toEqual([]);
    expect(Math.max(...all.map((one) => one.worst!.auc.value!))).toBeLessThan(0.52);
    // The worst of two groups, each with an interval of its own: it holds the truth in at least 90%, give or take chance.
    const held = all.filter(({ worst }) => worst!.auc.low! <= 0.5 && worst!.auc.high! >= 0.5).length;
    expect(held / LARGE).toBeGreaterThanOrEqual(0.9 - 2 * Math.sqrt((0.9 * 0.1) / LARGE));
  });

  it("are found in every log where they carry the group", () => {
    // Nine in ten of a zip's people are of its own group.
    const carrying: World = {
      ...silent,
      value: (group, draw) => {
        const own = draw() < 0.9 ? group : 1 - group;
        const half = zips / 2;
        return Math.floor(draw() * half) + own * half;
      },
    };
    const all = over((seed) => judge(carrying, seed));
    expect(all.filter(({ verdict }) => !["proxy", "latent"].includes(verdict))).toEqual([]);
    expect(Math.min(...all.map((one) => one.worst!.auc.low!))).toBeGreaterThan(0.7);
  });
});

describe("people who come back a hundred times", () => {
  it("do not make a zip code look telling that is all but their own: by rows it would be", () => {
    const draw = chance(5);
    const homes = Array.from({ length: 900 }, () => Math.floor(draw() * 10_000));
    let next = 0;
    const world: World = {
      people: 900,
      values: 10_000,
      value: () => homes[next++]!,
      decisions: () => 100,
      favour: even,
    };
    const { table, who } = drawWorld(world, 6);
    const byPeople = strengthOf(table, who).groups[0]!.estimate;
    expect(byPeople.low).toBeLessThan(0.5);
    expect(byPeople.value).toBeLessThan(0.6);
    // The naive figure: each row in a fold of its own, as if rows were people. A cell's rows spread evenly over 20 folds.
    const naive = {
      ...table,
      value: repeat(table.value),
      group: repeat(table.group),
      fold: Int32Array.from({ length: 20 * table.n.length }, (_, at) => at % 20),
      n: Float64Array.from({ length: 20 * table.n.length }, (_, at) => table.n[Math.floor(at / 20)]! / 20),
    };
    const byRows = strengthOf(naive, { ...who, people: who.rows }).groups[0]!.estimate;
    expect(byRows.value).toBeGreaterThan(0.98);
  });
});

function repeat(codes: Int32Array): Int32Array {
  return Int32Array.from({ length: 20 * codes.length }, (_, at) => codes[Math.floor(at / 20)]!);
}

describe("the share of a gap that a mix transmits", () => {
  const favour = (value: number, group: number): number => 0.2 + 0.15 * value - 0.1 * group;
  /** Kitagawa's mix over the gap, from the chances themselves. */
  const truth = ((): number => {
    let [inside, outside, mix] = [0, 0, 0];
    for (const value of [0, 1, 2]) {
      inside += IN[value]! * favour(value, 1);
      outside += OUT[value]! * favour(value, 0);
      mix += ((IN[value]! - OUT[value]!) * (favour(value, 1) + favour(value, 0))) / 2;
    }
    return mix / (inside - outside);
  })();

  it("lies in its interval in 93 to 97% of logs, give or take chance", () => {
    const world: World = {
      people: 1500,
      values: 3,
      value: telling,
      favour,
      decisions: (draw) => Math.ceil(6 * draw()),
    };
    const rate = often(1000, (seed) => {
      const [one] = measure(drawWorld(world, seed)).transmissions;
      const share = one!.share;
      return share.low !== null && share.low <= truth && truth <= share.high!;
    });
    expect(rate).toBeGreaterThan(0.93 - 0.014);
    expect(rate).toBeLessThan(0.97 + 0.014);
  });

  it("is not given where the gap is not established, nor where the groups share no value", () => {
    const flatWorld = measure(drawWorld({ people: 300, values: 3, value: telling, favour: even }, 3));
    expect(flatWorld.transmissions[0]!.share).toMatchObject({ value: null, reason: "gap_not_established" });
    const apart = measure(drawWorld(perfect, 3));
    expect(apart.transmissions[0]!.share).toMatchObject({ value: null, reason: "no_overlap" });
  });
});
