import { readdir, readFile, readlink } from "node:fs/promises";
import { run } from "./run.js";

/**
 * True when the process exists and is not a zombie. A zombie takes signals like a living process, so that a stale
 * postmaster.pid that names one would keep PostgreSQL from ever starting (nobody reaps in a container without init).
 */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  if (process.platform !== "linux") return true;
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return false;
  // "pid (name) state …"; the name may hold spaces and brackets.
  const state = stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
  return state !== "Z" && state !== "X";
}

/** True when the process is a PostgreSQL process of this cluster: they all stand in its directory. */
export async function isPostgresOf(pid: number, clusterDir: string): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  if (process.platform === "linux") {
    const [directory, name] = await Promise.all([
      readlink(`/proc/${pid}/cwd`).catch(() => undefined),
      readFile(`/proc/${pid}/comm`, "utf8").catch(() => ""),
    ]);
    return directory === clusterDir && name.startsWith("postgres");
  }
  // Without /proc the name has to do; it errs on the side of "still there".
  if (process.platform === "win32") {
    const task = await run("tasklist", ["/NH", "/FI", `PID eq ${pid}`]);
    return task.code !== 0 || task.output.includes("postgres");
  }
  const result = await run("ps", ["-p", String(pid), "-o", "comm="]);
  return result.code === 0 && result.output.includes("postgres");
}

/** The living PostgreSQL processes of a cluster. Only Linux can tell; elsewhere the list is empty. */
export async function listPostgresOf(clusterDir: string): Promise<number[]> {
  if (process.platform !== "linux") return [];
  const pids = (await readdir("/proc")).map(Number).filter((pid) => Number.isInteger(pid));
  const ours = await Promise.all(pids.map((pid) => isPostgresOf(pid, clusterDir)));
  return pids.filter((_, index) => ours[index]);
}

/** Sends a signal to a process that may be gone by now. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone, or another user's: either way the caller looks again at what is alive.
  }
}
