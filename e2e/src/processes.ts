import { readdir, readFile, readlink } from "node:fs/promises";

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * The processes that use a directory: they work in it, have a file of it open, or name it in their command line. That is
 * a server with its embedded PostgreSQL and the watcher between them. Read from /proc, so empty on other systems.
 */
export async function processesUsing(directory: string): Promise<RunningProcess[]> {
  const entries = await readdir("/proc").catch(() => []);
  const pids = entries.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(pids.map((pid) => inspect(Number(pid), directory)));
  return found.filter((one) => one !== undefined);
}

async function inspect(pid: number, directory: string): Promise<RunningProcess | undefined> {
  const base = `/proc/${pid}`;
  const status = await readFile(`${base}/stat`, "utf8").catch(() => "");
  // A zombie has ended; it waits for its parent to notice.
  if (status === "" || /^\d+ \(.*\) Z/s.test(status)) return undefined;
  const command = (await readFile(`${base}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ").trim();
  const descriptors = await readdir(`${base}/fd`).catch(() => []);
  const links = await Promise.all(
    ["cwd", ...descriptors.map((fd) => `fd/${fd}`)].map((name) => readlink(`${base}/${name}`).catch(() => "")),
  );
  const isUsing =
    command.includes(directory) || links.some((link) => link === directory || link.startsWith(`${directory}/`));
  return isUsing ? { pid, command } : undefined;
}

/** Waits until nothing uses a directory. */
export async function waitUntilUnused(directory: string, patienceMs = 10_000): Promise<RunningProcess[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const left = await processesUsing(directory);
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(50);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
