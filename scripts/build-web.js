/**
 * Builds the web app, unless nothing that it is made of has changed since the last build: a start on existing data must
 * not wait for a bundler.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const WEB = path.join(ROOT, "apps/web");
const STAMP = path.join(WEB, ".cache/built");

const inputs = hashOf([
  path.join(ROOT, "package-lock.json"),
  ...["index.html", "package.json", "vite.config.ts"].map((name) => path.join(WEB, name)),
  ...filesIn(path.join(WEB, "public")),
  ...filesIn(path.join(WEB, "src")),
  // The workspace packages are bundled from their sources.
  ...readdirSync(path.join(ROOT, "packages")).flatMap((name) => filesIn(path.join(ROOT, "packages", name, "src"))),
]);

const isCurrent =
  existsSync(path.join(WEB, "dist/index.html")) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === inputs;
if (!isCurrent) build();

function build() {
  const vite = path.join(ROOT, "node_modules/vite/bin/vite.js");
  const { status } = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], { cwd: WEB, stdio: "inherit" });
  if (status !== 0) {
    process.exitCode = status ?? 1;
    return;
  }
  mkdirSync(path.dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, inputs);
}

/** @param {readonly string[]} files @returns {string} */
function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${path.relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  return hash.digest("hex");
}

/** @param {string} directory @returns {string[]} what is bundled; tests are not */
function filesIn(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}
