import type { Comparator, CrossMoments, Direction, Evidence, Moments, Plan } from "../model.js";
import { crossWithWhole } from "../stats/ratio-estimate.js";

/** What a group is compared with: its sums, and what the two have in common. */
export interface Against {
  /** Group names, or null for rest and overall. */
  readonly group: readonly string[] | null;
  /** Position of the group in the family, or null. */
  readonly position: number | null;
  readonly moments: (position: number) => Moments;
  /** Sums over units on both sides; null where there are none. */
  readonly cross: (position: number) => CrossMoments | null;
  /** What the test of equality is made against where that is not this: a group equals everybody when it equals the rest. */
  readonly tested?: Against;
}

/** Positions of the groups that may be judged: known, shown, with a rate, and with the people the plan asks for. */
export function eligibleGroups(evidence: Evidence, plan: Plan): number[] {
  return evidence.family.groups.flatMap((group, position) =>
    !group.unknown &&
    group.disclosure === "shown" &&
    group.rate.value !== null &&
    evidence.moments[position]!.units >= plan.settings.minimum_units
      ? [position]
      : [],
  );
}

/** Find the comparator of a family, or null where none can serve. A group too small to be judged never does. */
export function findComparator(
  kind: Comparator,
  evidence: Evidence,
  eligible: readonly number[],
  direction: Direction,
  plan: Plan,
): Against | null {
  if (kind === "rest" || kind === "overall") {
    // Against one group's own rest, all of it withheld, every figure would give the withheld away.
    const shown = known(evidence).filter(
      (position) => evidence.family.groups[position]!.disclosure === "shown",
    );
    return eligible.length === 0 || shown.length < 2 ? null : everybody(kind, evidence);
  }
  const position =
    kind === "best"
      ? bestGroup(evidence, eligible, direction, plan)
      : referenceGroup(evidence, eligible, plan);
  if (position === null) return null;
  return {
    group: evidence.family.groups[position]!.group,
    position,
    moments: () => evidence.moments[position]!,
    cross: (other) => evidence.cross(other, position),
  };
}

/**
 * The group with the highest rate (lowest, where a high rate is bad for the person) among those with enough of
 * all people. Thin groups serve only where all are thin. Ties go to the name first in code-unit order.
 */
function bestGroup(
  evidence: Evidence,
  eligible: readonly number[],
  direction: Direction,
  plan: Plan,
): number | null {
  const { groups } = evidence.family;
  const people = known(evidence).reduce((sum, position) => sum + evidence.moments[position]!.units, 0);
  const large = eligible.filter(
    (position) => evidence.moments[position]!.units >= plan.settings.comparator_share * people,
  );
  // A ratio's denominator leans on events; a group thin because nearly everybody had the event has plenty.
  const sure = large.filter((position) => !groups[position]!.thin || groups[position]!.rate.value! > 0.5);
  const sign = direction === "unfavourable" ? -1 : 1;
  let best: number | null = null;
  for (const position of sure.length > 0 ? sure : large) {
    const rate = sign * groups[position]!.rate.value!;
    if (best === null || rate > sign * groups[best]!.rate.value!) best = position;
  }
  return best;
}

function referenceGroup(evidence: Evidence, eligible: readonly number[], plan: Plan): number | null {
  const names = evidence.family.attributes.map(
    (id) => plan.attributes.find((attribute) => attribute.id === id)!.reference,
  );
  const found = eligible.find((position) =>
    evidence.family.groups[position]!.group.every((name, index) => name === names[index]),
  );
  return found ?? null;
}

/** Positions of the groups of people whose attribute is known, small ones included. */
function known(evidence: Evidence): number[] {
  return evidence.family.groups.flatMap((group, position) => (group.unknown ? [] : [position]));
}

/**
 * Everybody known, or everybody but the group. A unit in several groups is merged: its square is that of
 * its sum, which the cross sums give back.
 */
function everybody(kind: "rest" | "overall", evidence: Evidence): Against {
  const members = (position: number): number[] =>
    known(evidence).filter((other) => kind === "overall" || other !== position);
  return {
    ...(kind === "overall" ? { tested: everybody("rest", evidence) } : {}),
    group: null,
    position: null,
    moments: (position) => mergeGroups(evidence, members(position)),
    cross: (position) => {
      const own =
        kind === "overall" ? crossWithWhole(evidence.moments[position]!) : { yy: 0, yd: 0, dy: 0, dd: 0 };
      let shared = kind === "overall" ? evidence.moments[position]!.units : 0;
      let sum = own;
      let any = kind === "overall";
      for (const other of members(position)) {
        const cross = other === position ? null : evidence.cross(position, other);
        if (cross === null) continue;
        any = true;
        shared += cross.units;
        sum = { yy: sum.yy + cross.yy, yd: sum.yd + cross.yd, dy: sum.dy + cross.dy, dd: sum.dd + cross.dd };
      }
      // Who is in several of the others is one person in both all the same.
      return any ? { units: Math.min(shared, evidence.moments[position]!.units), ...sum } : null;
    },
  };
}

/** The moments of several groups as one, units in two of them counted once. */
export function mergeGroups(evidence: Evidence, positions: readonly number[]): Moments {
  const sum = { units: 0, rows: 0, y: 0, d: 0, yy: 0, dd: 0, yd: 0 };
  for (const [index, position] of positions.entries()) {
    const one = evidence.moments[position]!;
    for (const key of ["units", "rows", "y", "d", "yy", "dd", "yd"] as const) sum[key] += one[key];
    for (const other of positions.slice(index + 1)) {
      const cross = evidence.cross(position, other);
      if (cross === null) continue;
      // Units in three groups and more are taken off too often; a unit count is never let below the largest group's.
      sum.units -= cross.units;
      sum.yy += 2 * cross.yy;
      sum.dd += 2 * cross.dd;
      sum.yd += cross.yd + cross.dy;
    }
  }
  const largest = Math.max(0, ...positions.map((position) => evidence.moments[position]!.units));
  const units = Math.max(sum.units, largest);
  // A person in two of the groups is one person all the same.
  return evidence.onePerUnit ? { ...sum, units, d: units, dd: units, yd: sum.y } : { ...sum, units };
}
