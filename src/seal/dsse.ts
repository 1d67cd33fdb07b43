/**
 * Signatures: an in-toto statement about a file in a DSSE envelope, signed with Ed25519. No clock, no network.
 * Sources: in-toto Attestation Framework v1 (statement), DSSE v1.0.2 (envelope and pre-authentication encoding), RFC 8032.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { canonicalJson } from "./canonical-json.js";

export const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT = "https://in-toto.io/Statement/v1";

export interface Envelope {
  readonly payloadType: typeof PAYLOAD_TYPE;
  /** Base64 of the statement. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** What is said of a file: its digest, and what it is. */
export interface Statement {
  readonly _type: typeof STATEMENT;
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
}

/** A statement about the bytes of a file; `name` is its bare name. */
export function statementOf(
  name: string,
  bytes: Uint8Array,
  predicateType: string,
  predicate: Statement["predicate"],
): Statement {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { _type: STATEMENT, subject: [{ name, digest: { sha256 } }], predicateType, predicate };
}

/** Null where the text is no Ed25519 private key in PEM (PKCS 8, not encrypted). */
export function privateKey(pem: string): KeyObject | null {
  return keyOf(() => createPrivateKey(pem));
}

/** Null where the text is no Ed25519 public key in PEM; a private key's own public key is taken too. */
export function publicKey(pem: string): KeyObject | null {
  return keyOf(() => createPublicKey(pem));
}

function keyOf(make: () => KeyObject): KeyObject | null {
  try {
    const key = make();
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null;
  }
}

/** The statement signed; the same key and statement give the same bytes (RFC 8032 has no chance in it). */
export function envelopeOf(statement: Statement, key: KeyObject): Envelope {
  const payload = Buffer.from(canonicalJson(statement), "utf8");
  const sig = sign(null, encodingOf(payload), key).toString("base64");
  return {
    payloadType: PAYLOAD_TYPE,
    payload: payload.toString("base64"),
    signatures: [{ keyid: keyId(createPublicKey(key)), sig }],
  };
}

/** SHA-256 of the public key (DER, SubjectPublicKeyInfo), as `openssl pkey -pubin -outform DER | sha256sum` gives it. */
export function keyId(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/** The statement of an envelope if the key signed it; null where it did not, or this is no such envelope. */
export function openEnvelope(envelope: unknown, key: KeyObject): Statement | null {
  const { payloadType, payload, signatures } = (envelope ?? {}) as Partial<Envelope>;
  if (payloadType !== PAYLOAD_TYPE || typeof payload !== "string" || !Array.isArray(signatures)) return null;
  const bytes = Buffer.from(payload, "base64");
  const signed = signatures.some((one: unknown) => {
    const { sig } = (one ?? {}) as { readonly sig?: unknown };
    return typeof sig === "string" && verify(null, encodingOf(bytes), key, Buffer.from(sig, "base64"));
  });
  if (!signed) return null;
  try {
    const statement = JSON.parse(bytes.toString("utf8")) as Statement;
    return statement._type === STATEMENT && typeof statement.subject?.[0]?.digest?.sha256 === "string"
      ? statement
      : null;
  } catch {
    return null;
  }
}

/** What became of a signature that is to be put where one may be already. */
export type Added =
  | { readonly state: "added"; readonly envelope: Envelope }
  /** There is a statement about the same file that says something else. */
  | { readonly state: "other_statement" }
  /** What is there is no such envelope. */
  | { readonly state: "no_envelope" };

/** Put a signature beside those that others gave of the same statement; what was said of other bytes is replaced. */
export function addSignature(there: unknown, own: Envelope): Added {
  const { payloadType, payload, signatures } = (there ?? {}) as Partial<Envelope>;
  if (payloadType !== PAYLOAD_TYPE || typeof payload !== "string" || !Array.isArray(signatures))
    return { state: "no_envelope" };
  if (payload !== own.payload)
    return subjectOf(payload) === subjectOf(own.payload)
      ? { state: "other_statement" }
      : { state: "added", envelope: own };
  const keys = new Set(own.signatures.map((one) => one.keyid));
  // Of a kind we do not know they are kept all the same.
  const others = (signatures as Envelope["signatures"]).filter((one) => !keys.has(one?.keyid));
  return { state: "added", envelope: { ...own, signatures: [...others, ...own.signatures] } };
}

/** Digest of the file a payload speaks of; null where it speaks of none. */
function subjectOf(payload: string): string | null {
  try {
    const { subject } = JSON.parse(Buffer.from(payload, "base64").toString("utf8")) as Partial<Statement>;
    return subject?.[0]?.digest?.sha256 ?? null;
  } catch {
    return null;
  }
}

/** What is signed: `DSSEv1 <length of type> <type> <length of payload> <payload>`, lengths in bytes. */
export function encodingOf(payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(PAYLOAD_TYPE)} ${PAYLOAD_TYPE} ${payload.length} `;
  return Buffer.concat([Buffer.from(head, "utf8"), payload]);
}
