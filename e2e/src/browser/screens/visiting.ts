import type { Browser, BrowserContext, Page } from "playwright-core";
import type { ServerProcess } from "../../server-process.js";
import { PASSWORD, type World } from "./fill.js";
import type { Viewer } from "./screens.js";

/** The two window sizes in which every page is looked at. */
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;

interface ContextOptions {
  readonly viewer: Viewer;
  readonly scheme: "light" | "dark";
  readonly width: number;
  readonly height: number;
}

/** A browser context of its own: jane signs in as a person does, john comes with a key. */
export async function openContext(
  browser: Browser,
  server: ServerProcess,
  world: Pick<World, "johnKey"> | undefined,
  { viewer, scheme, width, height }: ContextOptions,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: "reduce",
    ...(viewer === "john" && { extraHTTPHeaders: { authorization: `APIKey ${world?.johnKey}` } }),
  });
  context.setDefaultTimeout(15_000);
  if (viewer === "jane") {
    const response = await context.request.post("/sessions/", {
      data: { username: "jane", password: PASSWORD },
      headers: { origin: new URL(server.url).origin },
    });
    if (!response.ok()) throw new Error(`Signing in was answered with ${response.status()}: ${await response.text()}`);
  }
  return context;
}

export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await settle(page);
}

/** Waits until nothing is loading and nothing moves. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.waitForSelector('[aria-label="Loading"]', { state: "detached" });
  await page.waitForTimeout(250);
}
