/**
 * How figures are written: the same on every machine, whatever its language. A figure that does not exist is a dash.
 */

/** Stands for a figure that does not exist; the reason is never far from it. */
export const NONE = "–";

type Figure = number | null;

/** A whole number with commas (12,043); weighted counts keep one decimal (12.5). */
export function count(figure: Figure): string {
  if (figure === null) return NONE;
  return grouped(Number.isInteger(figure) ? finite(figure).toFixed(0) : finite(figure).toFixed(1));
}

/** A share as a percentage with the digits that matter: 12.3%, 0.45%, 99.96%, 0%. */
export function percent(figure: Figure): string {
  if (figure === null) return NONE;
  const part = Math.min(Math.abs(finite(figure)), Math.abs(1 - figure)) * 100;
  const enough = (Math.abs(figure) < 0.5 ? 1 : 0) - Math.floor(Math.log10(part));
  const digits = part === 0 ? 0 : Math.min(4, Math.max(1, enough));
  return `${(figure * 100).toFixed(digits)}%`;
}

/** Percentage points with a sign: -4.2 pp. */
export function points(figure: Figure): string {
  return figure === null ? NONE : `${signed((finite(figure) * 100).toFixed(1))} pp`;
}

/** A ratio with 3 decimals, or as many as show on which side of `against` it lies (0.7996 is not 0.800). */
export function ratio(figure: Figure, against: readonly number[] = []): string {
  return figure === null ? NONE : sided(finite(figure), against);
}

/** A p-value: "< 0.001", "0.034"; more digits where rounding would reach 0.05. */
export function pValue(figure: Figure): string {
  if (figure === null) return NONE;
  return finite(figure) < 0.001 ? "< 0.001" : sided(figure, [0.05]);
}

/** Any other figure: four significant digits, no exponents for everyday sizes. */
export function amount(figure: Figure): string {
  if (figure === null) return NONE;
  const size = Math.abs(finite(figure));
  if (size === 0) return "0";
  if (size < 1e-6 || size >= 1e15) return figure.toExponential(2);
  const digits = Math.min(9, Math.max(0, 3 - Math.floor(Math.log10(size))));
  const text = figure.toFixed(digits);
  return grouped(text.includes(".") ? text.replace(/\.?0+$/u, "") : text);
}

/** A number of the log, not rounded: 1,240.125. */
export function written(figure: Figure): string {
  if (figure === null) return NONE;
  const text = String(finite(figure));
  return text.includes("e") ? text : grouped(text);
}

/** A figure of a metric: a percentage for shares, an amount for the rest. */
export function rate(figure: Figure, proportion: boolean): string {
  return proportion ? percent(figure) : amount(figure);
}

/** "0.655 to 0.771", "1.2 or more", or a dash. */
export function interval(low: Figure, high: Figure, write: (figure: number) => string): string {
  if (low === null && high === null) return NONE;
  if (low === null) return `up to ${write(high!)}`;
  return high === null ? `${write(low)} or more` : `${write(low)} to ${write(high)}`;
}

/** How many are missing to a mark, whole ones, so that this many more reach it; "none" where it is reached already. */
export function short(figure: Figure): string {
  if (figure === null) return NONE;
  const missing = Math.ceil(finite(figure) - 1e-6);
  return missing > 0 ? count(missing) : "none";
}

/** "1 person", "2 people". */
export function counted(figure: number, one: string, many: string): string {
  return `${count(figure)} ${figure === 1 ? one : many}`;
}

function sided(figure: number, against: readonly number[]): string {
  let digits = 3;
  const apart = (mark: number): boolean => Math.abs(mark - figure) > 1e-9;
  while (digits < 8 && against.some((mark) => apart(mark) && same(figure, mark, digits))) digits += 1;
  return figure.toFixed(digits);
}

function same(figure: number, mark: number, digits: number): boolean {
  return Number(figure.toFixed(digits)) === Number(mark.toFixed(digits));
}

function signed(text: string): string {
  return /^-?[0.]+$/u.test(text) ? text.replace("-", "") : text.startsWith("-") ? text : `+${text}`;
}

function grouped(text: string): string {
  const [whole = "", decimals] = text.split(".");
  const commas = whole.replace(/\B(?=(\d{3})+$)/gu, ",");
  return decimals === undefined ? commas : `${commas}.${decimals}`;
}

function finite(figure: number): number {
  if (Number.isFinite(figure)) return figure;
  throw new Error(`a figure in the result is ${figure}: a number that does not exist must be null`);
}
