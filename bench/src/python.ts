import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Made by the end-to-end tests: `npm test -- python`. */
const E2E_PYTHON = fileURLToPath(new URL("../../e2e/.venv/bin/python", import.meta.url));

/** A Python that has `segments-ai` and what its exports need. */
export function findPython(): string {
  const python = process.env.BENCH_PYTHON ?? E2E_PYTHON;
  const isThere = existsSync(python) && spawnSync(python, ["-c", "import segments, pycocotools, skimage"]).status === 0;
  if (!isThere) {
    throw new Error(
      "This job needs the Python package: run `npm test -- python` once, or set BENCH_PYTHON to a Python with segments-ai, scikit-image, pycocotools and opencv-python-headless.",
    );
  }
  return python;
}

/** Runs a program that prints as its last line how many milliseconds its work took, as JSON with what else it found. */
export async function runMeasured<T extends { readonly ms: number }>(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<T> {
  const env = { PATH: process.env.PATH, HOME: cwd, TMPDIR: process.env.TMPDIR, TQDM_DISABLE: "1" };
  const { stdout } = await promisify(execFile)(command, [...args], { cwd, env, maxBuffer: 1 << 28 });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as T;
}
