/** How the blocks of the plan's schema say what is wrong: zod issues that carry our code and hint. */
import type * as z from "zod";
import { isBlank, isList, isMapping } from "./raw.js";

/** What a fault found inside a block carries beside its message. */
export interface FaultParameters {
  readonly code: string;
  readonly hint: string | null;
  readonly at: "key" | "value";
  /** Set on "wrong-shape": what the block would have read. */
  readonly wants?: string;
}

export type Context = z.core.$RefinementCtx;

/** Records a fault; the message is what follows the name of the place: `must be ...`. */
export function wrong(
  context: Context,
  message: string,
  parameters: Partial<FaultParameters> & { code: string },
): void {
  const params: FaultParameters = { hint: null, at: "value", ...parameters };
  context.addIssue({ code: "custom", message, params: { ...params } });
}

/** Records that the block would have read something else: also when there is nothing to read. */
export function wrongShape(context: Context, raw: unknown, wants: string): void {
  if (raw === undefined) wrong(context, "is missing", { code: "missing-key", at: "key", wants });
  else if (isBlank(raw)) {
    wrong(context, `is given no value (it takes ${wants})`, { code: "empty-value", at: "key", wants });
  } else wrong(context, `must be ${wants}, not ${kindOf(raw)}`, { code: "wrong-shape", wants });
}

function kindOf(raw: unknown): string {
  if (isList(raw)) return "a list";
  return isMapping(raw) ? "a mapping" : "a text";
}
