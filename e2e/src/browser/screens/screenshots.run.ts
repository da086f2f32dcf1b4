import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServerProcess } from "../../server-process.js";
import { launchChromium } from "../chromium.js";
import { type Finding, findBarriers } from "./axe.js";
import { fill, type World } from "./fill.js";
import { LABELING_SCREENS } from "./labeling-screens.js";
import { SCREENS, SCREENS_OF_A_NEW_ACCOUNT, SCREENS_OF_SETUP, type Screen, type Viewer } from "./screens.js";
import { open, openContext, SIZES, settle } from "./visiting.js";

const FOLDER = process.env.SCREENSHOTS_DIR ?? "screenshots";
/** A part of a screen's name: only those. */
const ONLY = process.env.SCREENSHOTS_ONLY ?? "";
const SCHEMES = ["light", "dark"] as const;
/** The aim of the issue for JavaScript before an editor opens. */
const MAX_FIRST_LOAD_BYTES = 200_000;

interface Look {
  readonly scheme: (typeof SCHEMES)[number];
  readonly width: number;
  readonly height: number;
}

const LOOKS: readonly Look[] = SCHEMES.flatMap((scheme) => SIZES.map((size) => ({ scheme, ...size }))).filter(
  ({ scheme, width }) => `${scheme}-${width}`.includes(process.env.SCREENSHOTS_LOOK ?? ""),
);

let browser: Browser;
let server: ServerProcess;
let world: World;

beforeAll(async () => {
  await mkdir(FOLDER, { recursive: true });
  browser = await launchChromium();
  server = await ServerProcess.start({ env: { RATE_LIMIT_PER_MINUTE: "0" } });
});

afterAll(async () => {
  await browser?.close();
  await server?.dispose();
});

test("before there is an account", async () => {
  await shootAll(SCREENS_OF_SETUP);
});

test("with an account that has nothing yet", async () => {
  const janeKey = await server.createFirstAccount("jane");
  world = {
    url: server.url,
    janeKey,
    johnKey: "",
    joinPath: "",
    sampleUuid: "",
    discussedUuid: "",
    unreadableUuid: "",
  };
  await shootAll(SCREENS_OF_A_NEW_ACCOUNT);
});

test("everything else", async () => {
  world = await fill(server, world.janeKey);
  await waitForThumbnails(world);
  await shootAll([...LABELING_SCREENS, ...SCREENS]);
});

test("the first load is small", async () => {
  const context = await openContext(browser, server, world, { viewer: "jane", ...(LOOKS[0] as Look) });
  const page = await context.newPage();
  const sizes = new Map<string, number>();
  const pending: Promise<void>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    pending.push(
      response.body().then((body) => {
        sizes.set(new URL(response.url()).pathname, gzipSync(body).length);
      }),
    );
  });
  await open(page, "/");
  await Promise.all(pending);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  console.log(`First load of /: ${(total / 1000).toFixed(1)} kB of JavaScript (gzip) in ${sizes.size} files.`);
  await context.close();
  expect(total).toBeLessThanOrEqual(MAX_FIRST_LOAD_BYTES);
});

/** Each screen in each look; what axe finds in any of them is told together. */
async function shootAll(screens: readonly Screen[]): Promise<void> {
  const findings: string[] = [];
  for (const look of LOOKS) {
    const contexts = new Map<Viewer, BrowserContext>();
    for (const screen of screens.filter(({ name }) => name.includes(ONLY))) {
      const context =
        contexts.get(screen.viewer) ?? (await openContext(browser, server, world, { viewer: screen.viewer, ...look }));
      contexts.set(screen.viewer, context);
      const found = await shoot(screen, look, context);
      for (const finding of found) console.log(finding);
      findings.push(...found);
    }
    for (const context of contexts.values()) await context.close();
  }
  expect(findings).toEqual([]);
}

async function shoot(screen: Screen, look: Look, context: BrowserContext): Promise<string[]> {
  const name = `${screen.name}-${look.scheme}-${look.width}x${look.height}`;
  const page = await context.newPage();
  try {
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => faults.push(`${name}: the page threw ${message}`));
    await open(page, pathOf(screen));
    await screen.act?.(page);
    await settle(page);
    await writeFile(path.join(FOLDER, `${name}.png`), await page.screenshot());
    const barriers = await findBarriers(page);
    return [...faults, ...barriers.map((finding) => inWords(name, finding))];
  } catch (error) {
    return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    await page.close();
  }
}

function pathOf(screen: Screen): string {
  const { setupUrl } = server;
  if (screen.name.startsWith("setup") && SCREENS_OF_SETUP.includes(screen) && setupUrl !== undefined) return setupUrl;
  return screen.path(world);
}

/** Waits until the samples of the example dataset have their thumbnails. */
async function waitForThumbnails(world: World): Promise<void> {
  await expect
    .poll(
      async () => {
        const response = await fetch(new URL("/datasets/jane/flowers/samples/?per_page=60", world.url), {
          headers: { authorization: `APIKey ${world.janeKey}` },
        });
        const samples = (await response.json()) as { thumbnail?: unknown }[];
        return samples.every(({ thumbnail }) => thumbnail !== null && thumbnail !== undefined);
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(true);
}

function inWords(name: string, { rule, impact, help, places }: Finding): string {
  return `${name}: ${impact}: ${help} (${rule}) at ${places.join(" | ")}`;
}
