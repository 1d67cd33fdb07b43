import { describe, expect, it } from "vitest";
import { loadWaivers } from "../../src/plan/waivers.js";
import { Refusal } from "../../src/refusal.js";

const HEAD = "evenhand_waivers: 1\nwaivers:\n";
const ONE = `  - finding: EH-1a2b3c4d
    reason: "the model is being retrained"
    owner: CRM
    approver: Model risk committee
    expires: 2027-03-31
`;

/** Faults as "line: code: what". */
function faults(text: string): string[] {
  try {
    loadWaivers(text, "waivers.yaml");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.faults.map((one) => `${one.line}: ${one.code}: ${one.what}`);
  }
  return [];
}

describe("the waivers file", () => {
  it("gives each waiver, with a floor where there is one", () => {
    const [first, second] = loadWaivers(`${HEAD}${ONE}    floor: 0.7\n${ONE.replace("EH-1a", "EP-1a")}`, "w");
    expect(first).toEqual({
      finding: "EH-1a2b3c4d",
      reason: "the model is being retrained",
      owner: "CRM",
      approver: "Model risk committee",
      expires: "2027-03-31",
      floor: 0.7,
    });
    expect(second).toMatchObject({ finding: "EP-1a2b3c4d", floor: null });
  });

  it("may hold none any more", () => {
    expect(loadWaivers("evenhand_waivers: 1\nwaivers:\n", "w")).toEqual([]);
    expect(loadWaivers("evenhand_waivers: 1\nwaivers: []\n", "w")).toEqual([]);
  });

  it.each([
    ["an expiry", ONE.replace(/ {4}expires.*\n/, ""), '3: missing-key: item 1 of "waivers" needs "expires"'],
    [
      "an approver",
      ONE.replace(/ {4}approver.*\n/, ""),
      '3: missing-key: item 1 of "waivers" needs "approver"',
    ],
    [
      "an id that is one",
      ONE.replace("EH-1a2b3c4d", "EH-1A2B"),
      '3: not-a-finding: "finding" must be the id of a finding, as in EH-1a2b3c4d, not "EH-1A2B"',
    ],
    [
      "a day that exists",
      ONE.replace("2027-03-31", "2027-02-30"),
      '7: not-a-date: "expires" must be a date, as in 2027-03-31, not "2027-02-30"',
    ],
    ["each finding once", ONE + ONE, "8: repeated-value: EH-1a2b3c4d is waived twice"],
    [
      "no floor for a feature",
      `${ONE.replace("EH-1a", "EP-1a")}    floor: 0.7\n`,
      '8: floor-without-ratio: "floor" is a ratio, and EP-1a2b3c4d is about a feature, which has none',
    ],
  ])("needs %s", (_, text, fault) => {
    expect(faults(HEAD + text)).toEqual([fault]);
  });

  it("is not called a plan in what is said of it", () => {
    expect(faults(`${HEAD}${ONE}sytem: x\n`)).toEqual([
      '8: unknown-key: "sytem" is not a key of a waivers file',
    ]);
    expect(faults("")).toEqual(["1: empty-plan: the waivers file is empty"]);
    expect(faults(`${HEAD}${ONE.replace("CRM", "&x CRM")}`)).toEqual([
      "5: yaml-anchor: anchors (&) are not read in a waivers file",
    ]);
    expect(faults("- a\n")).toEqual(["1: wrong-shape: the waivers file must be a mapping, not a list"]);
  });
});
