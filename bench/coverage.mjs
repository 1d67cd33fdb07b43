/**
 * Coverage of the intervals and false alarms of the tests, over a grid of logs with repeated customers.
 *
 *   npm run build && node bench/coverage.mjs [replications = 2000]
 *
 * Nominal: intervals 95%, false alarms 5%. Beside them, what an analysis that takes every row for a person would do.
 */
import { performance } from "node:perf_hooks";
import { heading, line, simulateCell } from "../test/stats/simulation.mjs";

const names = [
  "group-interval",
  "ratio-interval",
  "difference",
  "equality-test",
  "multiplicity",
  "two-proportion",
];
const parts = await Promise.all(names.map((name) => import(`../dist/stats/${name}.js`)));
const stats = Object.assign({}, ...parts);
const replications = Number(process.argv[2] ?? 2000);
const start = performance.now();

console.log(heading);
let seed = 1;
for (const variant of [{}, { reference: 300 }, { gap: 0.8 }]) {
  for (const people of variant.reference ? [30, 100] : [30, 100, 300]) {
    for (const rows of [2, 10, 50]) {
      for (const icc of [0.05, 0.3]) {
        for (const rate of [0.05, 0.2, 0.6]) {
          const cell = { people, rows, icc, rate };
          const settings = { groups: 5, replications, seed: (seed += 1), ...variant };
          console.log(line(cell, settings, simulateCell(stats, cell, settings)));
        }
      }
    }
  }
}
const error = (100 * Math.sqrt(0.05 * 0.95)) / Math.sqrt(replications);
console.log(
  `\n${replications} replications of 5 groups a line; standard error of a Holm false-alarm rate of 5%: `,
);
console.log(`${error.toFixed(2)} points; of a rate's coverage ${(error / Math.sqrt(5)).toFixed(2)} points.`);
console.log(`${((performance.now() - start) / 1000).toFixed(0)} s`);
