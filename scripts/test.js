/**
 * All tests: builds, runs each part, and ends with one line that sums them up: `N passed, N failed[, N skipped]`.
 * The exit code is 1 when a test failed, or when a part ran none at all.
 *
 *     npm test                 everything
 *     npm test -- unit fuzz    some parts, by name
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findPostgres, startExternalPostgres } from "../e2e/src/external-postgres.js";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
// e2e writes the reports of its Python programs here too.
const REPORTS = path.join(ROOT, "e2e/.cache/reports");
const VITEST = path.join(ROOT, "node_modules/vitest/vitest.mjs");

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {{ name: string, title: string, run: () => Promise<Counts[]> }} Part */

/** @type {readonly Part[]} */
const PARTS = [
  { name: "unit", title: "packages and server, on the embedded PostgreSQL", run: () => vitest("unit", ["run"]) },
  { name: "external", title: "server, on an external PostgreSQL", run: testOnExternalDatabase },
  {
    name: "python",
    title: "the official Python package",
    run: () => endToEnd("python", ["python-client"], "python.xml"),
  },
  {
    name: "interop",
    title: "exports in the tools that they are meant for",
    run: () =>
      endToEnd(
        "interop",
        ["supervision", "datumaro", "label-studio", "nuscenes", "imports"].map((tool) => `interop/${tool}`),
      ),
  },
  { name: "cli", title: "the tessera command and the quickstarts", run: () => endToEnd("cli", ["cli"]) },
  {
    name: "reliability",
    title: "kills, restarts, failures, users, shared database, queues",
    run: () => endToEnd("reliability", ["kill", "restart", "failures", "users", "shared-database", "queue", "memory"]),
  },
  { name: "browser", title: "people at a real Chromium", run: () => inBrowser() },
  { name: "fuzz", title: "the contract under fuzzing", run: () => endToEnd("fuzz", ["fuzz"], "fuzz.xml") },
];

/** Not every part has tests everywhere: what may be missing is said, and only in CI is it a failure. */
const OPTIONAL = new Map([
  ["browser", "there is no Chromium"],
  ["external", "PostgreSQL is not installed in /usr/lib/postgresql, and TEST_DATABASE_URL is not set"],
]);

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0)
    throw new Error(`There is no part ${unknown.join(", ")}: ${PARTS.map(({ name }) => name).join(", ")}.`);
  const isCi = process.env.CI === "true";
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  if (spawnSync("npm", ["run", "--silent", "build"], { cwd: ROOT, stdio: "inherit" }).status !== 0) {
    console.log("The build failed.");
    finish({ passed: 0, failed: 1, skipped: 0 });
    return;
  }
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const summary = [];
  for (const part of PARTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    console.log(`\n== ${part.name}: ${part.title}`);
    const began = Date.now();
    const counts = sum(await part.run());
    const seconds = Math.round((Date.now() - began) / 1000);
    const hasNone = counts.passed + counts.failed === 0;
    const excuse =
      hasNone && !isCi ? (OPTIONAL.get(part.name) ?? (counts.skipped > 0 ? "see above" : undefined)) : undefined;
    if (hasNone && excuse === undefined) counts.failed++;
    if (hasNone && excuse !== undefined) counts.skipped = Math.max(1, counts.skipped);
    const remark = excuse !== undefined ? ` (skipped: ${excuse})` : hasNone ? " (no test ran)" : "";
    summary.push(`${part.name.padEnd(12)} ${sentence(counts)} in ${seconds} s${remark}`);
    for (const key of /** @type {const} */ (["passed", "failed", "skipped"])) total[key] += counts[key];
  }
  console.log(`\n${summary.join("\n")}`);
  finish(total);
}

/** @param {Counts} total */
function finish(total) {
  process.exitCode = total.failed > 0 ? 1 : 0;
  console.log(sentence(total));
}

/** @param {Counts} counts */
function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** @param {readonly Counts[]} all @returns {Counts} */
function sum(all) {
  const add = (/** @type {keyof Counts} */ key) => all.reduce((total, counts) => total + counts[key], 0);
  return { passed: add("passed"), failed: add("failed"), skipped: add("skipped") };
}

/**
 * @param {string} name of the report
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 * @returns {Promise<Counts[]>}
 */
async function vitest(name, args, env = {}) {
  const report = path.join(REPORTS, `${name}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run(process.execPath, [VITEST, ...args, ...reporters], env);
  if (!existsSync(report)) return [{ passed: 0, failed: 1, skipped: 0 }];
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, "utf8"));
  // An error outside of any test, such as a file that could not be loaded, has no test that failed.
  const failed = numFailedTests === 0 && code !== 0 ? 1 : numFailedTests;
  return [{ passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests }];
}

/**
 * @param {string} name
 * @param {readonly string[]} files
 * @param {string} [junit] the report of a Python program that the tests ran
 */
async function endToEnd(name, files, junit) {
  const args = ["run", "--config", "e2e/vitest.config.ts", ...files.map((file) => `e2e/src/${file}.test.ts`)];
  const counts = await vitest(name, args);
  const report = path.join(REPORTS, junit ?? "");
  return junit !== undefined && existsSync(report) ? [...counts, countJunit(readFileSync(report, "utf8"))] : counts;
}

/** All that stands in e2e/src/browser. */
function inBrowser() {
  return vitest("browser", ["run", "--config", "e2e/vitest.config.ts", "e2e/src/browser/"]);
}

/** @param {string} xml @returns {Counts} */
function countJunit(xml) {
  const suites = [...xml.matchAll(/<testsuite\s[^>]*>/g)].map(([tag]) => tag);
  const number = (/** @type {string} */ tag, /** @type {string} */ name) =>
    Number(new RegExp(`\\b${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
  return sum(
    suites.map((tag) => {
      const failed = number(tag, "failures") + number(tag, "errors");
      const skipped = number(tag, "skipped");
      return { passed: number(tag, "tests") - failed - skipped, failed, skipped };
    }),
  );
}

/** The server's tests once more, on TEST_DATABASE_URL or on a throw-away cluster of an installed PostgreSQL. */
async function testOnExternalDatabase() {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== "")
    return vitest("external", ["run", "--project=server"], { TEST_DATABASE_URL: given });
  const bin = findPostgres();
  if (bin === undefined) return [];
  const postgres = await startExternalPostgres(bin);
  try {
    return await vitest("external", ["run", "--project=server"], {
      TEST_DATABASE_URL: postgres.createDatabase("tests"),
    });
  } finally {
    await postgres.stop();
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env
 * @returns {Promise<number | null>}
 */
function run(command, args, env) {
  const environment = { ...process.env, ...env };
  // The first run of the server's tests is on the embedded database, whatever the caller's environment says.
  if (env.TEST_DATABASE_URL === undefined) delete environment.TEST_DATABASE_URL;
  const child = spawn(command, args, { cwd: ROOT, env: environment, stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", resolve));
}

await main();
