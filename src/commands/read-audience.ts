import { MINIMUM } from "../publish/publish.js";
import { quoted, refuse } from "../refusal.js";

export interface AudienceOptions {
  /** Who the report is for: "private", or "public" for one in which small groups are withheld. */
  readonly audience?: string;
  /** Fewest people of a figure that is published. */
  readonly minimum?: string;
}

/** What is published, and from how many people on; null for a private report. */
export function readAudience({
  audience = "private",
  minimum,
}: AudienceOptions): { readonly minimum: number } | null {
  if (audience !== "private" && audience !== "public")
    refuse("bad-option", `there is no audience ${quoted(audience)}`, {
      hint: "--audience takes private or public",
    });
  if (minimum === undefined) return audience === "public" ? { minimum: MINIMUM } : null;
  if (audience === "private")
    refuse("bad-option", "--minimum is for a public report", { hint: "add --audience public" });
  if (!/^[1-9]\d{0,8}$/u.test(minimum))
    refuse("bad-option", `--minimum ${quoted(minimum)} is not a whole number of people`, {
      hint: `write --minimum ${MINIMUM}`,
    });
  return { minimum: Number(minimum) };
}
