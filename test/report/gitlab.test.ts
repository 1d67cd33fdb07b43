import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { renderGitlab } from "../../src/report/gitlab.js";
import { allFindings, buildSample, IDS, obeyed, UNSEEN } from "./build-sample.js";
import { HARMLESS } from "./hostile.js";

/** What GitLab's page on code quality asks of a report. */
const SCHEMA = {
  type: "array",
  items: {
    type: "object",
    required: ["description", "check_name", "fingerprint", "severity", "location"],
    properties: {
      description: { type: "string", minLength: 1 },
      check_name: { type: "string", minLength: 1 },
      fingerprint: { type: "string", minLength: 1 },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        type: "object",
        required: ["path", "lines"],
        properties: {
          // Relative, and without "./".
          path: { type: "string", pattern: String.raw`^(?!\.?/)(?!.*\\).+$` },
          lines: {
            type: "object",
            required: ["begin"],
            properties: { begin: { type: "integer", minimum: 1 } },
          },
        },
      },
    },
  },
};

interface Violation {
  readonly description: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const validate = new Ajv({ allErrors: true }).compile(SCHEMA);
const read = (text: string): readonly Violation[] => JSON.parse(text) as readonly Violation[];
const result = buildSample();
const found = read(renderGitlab(result));
const about = (id: string): Violation => found.find(({ fingerprint }) => fingerprint.startsWith(id))!;

describe("GitLab code quality", () => {
  test.each([
    ["hostile names", buildSample()],
    ["harmless names", buildSample(HARMLESS)],
    ["nothing found", { ...buildSample(HARMLESS), findings: [], proxies: null }],
  ])("is as GitLab documents it: %s", (_, one) => {
    for (const planPath of ["evenhand.yaml", "./audits/a.yaml", String.raw`audits\a.yaml`]) {
      validate(JSON.parse(renderGitlab(one, { planPath })));
      expect(validate.errors).toBeNull();
    }
  });

  test("leaves out what is within its rule, and nothing else", () => {
    const left = allFindings(result).filter(({ verdict }) => verdict !== "pass");
    expect(found.map(({ fingerprint }) => fingerprint.split("/")[0]).toSorted()).toEqual(
      left.map(({ id }) => id).toSorted(),
    );
  });

  test("no two violations have the same fingerprint, also where two rules ask the same", () => {
    const all = found.map(({ fingerprint }) => fingerprint);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((one) => one.startsWith(IDS.twice))).toHaveLength(2);
  });

  test("only a breach that fails the gate is critical", () => {
    expect(about(result.findings[0]!.id).severity).toBe("critical");
    expect(about(IDS.warned).severity).toBe("minor");
    expect(about(IDS.off).severity).toBe("info");
    expect(about(IDS.waived).severity).toBe("info");
    expect(about(IDS.waived).description).toContain("Waived until 2026-12-31");
    const open = result.findings.find((one) => one.verdict === "inconclusive" && one.level === "error")!;
    expect(about(open.id).severity).toBe("minor");
    const left = result.findings.find((one) => one.verdict === "not_judged")!;
    expect(about(left.id).severity).toBe("info");
  });

  test("says of a breach whose waiver has run out that it has", () => {
    expect(about(result.findings[0]!.id).description).toContain(
      "Its waiver (until 2026-12-31) no longer holds.",
    );
    const waivers = result.waivers.map((one) => ({ ...one, state: "beyond_floor" as const }));
    const [first] = read(renderGitlab({ ...result, waivers }));
    expect(first!.description).toContain("It has grown beyond what its waiver accepts.");
  });

  test("places a violation at the line of its rule", () => {
    expect(about(IDS.warned).location).toEqual({ path: "evenhand.yaml", lines: { begin: 36 } });
  });

  test("no name changes anything but text, or does anything in a log", () => {
    const text = renderGitlab(result);
    expect(UNSEEN.exec(text)).toBeNull();
    expect(obeyed(text)).toEqual([]);
    expect(text.split("\n").length).toBe(renderGitlab(buildSample(HARMLESS)).split("\n").length);
  });
});
