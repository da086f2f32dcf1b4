import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PYTHON_HOME, PYTHON_SUITE } from "./paths.js";

const REQUIREMENTS = path.join(PYTHON_SUITE, "requirements.txt");
const STAMP = path.join(PYTHON_HOME, "requirements.sha256");

/** Why the Python tests cannot run here; undefined when they can. */
export function missingPython(): string | undefined {
  const python = spawnSync("python3", ["-c", "import sys, venv, ensurepip; print(*sys.version_info[:2])"], {
    encoding: "utf8",
  });
  if (python.status !== 0) return "python3 with its venv module is not installed";
  const [major = 0, minor = 0] = python.stdout.trim().split(" ").map(Number);
  return major > 3 || minor >= 11 ? undefined : `python3 is ${major}.${minor}; the pinned packages need 3.11`;
}

/** Makes the virtual environment, or the old one again when the requirements are the same. Answers its `bin`. */
export function preparePython(): string {
  const bin = path.join(PYTHON_HOME, "bin");
  const wanted = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex");
  const present = existsSync(STAMP) ? readFileSync(STAMP, "utf8") : "";
  if (present === wanted && spawnSync(path.join(bin, "python"), ["-c", "import segments"]).status === 0) return bin;
  rmSync(PYTHON_HOME, { recursive: true, force: true });
  run("python3", ["-m", "venv", PYTHON_HOME]);
  run(path.join(bin, "python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]);
  writeFileSync(STAMP, wanted);
  return bin;
}

function run(command: string, args: string[]): void {
  execFileSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
}
