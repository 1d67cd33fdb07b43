import { type Fault, Refusal } from "../refusal.js";

/** Do all of these; where some refuse, refuse with the faults of all at once. */
export function together<T extends Readonly<Record<string, () => unknown>>>(
  steps: T,
): { readonly [K in keyof T]: ReturnType<T[K]> } {
  const faults: Fault[] = [];
  const done = Object.entries(steps).map(([name, step]) => {
    try {
      return [name, step()];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      faults.push(...error.faults);
      return [name, null];
    }
  });
  if (faults.length > 0) throw new Refusal(faults);
  return Object.fromEntries(done) as { [K in keyof T]: ReturnType<T[K]> };
}
