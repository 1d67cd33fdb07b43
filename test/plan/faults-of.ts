import { loadPlan } from "../../src/plan/load.js";
import { type Fault, Refusal } from "../../src/refusal.js";

/** The faults of a text, none when it is a plan; fails with what is no refusal. */
export function refusalOf(text: string): readonly Fault[] {
  try {
    loadPlan(text, "plan.yaml");
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.faults;
    throw error;
  }
}

/** The faults of a plan that has some. */
export function faultsOf(text: string): readonly Fault[] {
  const faults = refusalOf(text);
  if (faults.length === 0) throw new Error("the plan was taken");
  return faults;
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
