/** Logs that name nobody: each row is put into a fold by what it says, and in which order rows come cannot matter. */
import { expect, it } from "vitest";
import { csvOf, runOnText } from "../oracle/run.js";
import { chance } from "./world.js";

it("a large log without a unit has the same figures of features in any order of its rows", async () => {
  const draw = chance(11);
  // So many different rows that some of them share a key of 31 bits.
  const rows = Array.from({ length: 150_000 }, () => [
    draw() < 0.5 ? "A" : "B",
    draw() < 0.4 ? 1 : 0,
    Math.floor(draw() * 30_000),
    Math.floor(draw() * 1000),
    "xyz"[Math.floor(draw() * 3)]!,
  ]);
  const header = ["race", "offered", "zip", "branch", "device"];
  const plan = { log: {}, attributes: ["race"], metrics: { offered: "offered" } };
  const [one, other] = [
    await runOnText(plan, csvOf(header, rows)),
    await runOnText(plan, csvOf(header, rows.toReversed())),
  ];
  expect(other.proxies!.pairs).toEqual(one.proxies!.pairs);
}, 60_000);
