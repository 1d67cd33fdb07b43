/** The browser that tests look at pages with: one that is installed, named by EVENHAND_CHROMIUM or in its usual place. */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const named = process.env["EVENHAND_CHROMIUM"] ?? "";
const path = [named, "/usr/bin/chromium"].find((one) => one !== "" && existsSync(one));

/** Whether there is one: without it these tests are skipped. */
export const hasBrowser = path !== undefined;

/** What a group of tests is called, so that one reads why it was skipped. */
export const inBrowser = (what: string): string =>
  hasBrowser ? `${what}, in a browser` : `${what}: skipped, no chromium here (EVENHAND_CHROMIUM names one)`;

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: path!, args: ["--no-sandbox"] });
}
