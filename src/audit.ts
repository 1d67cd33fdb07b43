import type { Engine } from "./engine/engine.js";
import { examine } from "./examine.js";
import type { LoadedLog } from "./log/load.js";
import { note } from "./log/notes.js";
import { byCodeUnit } from "./log/groups.js";
import { dayText } from "./log/values.js";
import { measureContacts } from "./measures/contact-table.js";
import { measureFamily } from "./measures/family.js";
import { nameCells } from "./measures/groups.js";
import { measures } from "./measures/index.js";
import { measureRepresentation } from "./measures/representation.js";
import type {
  AuditResult,
  ContactTable,
  Evidence,
  Finding,
  MedianReport,
  MetricKind,
  Plan,
  QualityNote,
  Waiver,
} from "./model.js";
import { againstFrozen, type FrozenPlan } from "./policy/frozen.js";
import { countTests, countVerdicts, gateOf, sortFindings } from "./policy/gate.js";
import { judgeFamily } from "./policy/judge.js";
import { gatedProxies, justifiedBreaches } from "./policy/proxy-rules.js";
import { rulesFor } from "./policy/rules.js";
import { waive } from "./policy/waivers.js";
import { sealed } from "./seal/digest.js";
import { refuseTooManyGroups, refuseUnaudited, refuseUnknownReferences } from "./policy/nothing-to-judge.js";
import { type CellTable, countCells } from "./tables/cells.js";
import { countContacts } from "./tables/contacts.js";
import { settleDuplicates } from "./tables/duplicates.js";
import { countMembership } from "./tables/membership.js";
import { gatherPersons, type PersonTable } from "./tables/persons.js";
import { findMedians } from "./tables/medians.js";
import { measureWindow } from "./tables/window.js";

/** What the result says of the run beside its figures. */
export interface AuditContext {
  readonly version: string;
  readonly planSha256: string;
  /** The period asked for on the command line, or null. */
  readonly period: string | null;
  /** Breaches accepted for a time; none where left out. */
  readonly waivers?: readonly Waiver[];
  /** The plan that was fixed beforehand, if one was named. */
  readonly frozen?: FrozenPlan | null;
}

/** The main path: a plan and a loaded log in, everything the audit found out. */
export async function audit(
  plan: Plan,
  loaded: LoadedLog,
  engine: Engine,
  context: AuditContext,
): Promise<AuditResult> {
  refuseTooManyGroups(plan, loaded.labels);
  refuseUnknownReferences(plan, namesOf(loaded, plan));
  const duplicates = await settleDuplicates(engine, loaded);
  const { log, medians } = await findMedians(engine, loaded, plan);

  const persons = await gatherPersons(engine, log);
  const window = await measureWindow(engine, log, persons);
  const [everybody, ...tables] = await countTables(engine, log, persons, plan);
  const named = tables.map((table) => ({ table, cells: nameCells(table, namesOf(log, plan), plan) }));

  const evidence: Evidence[] = named.flatMap(({ table, cells }) =>
    plan.metrics.flatMap((metric, index) => {
      if (isUncountable(metric.kind, table, plan)) return [];
      const overall = everybody!.cells[0]!.metrics[index]!.moments;
      return [measureFamily(measures[metric.kind], { plan: metric, index }, table, cells, overall, plan)];
    }),
  );
  const representation = named.map(({ table, cells }) => measureRepresentation(table, cells, plan));
  refuseUnaudited(evidence, representation, plan);

  const contacts: ContactTable[] = [];
  for (const [index, metric] of plan.metrics.entries()) {
    if (measures[metric.kind].histogram !== true) continue;
    for (const { table, cells } of named) {
      if (table.attributes.some((one) => persons.attributes[one] === null)) continue;
      const counts = await countContacts(engine, persons, table.attributes, index);
      contacts.push(measureContacts(metric, table, cells, counts, plan));
    }
  }

  const judged: Finding[] = sortFindings(
    evidence.flatMap((one) => {
      const metric = plan.metrics.find((candidate) => candidate.id === one.family.metric)!;
      return rulesFor(one.family, plan).flatMap((rule) => judgeFamily(one, rule, metric, plan));
    }),
  );
  const examined = await examine(
    plan,
    log,
    engine,
    named.slice(0, plan.attributes.length),
    window.units,
    window.lastDay,
  );
  const lastDay = window.lastDay === null ? null : dayText(window.lastDay);
  const firstDay = window.firstDay === null ? null : dayText(window.firstDay);
  const { findings, proxies, waivers } = waive(judged, examined, context.waivers ?? [], lastDay);

  return sealed({
    schema: "evenhand-result/1",
    tool: { name: "evenhand", version: context.version },
    plan_sha256: context.planSha256,
    plan,
    inputs: log.inputs,
    period: {
      asked: context.period,
      first_day: firstDay,
      last_day: lastDay,
    },
    ledger: {
      read: log.rows.read,
      used: log.rows.used - duplicates,
      out_of_period: log.rows.outOfPeriod,
      filtered: log.rows.filtered,
      duplicates,
      rejected: log.rows.noUnit === 0 ? [] : [{ reason: "no unit", rows: log.rows.noUnit }],
      blank_lines: log.rows.blankLines,
    },
    units: { column: plan.log.unit, count: window.units, repeated: window.repeated },
    quality: [...log.notes, ...dataNotes(evidence, persons, plan), ...coarseNotes(medians, plan)].toSorted(
      (a, b) => byCodeUnit(`${a.code} ${a.column} ${a.message}`, `${b.code} ${b.column} ${b.message}`),
    ),
    representation,
    families: evidence.map((one) => one.family),
    contacts,
    medians,
    findings,
    proxies,
    verdicts: countVerdicts(findings),
    tests: countTests(findings),
    gate: gateOf([...findings, ...gatedProxies(proxies)], plan, justifiedBreaches(proxies)),
    waivers,
    frozen: context.frozen ? againstFrozen(context.frozen, plan, firstDay) : null,
    publication: null,
  });
}

