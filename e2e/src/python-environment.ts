import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PYTHON_HOME, PYTHON_SUITE } from "./paths.js";

/** Why the Python tests cannot run here; undefined when they can. */
export function missingPython(): string | undefined {
  const python = spawnSync("python3", ["-c", "import sys, venv, ensurepip; print(*sys.version_info[:2])"], {
    encoding: "utf8",
  });
  if (python.status !== 0) return "python3 with its venv module is not installed";
  const [major = 0, minor = 0] = python.stdout.trim().split(" ").map(Number);
  return major > 3 || minor >= 11 ? undefined : `python3 is ${major}.${minor}; the pinned packages need 3.11`;
}

/** The official Python package's environment, see {@link prepareEnvironment}. */
export function preparePython(): string {
  return prepareEnvironment(PYTHON_HOME, path.join(PYTHON_SUITE, "requirements.txt"), "import segments");
}

/**
 * Makes a virtual environment, or takes the one that is there when its requirements are the same. Answers its `bin`.
 *
 * @param check a Python statement that fails where the environment is broken
 */
export function prepareEnvironment(home: string, requirements: string, check: string): string {
  const bin = path.join(home, "bin");
  const stamp = path.join(home, "requirements.sha256");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const present = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (present === wanted && spawnSync(path.join(bin, "python"), ["-c", check]).status === 0) return bin;
  rmSync(home, { recursive: true, force: true });
  run("python3", ["-m", "venv", home]);
  run(path.join(bin, "python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  writeFileSync(stamp, wanted);
  return bin;
}

function run(command: string, args: string[]): void {
  execFileSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
}
