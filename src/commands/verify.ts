import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { audit } from "../audit.js";
import type { LogInput } from "../log/source.js";
import type { AuditResult, Publication } from "../model.js";
import { planDigest } from "../plan/load.js";
import { differences } from "../policy/differences.js";
import { againstFrozen } from "../policy/frozen.js";
import { CHECKS } from "../recheck/recheck.js";
import { Refusal, refuse } from "../refusal.js";
import { renderJson } from "../report/json.js";
import { type Answer, renderVerification } from "../report/terminal-verification.js";
import { resultDigest } from "../seal/digest.js";
import { canonicalJson } from "../seal/canonical-json.js";
import { commitmentTo } from "../seal/commitment.js";
import { openEnvelope, publicKey, type Statement } from "../seal/dsse.js";
import { version } from "../version.js";
import { readCommitmentKey } from "./commitment-key.js";
import { findLogs } from "./find-logs.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { readResources, type ResourceOptions, withLog } from "./open-log.js";
import { hasOtherDigest, isOtherSize } from "./other-log.js";
import { readPeriod } from "./period.js";
import { progressFor } from "./progress.js";
import { frozenOf, readFrozen } from "./read-frozen.js";
import { readText } from "./read-plan.js";
import { readResult, readUnchecked, resultIn } from "./read-result.js";
import { isFreeze, jsonOf, readBytes, SIGNATURE, statementAbout } from "./sign.js";

export interface VerifyOptions extends StyleOptions, ResourceOptions {
  readonly log?: readonly string[];
  /** Public key of who signed. */
  readonly key?: string;
  readonly signature?: string;
  /** The frozen plan the audit was told of. */
  readonly frozen?: string;
  /** The private result that a public one was made from. */
  readonly private?: string;
  /** The key under which the public result commits to the private one. */
  readonly commitmentKey?: string;
  /** Another version of the program is a failure, and so is whatever could not be checked. */
  readonly strict?: boolean;
}

/** `evenhand verify`: does a result hold together, and does it follow from the log? 0 where it does, 1 where not. */
export async function runVerify(named: string, options: VerifyOptions, io: Io): Promise<number> {
  const style = styleFor(options, io);
  const path = resultIn(named, io);
  const bytes = readBytes(path, io);
  const strict = options.strict === true;
  const finish = (answers: readonly Answer[]): number => {
    const failed = answers.some(({ state }) => state === "fails");
    const open = strict && answers.some(({ state }) => state === "open");
    const shown = { ...style, width: io.stdout.columns };
    io.stdout.write(renderVerification({ name: basename(path), answers, failed, open }, shown));
    return failed || open ? 1 : 0;
  };
  if (isFreeze(jsonOf(bytes))) {
    // Refused where its digests do not fit.
    const { frozen_on } = await frozenOf(bytes.toString("utf8"), basename(path));
    const what = `the plan frozen on ${frozen_on}, and its digests`;
    return finish([{ what, state: "holds", detail: null }, await ofSignature(path, bytes, options, io)]);
  }
  const result = await readUnchecked(path, io);
  const answers: Answer[] = [
    ofForm(bytes, result),
    held("the result's own digest", result.sha256, resultDigest(result)),
    held("the plan's digest", result.plan_sha256, planDigest(result.plan)),
    ...CHECKS.filter(({ asks }) => asks?.(result) !== false).map(({ title, find }) =>
      ofCheck(title, find(result)),
    ),
    ...(await ofFrozen(result, options, io)),
    await ofSignature(path, bytes, options, io),
    ofVersion(result, strict),
    ...(result.publication === null
      ? [await ofLog(result, options, io)]
      : [...(await ofPrivate(result, result.publication, options, io)), ...unread(options)]),
  ];
  for (const [flag, value] of [
    ["--private", options.private],
    ["--commitment-key", options.commitmentKey],
  ])
    if (result.publication === null && value !== undefined)
      refuse("not-public", `${flag} is for a public result, and this is none`, {
        file: basename(path),
        hint: "name the public result first",
      });
  return finish(answers);
}

/** A file that says one thing twice, or in another order, is read differently by different programs. */
function ofForm(bytes: Buffer, result: AuditResult): Answer {
  const what = "the file is written as evenhand writes it";
  return bytes.equals(Buffer.from(renderJson(result), "utf8"))
    ? { what, state: "holds", detail: null }
    : { what, state: "fails", detail: "it was reformatted or holds something twice" };
}