/** Everybody first, then every attribute and crossing of the plan, in plan order. */
async function countTables(
  engine: Engine,
  log: LoadedLog,
  persons: PersonTable,
  plan: Plan,
): Promise<CellTable[]> {
  const labelled = plan.attributes.flatMap((attribute, index) => (attribute.column === null ? [] : [index]));
  const crossings = plan.intersections.map((ids) =>
    ids.map((id) => plan.attributes.findIndex((attribute) => attribute.id === id)),
  );
  const [everybody, ...counted] = await countCells(engine, persons, [
    [],
    ...labelled.map((one) => [one]),
    ...crossings,
  ]);
  const single: CellTable[] = [];
  for (const [index] of plan.attributes.entries()) {
    const at = labelled.indexOf(index);
    single.push(at >= 0 ? counted[at]! : await countMembership(engine, log, index));
  }
  return [everybody!, ...single, ...counted.slice(labelled.length)];
}

/** Contacts count whole people, and under membership probabilities nobody is wholly in a group. */
function isUncountable(kind: MetricKind, table: CellTable, plan: Plan): boolean {
  return (
    measures[kind].histogram === true &&
    table.attributes.some((one) => plan.attributes[one]!.probabilities !== null)
  );
}

/** Group names by attribute and code. */
function namesOf(log: LoadedLog, plan: Plan): readonly (readonly string[])[] {
  return plan.attributes.map((attribute, index) =>
    attribute.probabilities === null ? log.labels[index]! : attribute.probabilities.map((one) => one.group),
  );
}

/** A median that more than this share of decisions lies at halves nobody, and is said to. */
const COARSE = 0.1;

/** Numbers so coarse that much fewer than half can lie above their median. */
function coarseNotes(medians: readonly MedianReport[], plan: Plan): QualityNote[] {
  return medians.flatMap(({ metric, below, at, above }) => {
    if (below === null || at === null || above === null) return [];
    const all = below.rows + at.rows + above.rows;
    if (!(at.rows > COARSE * all)) return [];
    const { column } = plan.metrics.find((one) => one.id === metric)!.numerator!;
    const share = Math.round((100 * at.rows) / all);
    const message = `metric ${metric}: ${share}% of decisions lie exactly at the median and so are not above it, for many share one number`;
    return [note("ties-at-median", column, at.rows, message)];
  });
}

/** One person making most of a group's decisions is said of the group, from this share on. */
const DOMINANT = 0.85;

