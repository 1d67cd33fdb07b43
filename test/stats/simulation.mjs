/**
 * Coverage and false alarms by simulation: customers with several decisions each, drawn from a beta-binomial.
 *
 * The statistics under trial come in as `stats`, so that the test suite can hand in the sources and the benchmark
 * the built package. Seeded: the same settings give the same figures.
 */

/** Mulberry32: a small seeded generator of numbers in [0, 1). */
export function seeded(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Gamma of a shape, by Marsaglia & Tsang 2000. */
function gamma(shape, random) {
  if (shape < 1) return gamma(shape + 1, random) * Math.pow(1 - random(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Binomial by inversion, from the side with the lower chance: about n * p steps. n under a few hundred. */
function binomial(n, p, random) {
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  const odds = p / (1 - p);
  let chance = (1 - p) ** n;
  let left = random();
  let y = 0;
  while (left > chance && y < n) {
    left -= chance;
    y += 1;
    chance *= (odds * (n - y + 1)) / y;
  }
  return y;
}

/** A group's moments: `people` customers with 1 to 2 * rows - 1 decisions each, intraclass correlation `icc`. */
export function drawGroup({ people, rows, icc, rate }, random) {
  const shape = (1 - icc) / icc;
  const m = { units: people, rows: 0, y: 0, d: 0, yy: 0, dd: 0, yd: 0 };
  for (let u = 0; u < people; u += 1) {
    const a = gamma(rate * shape, random);
    const own = a / (a + gamma((1 - rate) * shape, random));
    const n = 1 + Math.floor(random() * (2 * rows - 1));
    const y = binomial(n, own, random);
    m.rows += n;
    m.d += n;
    m.y += y;
    m.yy += y * y;
    m.dd += n * n;
    m.yd += y * n;
  }
  return m;
}

/** What a customer's number of rows does to the variance: 1 + icc (sum n^2 / sum n - 1), n uniform on 1..2m-1. */
export function designEffect({ rows, icc }) {
  const square = rows * rows + (rows * rows - rows) / 3;
  return 1 + icc * (square / rows - 1);
}

/** Effective events (or non-events, whichever are fewer) a group is expected to hold. */
export function effectiveEvents(cell) {
  return (cell.people * cell.rows * Math.min(cell.rate, 1 - cell.rate)) / designEffect(cell);
}

const rejects = (p) => p.some((value) => value !== null && value < 0.05);

const share = (hits, tries) => (tries > 0 ? hits / tries : null);

/**
 * One cell: `groups` groups with the same rate, the first of them the reference (with `reference` people if given),
 * `replications` times. `gap` below 1 gives all but the reference gap * rate, for the coverage of a ratio that is not 1.
 */
export function simulateCell(stats, cell, { groups, replications, seed, reference, gap = 1 }) {
  const random = seeded(seed);
  const count = { rate: 0, rates: 0, ratio: 0, difference: 0, pairs: 0, alarm: 0, thin: 0, all: 0 };
  const family = { reference: 0, best: 0, bestPlainHolm: 0, omnibus: 0, naive: 0 };
  for (let r = 0; r < replications; r += 1) {
    const drawn = Array.from({ length: groups }, (_, g) =>
      drawGroup(
        {
          ...cell,
          people: g === 0 ? (reference ?? cell.people) : cell.people,
          rate: cell.rate * (g ? gap : 1),
        },
        random,
      ),
    );
    const intervals = drawn.map((m) => stats.groupInterval(m, { level: 0.95, proportion: true }));
    for (const [g, interval] of intervals.entries()) {
      const truth = cell.rate * (g ? gap : 1);
      count.all += 1;
      if (interval.thin) count.thin += 1;
      count.rates += 1;
      if (interval.lower <= truth && truth <= interval.upper) count.rate += 1;
      if (g === 0) continue;
      count.pairs += 1;
      const ratio = stats.ratioInterval(interval, intervals[0]);
      if (ratio === null || (ratio.lower <= gap && (ratio.upper === null || gap <= ratio.upper)))
        count.ratio += 1;
      const { lower, upper } = stats.differenceInterval(interval, intervals[0]);
      if (lower <= truth - cell.rate && truth - cell.rate <= upper) count.difference += 1;
    }
    const against = (base) =>
      drawn.flatMap((m, g) =>
        g === base ? [] : [stats.testEquality(m, drawn[base], { proportion: true })?.p ?? null],
      );
    const p = against(0);
    count.alarm += p.filter((value) => value !== null && value < 0.05).length;
    if (rejects(stats.holm(p))) family.reference += 1;
    const rates = drawn.map((m) => m.y / m.d);
    const best = rates.indexOf(Math.max(...rates));
    const toBest = against(best);
    if (rejects(stats.holmAgainstBest(toBest))) family.best += 1;
    if (rejects(stats.holm(toBest))) family.bestPlainHolm += 1;
    const omnibus = stats.testEqualityOfAll(drawn, { proportion: true });
    if (omnibus !== null && omnibus.p < 0.05) family.omnibus += 1;
    const naive = drawn.slice(1).map((m) => stats.pooledZ(m.y, m.d, drawn[0].y, drawn[0].d)?.p ?? null);
    if (rejects(stats.holm(naive))) family.naive += 1;
  }
  return {
    rate: share(count.rate, count.rates),
    ratio: share(count.ratio, count.pairs),
    difference: share(count.difference, count.pairs),
    alarm: share(count.alarm, count.pairs),
    thin: share(count.thin, count.all),
    reference: family.reference / replications,
    best: family.best / replications,
    bestPlainHolm: family.bestPlainHolm / replications,
    omnibus: family.omnibus / replications,
    naive: family.naive / replications,
  };
}

const percent = (value) => (value === null ? "-" : (100 * value).toFixed(1)).padStart(6);

/** The table's first line. */
export const heading =
  "people  rows   icc  rate  ref  gap  events   thin |  rate ratio  diff | false alarms: pair  Holm  best (plain Holm) omnibus | naive Holm";

/** A cell's line of the table. */
export function line(cell, settings, r) {
  const left = [
    cell.people,
    cell.rows,
    cell.icc,
    cell.rate,
    settings.reference ?? cell.people,
    settings.gap ?? 1,
  ];
  const widths = [6, 5, 5, 5, 4, 4];
  const text = left.map((v, i) => String(v).padStart(widths[i])).join(" ");
  const tests =
    (settings.gap ?? 1) === 1
      ? `${percent(r.alarm)}${percent(r.reference)}${percent(r.best)} (${percent(r.bestPlainHolm)})${percent(r.omnibus)} |${percent(r.naive)}`
      : "";
  const events = effectiveEvents(cell).toFixed(1).padStart(7);
  return `${text} ${events} ${percent(r.thin)} |${percent(r.rate)}${percent(r.ratio)}${percent(r.difference)} | ${tests}`;
}
