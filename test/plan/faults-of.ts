import { loadPlan } from "../../src/plan/load.js";
import { type Fault, Refusal } from "../../src/refusal.js";

/** The faults of a plan; fails when there are none, or when it fails in any other way than by a refusal. */
export function faultsOf(text: string): readonly Fault[] {
  try {
    loadPlan(text, "plan.yaml");
  } catch (error) {
    if (error instanceof Refusal) return error.faults;
    throw error;
  }
  throw new Error("the plan was taken");
}

/** As a reader would see them: place, code, what and hint. */
export function printed(text: string): readonly string[] {
  return faultsOf(text).map(({ line, position, code, what, hint }) => {
    return `${line}:${position} ${code}: ${what}${hint === null ? "" : `, ${hint}`}`;
  });
}

/** A plan without faults, to which a test adds what it is about. */
export const SOUND = `evenhand: 1
attributes: [gender, region]
metrics: {offered: offered, clicked: clicked}
`;