/** What the counting itself showed to be doubtful. */
function dataNotes(evidence: readonly Evidence[], persons: PersonTable, plan: Plan): QualityNote[] {
  const notes: QualityNote[] = [];
  for (const sums of persons.metrics) {
    const { id, numerator, denominator } = sums.metric;
    if (sums.outsideRows > 0) {
      notes.push(
        note(
          "numerator-outside-denominator",
          numerator!.column,
          sums.outsideRows,
          `metric ${id}: rows with ${numerator!.column} but without ${denominator!.column}; they are in neither sum`,
        ),
      );
    }
  }
  const seen = new Set<string>();
  if (plan.log.unit === null && plan.log.count === null && !plan.metrics.some((metric) => metric.counts)) {
    notes.push(
      note(
        "no-unit",
        null,
        1,
        "the plan names no unit: each row counts as a person of its own, and where people come back intervals are too narrow",
      ),
    );
  }
  for (const { family } of evidence) {
    const { kind } = plan.metrics.find((one) => one.id === family.metric)!;
    // Nobody is above the median where all have the same number: that is no slip of the plan.
    if (measures[kind].median === true) continue;
    if (family.overall?.y !== 0 || seen.has(`empty ${family.metric}`)) continue;
    seen.add(`empty ${family.metric}`);
    notes.push(
      note(
        "nothing-counted",
        null,
        1,
        `metric ${family.metric}: no row counts in its numerator; is a value in the plan misspelt?`,
      ),
    );
  }
  for (const attribute of plan.attributes) {
    for (const { group } of attribute.population ?? []) {
      const there = evidence.some(
        ({ family }) =>
          family.attributes.length === 1 &&
          family.attributes[0] === attribute.id &&
          family.groups.some((one) => one.group[0] === group),
      );
      if (!there)
        notes.push(
          note(
            "absent-group",
            attribute.column,
            1,
            `attribute ${attribute.id}: the plan's population names group ${JSON.stringify(group)}, of which nobody is in the log`,
          ),
        );
    }
    if (attribute.probabilities === null) continue;
    for (const metric of plan.metrics) {
      if (measures[metric.kind].histogram !== true) continue;
      notes.push(
        note(
          "not-computed",
          null,
          1,
          `metric ${metric.id}, attribute ${attribute.id}: not computed, for it counts whole people and membership probabilities put nobody wholly in a group`,
        ),
      );
    }
  }
  for (const { family } of evidence) {
    const missing = family.groups.reduce((sum, group) => sum + (group.missing_rows ?? 0), 0);
    if (missing > 0 && !seen.has(`missing ${family.metric}`)) {
      seen.add(`missing ${family.metric}`);
      notes.push(
        note(
          "missing-values",
          null,
          missing,
          `metric ${family.metric}: decisions without a value, in no rate; counted by group in the tables`,
        ),
      );
    }
    const attributes = family.attributes.join(" x ");
    for (const group of family.groups) {
      const key = `dominant ${attributes} ${JSON.stringify(group.group)}`;
      if ((group.largest_unit_share ?? 0) > DOMINANT && !seen.has(key)) {
        seen.add(key);
        notes.push(
          note(
            "dominant-unit",
            null,
            1,
            `attribute ${attributes}: one person makes over ${DOMINANT * 100}% of the decisions of group ${JSON.stringify(group.group.join(" x "))}`,
          ),
        );
      }
      if (group.rate.value === null && group.disclosure === "shown") {
        notes.push(
          note(
            "no-denominator",
            null,
            1,
            `metric ${family.metric}, attribute ${attributes}: group ${JSON.stringify(group.group.join(" x "))} has no decision in scope`,
          ),
        );
      }
    }
    const mixed = family.mixed_units ?? 0;
    if (mixed > 0 && !seen.has(`mixed ${attributes}`)) {
      const inferred = plan.attributes.some(
        (one) => family.attributes.includes(one.id) && one.probabilities !== null,
      );
      seen.add(`mixed ${attributes}`);
      if (!inferred) {
        notes.push(
          note(
            "units-in-several-groups",
            null,
            mixed,
            `attribute ${attributes}: people who appear in more than one group; they count in each, and comparisons allow for it`,
          ),
        );
      }
    }
  }
  return notes;
}
