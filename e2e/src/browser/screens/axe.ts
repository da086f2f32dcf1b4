import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** Something on a page that keeps some people from using it. */
export interface Finding {
  readonly rule: string;
  readonly impact: string;
  readonly help: string;
  /** Where, as CSS selectors; the first few. */
  readonly places: readonly string[];
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly unknown[] }[];
  }[];
}

const MAX_PLACES = 5;
let source: string | undefined;

/** What axe-core finds on a page that is serious or critical. */
export async function findBarriers(page: Page): Promise<Finding[]> {
  source ??= await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // By the debugger, as the page's policy allows no scripts of others.
  await page.evaluate(`${source};undefined`);
  const result = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as AxeResult;
  return result.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => ({
      rule: id,
      impact: impact ?? "",
      help,
      places: nodes.slice(0, MAX_PLACES).map(({ target }) => target.join(" ")),
    }));
}
