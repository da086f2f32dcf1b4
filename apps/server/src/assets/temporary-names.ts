import { randomUUID } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Temporary files are named by the process that writes them, so that what a killed one left can be told from an upload in
 * progress: `<where>~<pid>~<uuid>`. `where` is the machine and, on Linux, its pid namespace: containers that share a
 * directory have process ids of their own, and say nothing about each other's.
 */
const WHERE = `${hostname().replaceAll(/[^\w.-]/g, "_")}.${pidNamespace()}`;

const living = new Set<string>();

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid").replaceAll(/\D/g, "");
  } catch {
    return "0"; // there are no namespaces on this system
  }
}

/** A name for a file of this process; {@link endTemporary} says that the file is gone. */
export function beginTemporary(): string {
  const name = `${WHERE}~${process.pid}~${randomUUID()}`;
  living.add(name);
  return name;
}

export function endTemporary(name: string): void {
  living.delete(name);
}

/** True only for a file whose process is known to have ended. */
export function isAbandoned(name: string): boolean {
  const [where, pidText = "", ...rest] = name.split("~");
  if (where !== WHERE || rest.length !== 1 || !/^\d+$/.test(pidText)) return false;
  const pid = Number(pidText);
  // An earlier process had the id that is ours now.
  if (pid === process.pid) return !living.has(name);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
