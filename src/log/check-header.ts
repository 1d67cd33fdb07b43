import type { Plan } from "../model.js";
import { Refusal } from "../refusal.js";
import { type Header, readHeader } from "./header.js";
import { Layout } from "./layout.js";
import { lowerToCsv } from "./lower.js";
import { missingColumns } from "./missing-columns.js";
import type { LogInput } from "./source.js";

/** Read no more than a log's header, and refuse it where columns of the plan are not in it. Returns the file's name. */
export async function checkHeader(input: LogInput, plan: Plan, scratch: string): Promise<string> {
  const layout = new Layout(plan);
  const source = await lowerToCsv(input, plan, layout.columns, scratch);
  let bytes = Buffer.alloc(0);
  let header: Header | null = null;
  for await (const chunk of source.chunks) {
    bytes = Buffer.concat([bytes, chunk]);
    header = readHeader(source.name, bytes, false, source);
    if (header !== null) break;
  }
  header ??= readHeader(source.name, bytes, true, source);
  const faults = missingColumns(source.name, layout.columns, header!.names);
  if (faults.length > 0) throw new Refusal(faults);
  return source.name;
}
