import { existsSync } from "node:fs";
import process from "node:process";
import { chromium } from "playwright-core";

const HOMES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** What is said where there is no browser. */
export const NO_CHROMIUM =
  "there is no Chromium: install the package chromium, set CHROMIUM_PATH, or run npx playwright-core install chromium";

/**
 * Where a Chromium is: CHROMIUM_PATH, an installed one, or the one that Playwright fetched earlier.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  const candidates = given === undefined || given === "" ? [...HOMES, chromium.executablePath()] : [given];
  return candidates.find((file) => existsSync(file));
}

/**
 * A headless Chromium that talks to nobody but the pages it is sent to.
 *
 * @returns {Promise<import("playwright-core").Browser>}
 */
export async function launchChromium() {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`No browser: ${NO_CHROMIUM}.`);
  return chromium.launch({
    executablePath,
    // Root has no sandbox in containers; the pages are our own.
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"],
  });
}
