import type {
  AuditResult,
  ContactTable,
  Family,
  Finding,
  MedianReport,
  MedianSide,
  MetricPlan,
  QualityNote,
  Representation,
  WaiverReport,
} from "../model.js";
import { sealed } from "../seal/digest.js";
import { type Decision, decide, type DecideOptions } from "./decide.js";
import { hiddenTests, publicFamily, publicFinding, publicMixed, sortFindings } from "./families.js";
import { publicProxies } from "./proxies.js";
import { isFew } from "./sums.js";
import { keyOf } from "./tables.js";
import { isInScope, scopeHolds } from "./wider.js";

/** Cells with fewer people than this are withheld, unless told otherwise. */
export const MINIMUM = 11;

/**
 * Turn a private result into one that may be made public. Withheld are the figures of groups behind which, on some count, fewer
 * than `minimum` people stand, and of as many others as it takes that nobody can work them out from what is left. Every figure
 * that stays is exact, verdicts and the gate are as they were, and what is withheld is null. The plan's own disclosure floor
 * counts where it is higher.
 */
export function publish(
  result: AuditResult,
  minimum: number = MINIMUM,
  options: DecideOptions = { complementary: true },
): AuditResult {
  const decision = decide(result, Math.max(minimum, result.plan.settings.disclosure_floor), options);
  const { sha256: _private, ...rest } = result;
  const families = result.families.map((family) => publicFamily(family, decision));
  const known = {
    hidden: hiddenTests(result.findings, decision),
    mixed: new Set(result.families.filter((one) => one.mixed_units !== 0).map((one) => one.id)),
  };
  const findings = sortFindings(result.findings.map((one) => publicFinding(one, decision, known)));
  return sealed({
    ...rest,
    // Where few figures are hidden, whoever tries them all knows them by a digest of the log, as by one of the private result.
    inputs: [],
    units: { ...result.units, repeated: publicRepeated(result, decision.minimum) },
    quality: result.quality.flatMap((note) => publicNote(note, decision, result.families)),
    representation: result.representation.map((one) => publicRepresentation(one, decision)),
    families,
    contacts: result.contacts.map((one) => publicContacts(one, decision, result)),
    medians: result.medians.map((one) => publicMedian(one, families, decision.minimum)),
    findings,
    waivers: result.waivers.map((one) => publicWaiver(one, findings)),
    proxies: result.proxies === null ? null : publicProxies(result.proxies, decision, result.families),
    publication: {
      minimum: decision.minimum,
      withheld: countWithheld(result, decision),
      commitment: null,
    },
  });
}

/** A floor beside its state tells on which side of it the ratio lies: it goes where the ratio does. */
function publicWaiver(waiver: WaiverReport, findings: readonly Finding[]): WaiverReport {
  const bare = findings.some((one) => one.id === waiver.finding && one.comparison === null);
  return bare ? { ...waiver, floor: null } : waiver;
}

/** How many people have more than one decision: withheld where few have, or few have not. */
function publicRepeated({ units, contacts, representation }: AuditResult, minimum: number): number | null {
  const { repeated } = units;
  if (repeated === null) return null;
  // Whoever has more contacts than a cap has more than one.
  const above = contacts.map(({ groups }) =>
    groups.reduce((sum, one) => sum + (one.units ?? 0) * (one.above_cap ?? 0), 0),
  );
  // So has whoever is in several groups.
  const several = representation
    .filter(({ attributes }) => attributes.length === 1)
    .map(({ groups }) => groups.reduce((sum, one) => sum + (one.units ?? 0), -units.count))
    .filter((people) => people > 0);
  const beside = [...above, ...several].map((people) => Math.abs(repeated - people));
  const few = [repeated, units.count - repeated, ...beside];
  return few.some((people) => isFew(people, minimum)) ? null : repeated;
}

/** Of each group and table once: the figures of a metric, and who is in the log. */
function countWithheld(result: AuditResult, decision: Decision): number {
  const tables = [
    ...result.representation.map((one) => decision.people(one.attributes)),
    ...result.families.map((one) => decision.metric(one.metric, one.attributes)),
  ];
  return tables.reduce((sum, one) => sum + one.keys.size, 0);
}

function publicRepresentation(one: Representation, decision: Decision): Representation {
  const { keys, mixed } = decision.people(one.attributes);
  // Shares tell how many people's group is known, and so what the known groups among the withheld come to.
  const shares = keys.size === 0 || (one.attributes.length === 1 && !mixed);
  return {
    ...one,
    mixed_units: publicMixed(one.mixed_units),
    test: keys.size > 0 ? null : one.test,
    groups: one.groups.map((group) => {
      const withheld = keys.has(keyOf(group.group));
      return {
        ...group,
        units: withheld ? null : group.units,
        rows: withheld ? null : group.rows,
        share: withheld || !shares ? null : group.share,
        representation_ratio: withheld || !shares ? null : group.representation_ratio,
      };
    }),
  };
}

/** A quantile is some person's figure: it is shown where the minimum of people lies beyond it. */
function publicContacts(table: ContactTable, decision: Decision, result: AuditResult): ContactTable {
  const { keys } = decision.metric(table.metric, table.attributes);
  const { minimum } = decision;
  const cap = sharingCap(table, result).every(
    (one) =>
      showsCap(one, decision.metric(one.metric, one.attributes).keys, minimum) &&
      !tellsCaps(one, result, minimum),
  );
  return {
    ...table,
    groups: table.groups.map((group) => {
      const withheld = keys.has(keyOf(group.group)) || group.units === null;
      const beyond = (part: number): boolean => !withheld && part * group.units! >= minimum;
      return {
        ...group,
        units: withheld ? null : group.units,
        mean: withheld ? null : group.mean,
        median: beyond(0.5) ? group.median : null,
        p90: beyond(0.1) ? group.p90 : null,
        above_cap: withheld || !cap ? null : group.above_cap,
      };
    }),
  };
}

