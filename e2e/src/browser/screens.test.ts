import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ServerProcess } from "../server-process.js";
import { findChromium, launchChromium, NO_CHROMIUM } from "./chromium.js";
import { fill, type World } from "./screens/fill.js";
import { LABELING_SCREENS } from "./screens/labeling-screens.js";
import { SCREENS, SCREENS_OF_A_NEW_ACCOUNT, SCREENS_OF_SETUP, type Screen, type Viewer } from "./screens/screens.js";
import { open, openContext, SIZES, settle } from "./screens/visiting.js";

const hindrance = findChromium() === undefined ? NO_CHROMIUM : undefined;

/** What holds of every page in every state, in both window sizes. */
describe.skipIf(hindrance !== undefined)(
  `all screens${hindrance === undefined ? "" : ` (skipped: ${hindrance})`}`,
  () => {
    let server: ServerProcess;
    let browser: Browser;
    let world: World | undefined;

    beforeAll(async () => {
      browser = await launchChromium();
      server = await ServerProcess.start({ env: { RATE_LIMIT_PER_MINUTE: "0" } });
    });
    afterAll(async () => {
      await browser?.close();
      await server?.dispose();
    });

    test("before there is an account", async () => {
      expect(await inspectAll(SCREENS_OF_SETUP)).toEqual([]);
    });

    test("with an account and no dataset, and with everything", { timeout: 15 * 60_000 }, async () => {
      const janeKey = await server.createFirstAccount("jane");
      const ofNewAccount = await inspectAll(SCREENS_OF_A_NEW_ACCOUNT);
      world = await fill(server, janeKey);
      expect([...ofNewAccount, ...(await inspectAll([...LABELING_SCREENS, ...SCREENS]))]).toEqual([]);
    });

    async function inspectAll(screens: readonly Screen[]): Promise<string[]> {
      const contexts = new Map<Viewer, BrowserContext>();
      const faults: string[] = [];
      for (const screen of screens.filter(({ name }) => name.includes(process.env.SCREENS_ONLY ?? ""))) {
        const { viewer } = screen;
        const context =
          contexts.get(viewer) ?? (await openContext(browser, server, world, { viewer, scheme: "light", ...SIZES[0] }));
        contexts.set(viewer, context);
        faults.push(...(await inspect(screen, context)));
      }
      for (const context of contexts.values()) await context.close();
      return faults;
    }

    async function inspect(screen: Screen, context: BrowserContext): Promise<string[]> {
      const page = await context.newPage();
      try {
        await open(page, pathOf(screen));
        await screen.act?.(page);
        await settle(page);
        const faults: string[] = [];
        for (const size of SIZES) {
          await page.setViewportSize(size);
          await page.waitForTimeout(100);
          const found = (
            await Promise.all([FIND_OVERFLOW, FIND_SMALL_TEXT].map((script) => page.evaluate<string[]>(script)))
          ).flat();
          faults.push(...found.map((fault) => `${screen.name} ${size.width}x${size.height}: ${fault}`));
        }
        return faults;
      } catch (error) {
        return [`${screen.name}: ${error instanceof Error ? error.message : String(error)}`];
      } finally {
        await page.close();
      }
    }

    function pathOf(screen: Screen): string {
      if (world !== undefined) return screen.path(world);
      return screen.name.startsWith("setup") && SCREENS_OF_SETUP.includes(screen) && server.setupUrl !== undefined
        ? server.setupUrl
        : screen.path(NO_WORLD);
    }
  },
);

const NO_WORLD: World = {
  url: "",
  janeKey: "",
  johnKey: "",
  joinPath: "",
  sampleUuid: "",
  discussedUuid: "",
  unreadableUuid: "",
};

/** The window itself never scrolls: pages scroll inside of it, never sideways, and with one scroll bar. */
const FIND_OVERFLOW = `(() => {
  const faults = [];
  for (const [name, element] of [["document", document.scrollingElement], ["content", document.getElementById("content")]]) {
    if (element === null) continue;
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
    if (scrollWidth > clientWidth) faults.push("the " + name + " is " + scrollWidth + " px wide in " + clientWidth);
    if (name === "document" && scrollHeight > clientHeight)
      faults.push("the document is " + scrollHeight + " px high in " + clientHeight);
    if (name === "content" && scrollHeight > clientHeight)
      for (const inner of element.querySelectorAll("*"))
        if (/auto|scroll/.test(getComputedStyle(inner).overflowY) && inner.clientHeight > clientHeight / 2 && inner.scrollHeight > inner.clientHeight)
          faults.push("the content scrolls around " + inner.className + ", which scrolls too");
  }
  return faults;
})()`;

/** Text below 12 px, once for each style that sets it. */
const FIND_SMALL_TEXT = `(() => {
  const faults = new Map();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (text === "" || !element.checkVisibility({ visibilityProperty: true })) continue;
    const px = Number.parseFloat(getComputedStyle(element).fontSize);
    const where = element.className || element.tagName;
    if (px < 12) faults.set(where, '"' + text.slice(0, 40) + '" is set in ' + px + " px (" + where + ")");
  }
  return [...faults.values()];
})()`;
