/**
 * Pictures of every page in both themes and two window sizes, and what axe finds on them. Starts a server on an empty data
 * directory, fills it, and stops it again. Exits 1 when axe finds something serious or a page throws.
 *
 *     npm run screenshots                       into ./screenshots
 *     npm run screenshots -- FOLDER             into FOLDER
 *     npm run screenshots -- FOLDER samples     only pages whose name has "samples" in it
 *     npm run screenshots -- FOLDER "" dark-1440   only in dark, at 1440×900
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const [folder = "screenshots", only = "", look = ""] = process.argv.slice(2);
const vitest = path.join(ROOT, "node_modules/vitest/vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--config", path.join(ROOT, "e2e/screenshots.config.ts")],
  {
    stdio: "inherit",
    env: { ...process.env, SCREENSHOTS_DIR: path.resolve(folder), SCREENSHOTS_ONLY: only, SCREENSHOTS_LOOK: look },
  },
);
process.exitCode = status ?? 1;
