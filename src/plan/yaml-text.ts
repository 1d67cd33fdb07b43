/** Writing texts into a YAML plan so that they come back as they were, whatever is in them. */
import { escaped } from "../quoted.js";

/** Plain spellings that every YAML reader takes for a text, and people too. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_./-]*$/;
const LOOKS_LIKE_ELSE = /^(?:y|n|yes|no|true|false|on|off|null|nan|inf)$/i;

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** A text as a YAML scalar: plain where that is safe, else in double quotes with escapes. */
export function yamlText(text: string): string {
  if (PLAIN.test(text) && !LOOKS_LIKE_ELSE.test(text)) return text;
  const body = text.replace(/["\\]/g, "\\$&").replace(UNSAFE, (character) => {
    const hex = character.codePointAt(0)!.toString(16);
    return hex.length > 4 ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
  });
  return `"${body}"`;
}

/** A text as a comment: one line, nothing invisible. */
export function yamlComment(text: string): string {
  return `# ${escaped(text)}`;
}
