/** The waivers file: breaches that somebody has accepted for a time. */
import type { Waiver } from "../model.js";
import { readPart } from "./issues.js";
import { readDocument } from "./load.js";
import { isBlank, isList, isMapping, type Raw, type Report, valueOf } from "./raw.js";
import { decimal, formed, text, whole } from "./scalars.js";
import { asShare, isDate } from "./schema-policy.js";
import { list, optional, section } from "./shapes.js";

const waiver = section({
  finding: formed("the id of a finding, as in EH-1a2b3c4d", "not-a-finding", isFindingId),
  reason: text(),
  owner: text(),
  approver: text(),
  expires: formed("a date, as in 2027-03-31", "not-a-date", isDate, { format: "date" }),
  floor: optional(decimal({ exclusiveMinimum: 0, maximum: 1 }, asShare)),
});

const KEYS = { evenhand_waivers: whole({ minimum: 1, maximum: 1 }), waivers: list(waiver) };
const file = section(KEYS);

/**
 * Reads a waivers file; `name` is only used to name the place of a fault. Throws a `Refusal` with all faults, in the order of
 * the file.
 */
export function loadWaivers(source: string, name: string): Waiver[] {
  return readDocument(source, name, resolve, "waivers file");
}

function resolve(root: Raw, _lineAt: unknown, report: Report): Waiver[] | null {
  // A file whose last waiver was taken out is a file without waivers.
  const given = isMapping(root) ? valueOf(root, "waivers") : undefined;
  if (
    isMapping(root) &&
    given !== undefined &&
    (isBlank(given) || (isList(given) && given.items.length === 0))
  ) {
    readPart(KEYS.evenhand_waivers, valueOf(root, "evenhand_waivers"), ["evenhand_waivers"], report);
    return [];
  }
  const read = readPart(file, root, [], report);
  if (read === null) return null;
  let faults = 0;
  const seen = new Set<string>();
  for (const [index, { finding, floor }] of read.waivers.entries()) {
    const say = (code: string, what: string, hint: string, key: keyof Waiver): void => {
      faults++;
      report({ code, what, hint, path: ["waivers", index, key], at: "value" });
    };
    if (seen.has(finding))
      say("repeated-value", `${finding} is waived twice`, "keep one waiver a finding", "finding");
    seen.add(finding);
    if (floor !== undefined && finding.startsWith("EP-"))
      say(
        "floor-without-ratio",
        `"floor" is a ratio, and ${finding} is about a feature, which has none`,
        "leave the floor out",
        "floor",
      );
  }
  return faults > 0 ? null : read.waivers.map((one) => ({ ...one, floor: one.floor ?? null }));
}

function isFindingId(spelling: string): boolean {
  return /^E[HP]-[0-9a-f]{8}$/.test(spelling);
}