function held(what: string, stands: string, follows: string): Answer {
  return stands === follows
    ? { what, state: "holds", detail: null }
    : { what, state: "fails", detail: `it is ${follows}, and the result says ${stands}` };
}

function ofCheck(what: string, found: ReturnType<(typeof CHECKS)[number]["find"]>): Answer {
  const [first, ...rest] = found;
  if (first === undefined) return { what, state: "holds", detail: null };
  const more = rest.length === 0 ? "" : `, and ${rest.length} more`;
  return {
    what,
    state: "fails",
    detail: `${first.path} says ${first.one ?? "nothing"}; from ${first.from} it is ${first.other ?? "nothing"}${more}`,
  };
}

/** Whoever holds the key said this of these bytes: the statement is made again and must be the one that was signed. */
async function ofSignature(path: string, bytes: Buffer, options: VerifyOptions, io: Io): Promise<Answer> {
  const what = "the signature";
  const file = options.signature ?? `${path}${SIGNATURE}`;
  const there = existsSync(resolve(io.cwd, file));
  if (options.key === undefined) {
    if (options.signature !== undefined)
      refuse("no-key", "a signature is checked with a key", { hint: "name the public key with --key" });
    const detail = there ? "there is one; name the signer's public key with --key" : "there is none";
    return { what, state: "open", detail };
  }
  const key = publicKey(readText(options.key, io.cwd, { what: "key", code: "key", hint: KEY_HINT }).text);
  if (key === null)
    return refuse("bad-key", "the file is not an Ed25519 public key in PEM", {
      file: basename(options.key),
      hint: KEY_HINT,
    });
  if (!there) return { what, state: "fails", detail: "a key was named, and there is no signature to check" };
  const statement = openEnvelope(jsonOf(readBytes(file, io)), key);
  if (statement === null) return { what, state: "fails", detail: "this key did not sign it" };
  const own = await statementAbout(basename(path), bytes);
  if (own === null || signedDigest(statement) !== signedDigest(own))
    return {
      what,
      state: "fails",
      detail: "what was signed is another file, or this one before it was written anew (then sign it again)",
    };
  // Whatever the file was called when it was signed.
  const bare = ({ predicateType, predicate }: Statement): string =>
    canonicalJson({ predicateType, predicate });
  return bare(statement) === bare(own)
    ? { what, state: "holds", detail: null }
    : { what, state: "fails", detail: "it says of this file what 'evenhand sign' would not" };
}

const KEY_HINT = "make one with: openssl pkey -in key.pem -pubout -out key.pub.pem";

function signedDigest({ subject }: Statement): string | undefined {
  return subject[0]?.digest.sha256;
}

/** Whether what the result says of the frozen plan is what the frozen plan says. */
async function ofFrozen(result: AuditResult, options: VerifyOptions, io: Io): Promise<readonly Answer[]> {
  const what = "what it says of the frozen plan";
  if (options.frozen === undefined)
    return result.frozen === null
      ? []
      : [{ what, state: "open", detail: "name what 'evenhand freeze' wrote with --frozen" }];
  if (result.frozen === null)
    return [{ what, state: "fails", detail: "the audit was told of no frozen plan" }];
  const follows = againstFrozen(
    await readFrozen(options.frozen, io.cwd),
    result.plan,
    result.period.first_day,
  );
  const [first] = differences(result.frozen, follows);
  return first === undefined
    ? [{ what, state: "holds", detail: null }]
    : [
        {
          what,
          state: "fails",
          detail: `frozen.${first.path} says ${first.one ?? "nothing"}; from the frozen plan it is ${first.other ?? "nothing"}`,
        },
      ];
}

function ofVersion({ tool }: AuditResult, strict: boolean): Answer {
  const what = "the version";
  const own = version();
  if (tool.version === own) return { what, state: "holds", detail: null };
  const detail = `the result is from ${tool.version}, and this is ${own}`;
  return { what, state: strict ? "fails" : "open", detail };
}