/**
 * A median may be some person's figure: it is shown where the minimum of people lies on either side of it, as other quantiles
 * are. How many lie at it is shown where these, and those of each side, are nobody or the minimum of people.
 */
function publicMedian(
  { metric, median, ...sides }: MedianReport,
  families: readonly Family[],
  minimum: number,
): MedianReport {
  const { below, at, above } = sides;
  const few = (side: MedianSide | null): boolean => isFew(side?.units ?? 1, minimum);
  const enough = (side: MedianSide | null): boolean => (side?.units ?? 0) >= minimum;
  // Where everybody's sums are withheld, so are those of each side, which add up to them.
  const summed = families.some((one) => one.metric === metric && one.overall !== null);
  if (!summed || !enough(below) || !enough(above))
    return { metric, median: null, below: null, at: null, above: null };
  // How many people have decisions on two sides would follow from the people of each.
  const rows = (side: MedianSide | null): MedianSide | null =>
    few(at) || side === null ? null : { rows: side.rows, units: null };
  return { metric, median, below: rows(below), at: rows(at), above: rows(above) };
}

/** Whether the shares above the cap are of enough people on either side, those of the withheld groups together included. */
function showsCap({ groups, attributes }: ContactTable, keys: ReadonlySet<string>, minimum: number): boolean {
  const sides = groups.map(({ units, above_cap: share }) =>
    units === null || share === null ? null : [units * share, units * (1 - share)],
  );
  const withheld = groups.flatMap((one, at) => (keys.has(keyOf(one.group)) ? [at] : []));
  if (withheld.length > 0 && (attributes.length > 1 || withheld.some((at) => sides[at] === null)))
    return false;
  const shown = sides.filter((_, at) => !withheld.includes(at));
  const together = [0, 1].map((side) => withheld.reduce((sum, at) => sum + sides[at]![side]!, 0));
  return [...shown, together].every((one) => one !== null && one.every((people) => !isFew(people, minimum)));
}

/**
 * The table, and others of contacts at the same decisions or at more of them: sums and squares with the share above one cap tell that
 * above another, and so all are shown or none.
 */
function sharingCap(own: ContactTable, { contacts, plan }: AuditResult): ContactTable[] {
  const one = planOf(plan, own.metric);
  return contacts.filter((other) => {
    const two = planOf(plan, other.metric);
    const alike = scopeHolds(one, two) || scopeHolds(two, one);
    return (
      other === own || (other.cap !== null && keyOf(other.attributes) === keyOf(own.attributes) && alike)
    );
  });
}

/**
 * Whether few people are above this cap and not above that of a metric before it which looks at the same decisions or at more; or in
 * scope of a metric (who was shown something) and not above the cap (shown more than once).
 */
function tellsCaps(own: ContactTable, result: AuditResult, minimum: number): boolean {
  const { contacts, families, plan } = result;
  const above = ({ units, above_cap: share }: ContactTable["groups"][number]): number =>
    (units ?? 0) * (share ?? 0);
  const before = sharingCap(own, result)
    .filter((other) => contacts.indexOf(other) < contacts.indexOf(own))
    .map(({ groups }) => new Map(groups.map((one) => [keyOf(one.group), above(one)])));
  const once = families
    .filter(
      ({ metric, attributes }) =>
        metric !== own.metric &&
        keyOf(attributes) === keyOf(own.attributes) &&
        isInScope(planOf(plan, own.metric), planOf(plan, metric)),
    )
    .map(({ groups }) => new Map(groups.map((one) => [keyOf(one.group), one.moments?.units ?? 0])));
  return [...before, ...once].some((by) =>
    own.groups.some((one) => isFew(Math.abs((by.get(keyOf(one.group)) ?? 0) - above(one)), minimum)),
  );
}

function planOf({ metrics }: AuditResult["plan"], id: string): MetricPlan {
  return metrics.find((one) => one.id === id)!;
}

/** Notes that speak of spellings, names and the plan. The `count` of all others is of people or rows. */
const OF_NO_PEOPLE: ReadonlySet<string> = new Set([
  "absent-group",
  "duplicate-column",
  "features-in-some-files",
  "features-not-looked-for",
  "look-alike-columns",
  "look-alike-groups",
  "looks-missing",
  "mixed-flag-spellings",
  "mixed-postal-codes",
  "no-unit",
  "not-computed",
  "nothing-counted",
  "padded-names",
  "padded-values",
  "repeated-bom",
  "sep-line",
  "unnamed-column",
  "unprintable-names",
]);

/** Of single people, of single groups, or of what is said elsewhere where it may be. */
const OF_SOMEONE: ReadonlySet<string> = new Set([
  "dominant-unit",
  "no-denominator",
  "ties-at-median",
  "units-in-several-groups",
]);

function publicNote(
  note: QualityNote,
  { minimum }: Decision,
  families: readonly Family[],
): readonly QualityNote[] {
  // It leaves out the groups withheld in the private result, which everybody's sums do not.
  const partly = families.some(({ groups }) => groups.some((one) => one.disclosure === "withheld"));
  if (note.code === "missing-values" && partly) return [];
  if (OF_NO_PEOPLE.has(note.code)) return [note];
  return OF_SOMEONE.has(note.code) || isFew(note.count, minimum) ? [] : [note];
}
