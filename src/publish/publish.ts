import type {
  AuditResult,
  ContactTable,
  Family,
  Finding,
  MedianReport,
  MedianSide,
  QualityNote,
  Representation,
  WaiverReport,
} from "../model.js";
import { sealed } from "../seal/digest.js";
import { type Decision, decide, type DecideOptions } from "./decide.js";
import { hiddenTests, publicFamily, publicFinding, publicMixed, sortFindings } from "./families.js";
import { publicProxies } from "./proxies.js";
import { squaresOf } from "./squares.js";
import { isFew } from "./sums.js";
import { keyOf } from "./tables.js";

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
  const squares = squaresOf(
    result,
    {
      people: (metric) => !decision.unsized(metric),
      group: ({ metric, attributes }, group) => !decision.metric(metric, attributes).keys.has(keyOf(group)),
    },
    decision.minimum,
  );
  const families = result.families.map((family) => publicFamily(family, decision, squares));
  const known = {
    hidden: hiddenTests(result.findings, decision),
    mixed: new Set(result.families.filter((one) => one.mixed_units !== 0).map((one) => one.id)),
    squares,
  };
  const findings = sortFindings(result.findings.map((one) => publicFinding(one, decision, known)));
  return sealed({
    ...rest,
    // Where few figures are hidden, whoever tries them all knows them by a digest of the log, as by one of the private result.
    inputs: [],
    units: { ...result.units, repeated: publicRepeated(result, decision.minimum) },
    quality: result.quality.flatMap((note) => publicNote(note, decision)),
    representation: result.representation.map((one) => publicRepresentation(one, decision)),
    families,
    contacts: result.contacts.map((one) => publicContacts(one, decision)),
    medians: result.medians.map((one) => publicMedian(one, families, decision.minimum)),
    findings,
    waivers: result.waivers.map((one) => publicWaiver(one, findings)),
    proxies: result.proxies === null ? null : publicProxies(result.proxies, decision, result, squares),
    publication: {
      minimum: decision.minimum,
      withheld: countWithheld(result, decision),
      spreads: squares.spreads,
      commitment: null,
    },
  });
}

/** A floor beside its state tells on which side of it the ratio lies: it goes where the ratio does. */
function publicWaiver(waiver: WaiverReport, findings: readonly Finding[]): WaiverReport {
  const bare = findings.some((one) => one.id === waiver.finding && one.comparison === null);
  return bare ? { ...waiver, floor: null } : waiver;
}

/**
 * How many people have more than one decision: withheld where few have, or few have not; and where a metric looks at some rows only,
 * for who is in scope of two of them has come back.
 */
function publicRepeated({ units, representation, plan }: AuditResult, minimum: number): number | null {
  const { repeated } = units;
  const partly = plan.metrics.some((one) => one.denominator !== null || one.where.length > 0);
  if (repeated === null || (partly && repeated > 0 && repeated < units.count)) return null;
  // Whoever is in several groups has come back.
  const several = representation
    .filter(({ attributes }) => attributes.length === 1)
    .map(({ groups }) => groups.reduce((sum, one) => sum + (one.units ?? 0), -units.count))
    .filter((people) => people > 0);
  const beside = several.map((people) => Math.abs(repeated - people));
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

/**
 * Of contacts the mean is shown. Quantiles are some person's figures, and how many people are above a cap tells, with sums, squares and
 * people in scope of other metrics, how many have been contacted once, or never.
 */
function publicContacts(table: ContactTable, decision: Decision): ContactTable {
  const { keys } = decision.metric(table.metric, table.attributes);
  return {
    ...table,
    groups: table.groups.map((group) => {
      const withheld = keys.has(keyOf(group.group)) || group.units === null;
      return {
        ...group,
        units: withheld ? null : group.units,
        mean: withheld ? null : group.mean,
        median: null,
        p90: null,
        above_cap: null,
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

/** Of single people, of single groups, or of what is said elsewhere where it may be: how many rows have no value, by group. */
const OF_SOMEONE: ReadonlySet<string> = new Set([
  "dominant-unit",
  "missing-values",
  "no-denominator",
  "numerator-outside-denominator",
  "ties-at-median",
  "units-in-several-groups",
]);

function publicNote(note: QualityNote, { minimum }: Decision): readonly QualityNote[] {
  if (OF_NO_PEOPLE.has(note.code)) return [note];
  return OF_SOMEONE.has(note.code) || isFew(note.count, minimum) ? [] : [note];
}
