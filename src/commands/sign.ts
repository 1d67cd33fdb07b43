import { existsSync, readFileSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import type { AuditResult } from "../model.js";
import { planDigest } from "../plan/load.js";
import { CHECKS } from "../recheck/recheck.js";
import { forTerminal } from "../report/escape.js";
import { refuse } from "../refusal.js";
import { resultDigest } from "../seal/digest.js";
import {
  addSignature,
  type Envelope,
  envelopeOf,
  keyId,
  privateKey,
  publicKey,
  type Statement,
  statementOf,
} from "../seal/dsse.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { frozenOf } from "./read-frozen.js";
import { readText } from "./read-plan.js";
import { problemOf, resultIn } from "./read-result.js";
import { shown } from "./shown.js";
import { checkFile, writeFile } from "./write-files.js";

export interface SignOptions extends StyleOptions {
  readonly key: string;
  readonly output?: string;
}

/** What follows the name of a file in that of its signature. */
export const SIGNATURE = ".dsse.json";

/** `evenhand sign`: an in-toto statement about a result or a frozen plan, in a DSSE envelope beside it. */
export async function runSign(named: string, options: SignOptions, io: Io): Promise<number> {
  const style = styleFor(options, io);
  const path = resultIn(named, io);
  const { text } = readText(options.key, io.cwd, { what: "key", code: "key", hint: KEY_HINT });
  const key = privateKey(text);
  if (key === null)
    return refuse("bad-key", "the file is not an Ed25519 private key in PEM, or it is encrypted", {
      file: basename(options.key),
      hint: KEY_HINT,
    });
  const bytes = readBytes(path, io);
  const output = resolve(io.cwd, options.output ?? `${path}${SIGNATURE}`);
  checkFile(output);
  const envelope = beside(output, envelopeOf(await about(path, bytes), key));
  writeFile(output, `${JSON.stringify(envelope, null, 2)}\n`, false, io);
  if (!style.quiet) {
    const line = `signed with key ${keyId(publicKey(text)!)}: ${relative(io.cwd, output)}`;
    io.stdout.write(`${forTerminal(line, style.ascii)}\n`);
  }
  return 0;
}

/** The envelope with the signatures that others have put there already: nobody's is lost without a word. */
function beside(output: string, own: Envelope): Envelope {
  if (!existsSync(output)) return own;
  const added = addSignature(jsonOf(readFileSync(output)), own);
  if (added.state === "added") return added.envelope;
  return refuse(
    "other-signature",
    added.state === "no_envelope"
      ? "the file that would be written is there already, and is no signature"
      : "there is a signature already that says something else of the same file",
    { file: basename(output), hint: "name another file with --output" },
  );
}

const KEY_HINT = "make one with: openssl genpkey -algorithm ed25519 -out key.pem";

export function readBytes(path: string, io: Io): Buffer {
  try {
    return readFileSync(resolve(io.cwd, path));
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === "ENOENT";
    return refuse("no-file", absent ? `there is no file ${shown(path)}` : `${shown(path)} cannot be read`, {
      hint: "check its path and permissions",
    });
  }
}

/** What a signature says of a file: of a result or a frozen plan; null where the file is neither. */
export async function statementAbout(name: string, bytes: Buffer): Promise<Statement | null> {
  const value = jsonOf(bytes);
  if ((await problemOf(value)) === null) {
    const { sha256, plan_sha256, inputs, period, tool, gate, publication } = value as AuditResult;
    return statementOf(name, bytes, "urn:evenhand:audit-result:1", {
      result_sha256: sha256,
      plan_sha256,
      inputs: inputs.map((one) => one.sha256),
      period,
      tool,
      outcome: gate.outcome,
      public: publication !== null,
    });
  }
  if (!isFreeze(value)) return null;
  const { plan_sha256, frozen_on } = await frozenOf(bytes.toString("utf8"), name);
  return statementOf(name, bytes, "urn:evenhand:frozen-plan:1", { plan_sha256, frozen_on });
}

export function isFreeze(value: unknown): boolean {
  return typeof value === "object" && value !== null && "evenhand_freeze" in value;
}

/** Nobody's name is put under a result that was changed since it was written, or that contradicts itself. */
async function about(path: string, bytes: Buffer): Promise<Statement> {
  const name = basename(path);
  const statement = await statementAbout(name, bytes);
  if (statement === null)
    return refuse("nothing-to-sign", "the file is neither a result nor a frozen plan", {
      file: name,
      hint: "name a result.json, or what 'evenhand freeze' wrote",
    });
  const value = jsonOf(bytes);
  if (isFreeze(value)) return statement;
  const result = value as AuditResult;
  const sound =
    result.sha256 === resultDigest(result) &&
    result.plan_sha256 === planDigest(result.plan) &&
    CHECKS.every(({ find }) => find(result).length === 0);
  if (sound) return statement;
  return refuse("nothing-to-sign", "the result was changed since it was written, or contradicts itself", {
    file: name,
    hint: "'evenhand verify' says where",
  });
}

export function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch {
    return null;
  }
}
