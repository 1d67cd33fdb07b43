import { createHash, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  encodingOf,
  envelopeOf,
  keyId,
  openEnvelope,
  privateKey,
  publicKey,
  statementOf,
} from "../../src/seal/dsse.js";

/** RFC 8032, section 7.1, test 2: the secret key, in PKCS 8, and what it signs of the byte 0x72. */
const SECRET = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
const PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
const pem = (kind: string, der: Buffer): string =>
  `-----BEGIN ${kind} KEY-----\n${der.toString("base64")}\n-----END ${kind} KEY-----\n`;
const SECRET_PEM = pem("PRIVATE", Buffer.from(`302e020100300506032b657004220420${SECRET}`, "hex"));
const PUBLIC_PEM = pem("PUBLIC", Buffer.from(`302a300506032b6570032100${PUBLIC}`, "hex"));

const statement = statementOf("result.json", Buffer.from("{}\n"), "urn:evenhand:audit-result:1", { a: 1 });

describe("a signature", () => {
  it("signs type and payload with their lengths in bytes, as DSSE asks", () => {
    expect(encodingOf(Buffer.from("é")).toString("utf8")).toBe("DSSEv1 28 application/vnd.in-toto+json 2 é");
  });

  it("names the digest of the file's bytes", () => {
    const sha256 = createHash("sha256").update("{}\n").digest("hex");
    expect(statement.subject).toEqual([{ name: "result.json", digest: { sha256 } }]);
  });

  it("is found good with the public key, and says again what was signed", () => {
    const envelope = envelopeOf(statement, privateKey(SECRET_PEM)!);
    expect(openEnvelope(envelope, publicKey(PUBLIC_PEM)!)).toEqual(statement);
  });

  it("holds no chance: the same key and statement give the same bytes", () => {
    const key = privateKey(SECRET_PEM)!;
    expect(envelopeOf(statement, key)).toEqual(envelopeOf(statement, key));
  });

  it("names its key by the digest of the public key in DER", () => {
    const spki = Buffer.from(`302a300506032b6570032100${PUBLIC}`, "hex");
    const expected = createHash("sha256").update(spki).digest("hex");
    expect(keyId(publicKey(PUBLIC_PEM)!)).toBe(expected);
    expect(envelopeOf(statement, privateKey(SECRET_PEM)!).signatures[0]!.keyid).toBe(expected);
  });

  it("is not good with another key, another payload, or another type", () => {
    const envelope = envelopeOf(statement, privateKey(SECRET_PEM)!);
    const other = generateKeyPairSync("ed25519").publicKey;
    const key = publicKey(PUBLIC_PEM)!;
    const payload = Buffer.from(JSON.stringify({ ...statement, predicate: { a: 2 } })).toString("base64");
    expect(openEnvelope(envelope, other)).toBeNull();
    expect(openEnvelope({ ...envelope, payload }, key)).toBeNull();
    expect(openEnvelope({ ...envelope, payloadType: "text/plain" }, key)).toBeNull();
    expect(openEnvelope({ ...envelope, signatures: [] }, key)).toBeNull();
    for (const nothing of [null, 1, "x", [], {}, { signatures: [null] }])
      expect(openEnvelope(nothing, key)).toBeNull();
  });

  it("takes no key of another kind, and none that cannot be read", () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const encrypted = generateKeyPairSync("ed25519").privateKey.export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "secret",
    });
    for (const text of ["", "no key", PUBLIC_PEM, encrypted as string]) expect(privateKey(text)).toBeNull();
    expect(privateKey(rsa.privateKey.export({ type: "pkcs8", format: "pem" }) as string)).toBeNull();
    expect(publicKey(rsa.publicKey.export({ type: "spki", format: "pem" }) as string)).toBeNull();
  });
});