/** A public result must be what publishing makes of the private one, and commit to that one and no other. */
async function ofPrivate(
  result: AuditResult,
  publication: Publication,
  options: VerifyOptions,
  io: Io,
): Promise<readonly Answer[]> {
  const what = "the public result is that of the private one";
  if (options.private === undefined) {
    const detail =
      "its verdicts rest on figures that are withheld; whoever holds the private result can name it with --private";
    return [{ what, state: "open", detail }, ...ofCommitment(publication, null, options, io)];
  }
  const own = await readResult(options.private, io);
  if (own.publication !== null)
    refuse("not-private", "the result named with --private is a public one", {
      file: basename(options.private),
      hint: "name the private result that it was made from",
    });
  const { publish } = await import("../publish/publish.js");
  const bare = { ...result, publication: { ...publication, commitment: null } };
  const answer = ofDifferences(what, "from the private one", bare, publish(own, publication.minimum));
  return [
    // Both digests, to be noted together: the public result cannot name the other's.
    answer.state === "holds"
      ? { ...answer, detail: `public ${result.sha256}, private ${own.sha256}` }
      : answer,
    ...ofCommitment(publication, own, options, io),
  ];
}

/** Whether the private result is the one that was committed to: others may publish to the same figures. */
function ofCommitment(
  { commitment }: Publication,
  own: AuditResult | null,
  { commitmentKey: file }: VerifyOptions,
  io: Io,
): readonly Answer[] {
  const what = "the commitment to the private result";
  if (commitment === null)
    return file === undefined ? [] : [{ what, state: "fails", detail: "a key was named, and there is none" }];
  if (own === null || file === undefined) {
    const missing = [
      ...(own === null ? ["--private"] : []),
      ...(file === undefined ? ["--commitment-key"] : []),
    ];
    return [{ what, state: "open", detail: `name ${missing.join(" and ")}` }];
  }
  return commitmentTo(own.sha256, readCommitmentKey(file, io.cwd)) === commitment
    ? [{ what, state: "holds", detail: null }]
    : [{ what, state: "fails", detail: "with this key it commits to another private result" }];
}

/** A log named beside a public result answers nothing, and nobody shall think that it did. */
function unread({ log }: VerifyOptions): readonly Answer[] {
  if (log === undefined) return [];
  const detail =
    "the log was not read, for a public result withholds what would follow from it: verify the private result with --log, and this one with --private";
  return [{ what: FROM_LOG, state: "open", detail }];
}

const FROM_LOG = "every figure follows from the log";

/** The audit made again from the log, the plan in the result, and its waivers: every leaf must come out as it stands. */
async function ofLog(result: AuditResult, options: VerifyOptions, io: Io): Promise<Answer> {
  const what = FROM_LOG;
  if (options.log === undefined)
    return { what, state: "open", detail: "name the log with --log to work all figures out again" };
  const inputs = await findLogs(options.log, io.cwd, io);
  const again = isOtherSize(inputs, result.inputs)
    ? null
    : await auditAgain(result, inputs, options, io).catch(async (error: unknown) => {
        // That another log lacks columns, say, is no answer to what was asked.
        if (error instanceof Refusal && (await hasOtherDigest(inputs, result.inputs))) return null;
        throw error;
      });
  if (again === null)
    return { what, state: "fails", detail: "this is another log: its files have other digests" };
  // What the frozen plan said is not in the log, and the digest covers it.
  return ofDifferences(what, "from the log", result, { ...again, frozen: result.frozen });
}

/** The same audit once more; null where the log is another one. */
async function auditAgain(
  result: AuditResult,
  inputs: readonly LogInput[],
  options: VerifyOptions,
  io: Io,
): Promise<AuditResult | null> {
  const { asked } = result.period;
  const progress = progressFor(io, styleFor(options, io));
  return withLog<AuditResult | null>(
    io,
    inputs,
    result.plan,
    {
      ...readResources(options, io),
      period: asked === null ? null : readPeriod(asked),
      progress: progress.show,
    },
    async (log, engine) => {
      const digests = log.inputs.map((one) => one.sha256);
      const wanted = result.inputs.map((one) => one.sha256);
      if (digests.join() !== wanted.join()) return null;
      return await audit(result.plan, log, engine, {
        version: result.tool.version,
        planSha256: result.plan_sha256,
        period: asked,
        waivers: result.waivers,
      });
    },
  ).finally(progress.end);
}

function ofDifferences(what: string, from: string, stands: AuditResult, follows: AuditResult): Answer {
  const [first, ...rest] = differences({ ...stands, sha256: "" }, { ...follows, sha256: "" });
  if (first === undefined) return { what, state: "holds", detail: null };
  const more = rest.length === 0 ? "" : `, and ${rest.length} more`;
  return {
    what,
    state: "fails",
    detail: `first difference: ${first.path} says ${first.one ?? "nothing"}; ${from} it is ${first.other ?? "nothing"}${more}`,
  };
}
