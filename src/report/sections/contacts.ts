/** How many decisions each person received: contact pressure. */
import type { AuditResult, ContactTable } from "../../model.js";
import { figure, named, words, type Block, type Section } from "../document.js";
import { metricTitle } from "../lookup.js";
import { amount, count, percent } from "../numbers.js";
import { unitWord } from "../words-method.js";

export function contacts(result: AuditResult): Section {
  const none: Block = { kind: "paragraph", text: "The plan asks for no contact metric." };
  const tables = result.contacts.map((one) => table(result, one));
  return { id: "contacts", title: "Contacts per person", blocks: tables.length > 0 ? tables : [none] };
}

function table(result: AuditResult, one: ContactTable): Block {
  return {
    kind: "table",
    caption: [named(metricTitle(result, one.metric)), " by ", named(one.attributes)],
    columns: [
      words("Group"),
      figure(unitWord(result).heading),
      figure("Mean"),
      figure("Median"),
      figure("90th percentile"),
      ...(one.cap === null ? [] : [figure(`More than ${amount(one.cap)}`)]),
    ],
    rows: one.groups.map((group) => [
      group.unknown ? [named(group.group), " (attribute not known)"] : named(group.group),
      group.units === null ? "withheld" : count(group.units),
      amount(group.mean),
      amount(group.median),
      amount(group.p90),
      ...(one.cap === null ? [] : [percent(group.above_cap)]),
    ]),
  };
}
