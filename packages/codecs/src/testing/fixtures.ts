import { existsSync, readFileSync } from "node:fs";

/** Values that other tools gave once; each file names their versions. */
export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8")) as T;
}

const SHARED = new URL("../../../../../shared/data/pointclouds/", import.meta.url);

/** Whether the point clouds that other tools wrote are there; a clone elsewhere has none. */
export const hasSharedClouds = existsSync(SHARED);

export function readSharedCloud(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, SHARED)));
}
