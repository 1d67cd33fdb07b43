/** What a Parquet column holds, as far as an audit cares. */
export type ParquetKind =
  "text" | "flag" | "whole" | "decimal" | "float" | "time" | "zoned" | "nested" | "bytes" | "other";

export interface ParquetColumn {
  /** Exactly as the file spells it. */
  readonly name: string;
  readonly kind: ParquetKind;
  /** How messages call the stored type. */
  readonly stored: string;
}

/** The value as text, the same on every machine; null stays null. */
export function asText(kind: ParquetKind, column: string): string {
  if (kind === "zoned") return `replace(CAST(${column} AT TIME ZONE 'UTC' AS VARCHAR), ' ', 'T') || 'Z'`;
  if (kind === "time") return `replace(CAST(${column} AS VARCHAR), ' ', 'T')`;
  return `CAST(${column} AS VARCHAR)`;
}

/** What a column of a DuckDB type holds. */
export function kindOf(type: string): ParquetKind {
  if (/\[\d*\]$|^(?:STRUCT|MAP|UNION|VARIANT)\b/.test(type)) return "nested";
  if (/^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$/.test(type)) return "whole";
  if (/^(?:DATE|TIMESTAMP(?:_S|_MS|_NS)?)$/.test(type)) return "time";
  if (type === "TIMESTAMP WITH TIME ZONE") return "zoned";
  if (/^(?:VARCHAR|UUID|TIME|ENUM\(.*\))$/s.test(type)) return "text";
  if (type.startsWith("DECIMAL(")) return "decimal";
  if (type === "FLOAT" || type === "DOUBLE") return "float";
  if (type === "BOOLEAN") return "flag";
  return type === "BLOB" ? "bytes" : "other";
}
