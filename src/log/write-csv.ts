/** Fields as one CSV record: every field quoted, so that no content can be taken for structure. */
export function csvRecord(fields: readonly string[]): string {
  return `${fields.map(quoteField).join(",")}\n`;
}

/** One field in quotes, with the quotes in it doubled. */
export function quoteField(text: string): string {
  return `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;
}
