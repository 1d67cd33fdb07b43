/** Each group's share of the people whose group is known, and its ratio to the reference population. */
import type { AuditResult, Representation } from "../model.js";
import { type Contradiction, held } from "./held.js";

export function shares({ representation, plan }: AuditResult): readonly Contradiction[] {
  return representation.flatMap((one, at) => {
    const known = knownPeople(one);
    const alone = one.attributes.length === 1;
    const population =
      plan.attributes.find(({ id }) => alone && id === one.attributes[0])?.population ?? null;
    return one.groups.flatMap((group, index) => {
      const place = `representation.${at}.groups.${index}`;
      const { units, share, unknown, expected_share: expected, representation_ratio: ratio } = group;
      const wanted =
        population === null || unknown
          ? null
          : (population.find((other) => other.group === group.group[0])?.share ?? 0);
      return [
        ...held(`${place}.expected_share`, "the plan's reference population", expected, wanted),
        ...(share === null || units === null || known === null
          ? []
          : held(`${place}.share`, "the people whose group is known", share, units / known)),
        ...(share === null || !expected || ratio === null
          ? []
          : held(`${place}.representation_ratio.value`, "both shares", ratio.value, share / expected)),
      ];
    });
  });
}

/** People whose group is known. Where some are withheld, what the first share shown says of them: the others have to agree. */
function knownPeople({ groups }: Representation): number | null {
  const known = groups.filter((one) => !one.unknown);
  if (known.every((one) => one.units !== null)) return known.reduce((sum, one) => sum + one.units!, 0);
  const first = known.find((one) => one.units !== null && one.share !== null && one.share > 0);
  return first === undefined ? null : first.units! / first.share!;
}
