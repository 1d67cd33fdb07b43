/** What an attack on a published result finds. */
import type { AuditResult } from "../../src/model.js";
import { attack, type Exposed } from "./attack.js";

/** Withheld counts of few people that are known more closely than the minimum. */
export function narrow(published: AuditResult, secret: AuditResult): Exposed[] {
  const minimum = published.publication!.minimum;
  return attack(published, secret, minimum).exposed.filter(({ low, high }) => high - low < minimum - 1e-4);
}
