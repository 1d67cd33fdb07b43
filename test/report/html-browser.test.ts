/**
 * report.html looked at as a reader does: in a real browser, light and dark, narrow and wide, on paper, and as a screen
 * reader would have it.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderHtml } from "../../src/report/html.js";
import { evenhand } from "../cli/run.js";
import { hasBrowser, openBrowser } from "./browser.js";
import { letters, readPdf } from "./pdf-text.js";
import { assuredResult } from "./sample-assurance.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A4 lying, without its margins, in CSS pixels. */
const PAPER = { width: 1032, height: 703 };

const NAMES = ["month", "sample"] as const;

describe.skipIf(!hasBrowser)(
  "report.html in a browser (skipped without one: EVENHAND_CHROMIUM names it)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "html-test-"));
    let browser: Browser;

    beforeAll(async () => {
      const month = ["audit", "fixtures/month/decisions.csv", "--plan", "fixtures/month/evenhand.yaml"];
      const { stdout } = await evenhand([...month, "--format", "html", "--output", join(folder, "out")]);
      writeFileSync(join(folder, "month.html"), stdout);
      // Every verdict and reason, hostile names, waivers and a frozen plan.
      writeFileSync(join(folder, "sample.html"), renderHtml(assuredResult()));
      browser = await openBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    interface Look {
      readonly width?: number;
      readonly scheme?: "light" | "dark";
    }

    interface Seen {
      readonly page: Page;
      readonly said: readonly string[];
      readonly asked: readonly string[];
    }

    async function look<T>(name: string, how: Look, then: (seen: Seen) => Promise<T>): Promise<T> {
      const context = await browser.newContext({
        viewport: { width: how.width ?? 1280, height: 900 },
        colorScheme: how.scheme ?? "light",
      });
      const page = await context.newPage();
      const said: string[] = [];
      const asked: string[] = [];
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(String(error)));
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
      try {
        return await then({ page, said, asked });
      } finally {
        await context.close();
      }
    }

    const opened = (page: Page): Promise<void> =>
      page.evaluate(() => {
        for (const one of document.querySelectorAll("details")) one.open = true;
      });

    test.each(NAMES)("%s: nothing is fetched and the policy is not violated", async (name) => {
      await look(name, {}, async ({ page, said, asked }) => {
        await opened(page);
        expect(said).toEqual([]);
        expect(asked).toEqual([page.url()]);
      });
    });

    test.each(NAMES.flatMap((name) => (["light", "dark"] as const).map((scheme) => [name, scheme] as const)))(
      "%s, %s: the accessibility checker finds nothing, folded parts open",
      async (name, scheme) => {
        const faults = await look(name, { scheme }, async ({ page }) => {
          await opened(page);
          // Run by the test's own hand, past the page's policy, which allows no script.
          await page.evaluate(axe);
          return page.evaluate(async () => {
            const { violations } = await (
              globalThis as unknown as {
                axe: {
                  run(): Promise<{
                    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
                  }>;
                };
              }
            ).axe.run();
            return violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html} ${nodes[0]!.failureSummary}`);
          });
        });
        expect(faults).toEqual([]);
      },
      120_000,
    );

    test.each(NAMES.flatMap((name) => [360, 768, 1280].map((width) => [name, width] as const)))(
      "%s: the page is not wider than a screen of %i pixels, folded parts open",
      async (name, width) => {
        const widest = await look(name, { width }, async ({ page }) => {
          await opened(page);
          return page.evaluate(() => document.documentElement.scrollWidth);
        });
        expect(widest).toBe(width);
      },
    );

    test.each(NAMES.flatMap((name) => [360, 1280].map((width) => [name, width] as const)))(
      "%s at %i pixels: no two texts of a drawing overlap, and none is cut off",
      async (name, width) => {
        const seen = await look(name, { width }, ({ page }) =>
          page.evaluate(() => {
            const wrong: string[] = [];
            const all = [...document.querySelectorAll("svg.p")];
            for (const drawing of all) {
              const frame = drawing.getBoundingClientRect();
              const texts = [...drawing.querySelectorAll("text")].map((one) => ({
                text: one.textContent,
                box: one.getBoundingClientRect(),
              }));
              for (const [index, { text, box }] of texts.entries()) {
                if (box.left < frame.left - 1 || box.right > frame.right + 1) wrong.push(`cut: ${text}`);
                if (box.top < frame.top - 1 || box.bottom > frame.bottom + 1) wrong.push(`cut: ${text}`);
                for (const other of texts.slice(index + 1)) {
                  const apart =
                    box.right <= other.box.left ||
                    other.box.right <= box.left ||
                    box.bottom <= other.box.top + 1 ||
                    other.box.bottom <= box.top + 1;
                  if (!apart) wrong.push(`overlap: ${text} and ${other.text}`);
                }
              }
            }
            return { drawings: all.length, wrong };
          }),
        );
        expect(seen.drawings).toBeGreaterThan(2);
        expect(seen.wrong).toEqual([]);
      },
    );

    test.each(NAMES)("%s: no cell of a table spills its text over the next", async (name) => {
      const spilled = await look(name, {}, async ({ page }) => {
        await opened(page);
        return page.evaluate(() =>
          [...document.querySelectorAll("th, td")]
            .filter((cell) => cell.scrollWidth > cell.clientWidth + 1)
            .map((cell) => cell.textContent),
        );
      });
      expect(spilled).toEqual([]);
    });

    test.each([390, 1280])("at %i pixels no word of a table that would fit is broken", async (width) => {
      const broken = await look("month", { width }, async ({ page }) => {
        await opened(page);
        return page.evaluate(() => {
          const parted: string[] = [];
          for (const cell of document.querySelectorAll("th, td")) {
            // Ids and digests may be longer than any column.
            if (cell.querySelector("code") !== null) continue;
            const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
              for (const word of node.textContent!.matchAll(/[\p{L}\p{N}]+/gu)) {
                const range = document.createRange();
                range.setStart(node, word.index);
                range.setEnd(node, word.index + word[0].length);
                const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
                if (lines.size > 1) parted.push(word[0]);
              }
            }
          }
          return parted;
        });
      });
      expect(broken).toEqual([]);
    });

    test("a table wider than the screen is reached and moved by key, and shaded where more of it waits", async () => {
      await look("month", { width: 390 }, async ({ page }) => {
        await opened(page);
        const wide = await page
          .locator(".s")
          .evaluateAll((all) => all.findIndex((one) => one.scrollWidth > one.clientWidth + 50));
        expect(wide).toBeGreaterThan(-1);
        const one = page.locator(".s").nth(wide);
        await one.focus();
        await page.keyboard.press("ArrowRight");
        await expect.poll(() => one.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0);
        expect(await one.evaluate((box) => getComputedStyle(box).backgroundAttachment)).toContain("local");
      });
    });

    test("on a screen of 1280 pixels the tables of features are seen whole", async () => {
      const wide = await look("month", {}, async ({ page }) => {
        await opened(page);
        return page
          .locator("#proxies .s")
          .evaluateAll((all) =>
            all
              .filter((one) => one.scrollWidth > one.clientWidth + 1)
              .map((one) => one.getAttribute("aria-label")),
          );
      });
      expect(wide).toEqual([]);
    });

    test("a screen reader finds every table's head over its columns and at its rows", async () => {
      const tree = await look("month", {}, ({ page }) => page.locator("#summary").ariaSnapshot());
      expect(tree).toContain('columnheader "Judgements"');
      expect(tree).toContain('rowheader "inconclusive"');
    });

    test("every drawing has a table of the same figures with it", async () => {
      const alone = await look("month", {}, ({ page }) =>
        page.evaluate(() =>
          [...document.querySelectorAll("svg.p")]
            .filter((one) => one.closest(".beside")?.querySelector("table") === null)
            .map((one) => one.getAttribute("aria-label")),
        ),
      );
      expect(alone).toEqual([]);
    });

    test("folded parts open by key", async () => {
      await look("month", {}, async ({ page }) => {
        const first = page.locator("details").first();
        await first.locator("summary").focus();
        await page.keyboard.press("Enter");
        expect(await first.evaluate((one: HTMLDetailsElement) => one.open)).toBe(true);
      });
    });

    test.each(NAMES)("%s: printed, no table is wider than the paper", async (name) => {
      const wide = await look(name, { width: PAPER.width }, async ({ page }) => {
        await page.emulateMedia({ media: "print" });
        return page.evaluate(
          (width) =>
            [...document.querySelectorAll("table, svg")]
              .filter((one) => one.getBoundingClientRect().right > width + 1)
              .map((one) => one.querySelector("caption")?.textContent ?? one.getAttribute("aria-label")),
          PAPER.width,
        );
      });
      expect(wide).toEqual([]);
    });

    test("printed to a PDF, it is tagged, and what is folded on the screen is in it", async () => {
      const { pdf, folded } = await look("month", {}, async ({ page }) => {
        const texts = await page.evaluate(() =>
          [...document.querySelectorAll("details:not([open]) :is(th, td, caption)")].map(
            (one) => one.textContent,
          ),
        );
        return { folded: texts, pdf: await page.pdf({ preferCSSPageSize: true, tagged: true }) };
      });
      const printed = readPdf(pdf);
      expect(printed.tagged).toBe(true);
      expect(printed.pages).toBeGreaterThan(5);
      expect(folded.length).toBeGreaterThan(1_000);
      expect(printed.text).toContain("Gatenotmet:3breaches·Offerengine");
      const missing = folded.filter((text) => !printed.text.includes(letters(text)));
      // A text broken at the end of a page has another row's head in its midst; that is rare.
      expect(missing.length).toBeLessThan(folded.length / 100);
    });
  },
);
