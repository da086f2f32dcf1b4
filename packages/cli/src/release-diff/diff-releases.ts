import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ReleaseHeader, ReleaseSample } from "@tessera/exchange";
import { openReleaseFile } from "@tessera/exchange/node";
import { isSameJson } from "@tessera/json";
import { type CompareOptions, compareSamples, type SampleChange } from "./compare-samples.js";
import { identityOf, partition, readPart } from "./partition.js";

export interface DiffOptions extends CompareOptions {
  readonly signal: AbortSignal;
  /** Bytes of a release that are compared at once. */
  readonly partBytes?: number | undefined;
}

export interface CategoryChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

export interface ReleaseDiff {
  readonly categories: CategoryChanges;
  /** In the order of the second release, then what was removed, in that of the first; large releases part by part. */
  readonly changes: AsyncGenerator<SampleChange, void, undefined>;
  /** How many samples are the same, once all changes were read. */
  readonly sameSamples: () => number;
}

/** As objects, text takes some five times as much memory. */
const PART_BYTES = 32 << 20;
/** So many files are open at once. */
const MAX_PARTS = 200;

/** Compares two release files of any size: memory grows with neither. */
export async function diffReleases(fileA: string, fileB: string, options: DiffOptions): Promise<ReleaseDiff> {
  const read = { exactIntegers: true };
  const a = await openReleaseFile(fileA, read);
  const b = await openReleaseFile(fileB, read);
  const count = await partCount([fileA, fileB], options.partBytes ?? PART_BYTES);
  let same = 0;

  async function* changes(): AsyncGenerator<SampleChange, void, undefined> {
    const directory = await mkdtemp(path.join(tmpdir(), "tessera-diff-"));
    try {
      const to = { directory, count, signal: options.signal };
      const partsA = await partition(a, { ...to, prefix: "a" });
      const partsB = await partition(b, { ...to, prefix: "b" });
      for (const [part, fileOfA] of partsA.entries()) {
        const before = new Map<string, ReleaseSample>();
        for await (const sample of readPart(fileOfA)) before.set(identityOf(sample), sample);
        for await (const sample of readPart(partsB[part] ?? "")) {
          const identity = identityOf(sample);
          const change = compareSamples(before.get(identity), sample, options);
          before.delete(identity);
          if (change === undefined) same += 1;
          else yield change;
        }
        for (const sample of before.values()) {
          const change = compareSamples(sample, undefined, options);
          if (change !== undefined) yield change;
        }
      }
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  return { categories: compareCategories(a.header, b.header), changes: changes(), sameSamples: () => same };
}

async function partCount(files: readonly string[], partBytes: number): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size * (file.endsWith(".gz") ? 10 : 1)));
  return Math.min(MAX_PARTS, Math.max(1, Math.ceil(Math.max(...sizes) / partBytes)));
}

function compareCategories(from: ReleaseHeader, to: ReleaseHeader): CategoryChanges {
  const before = new Map(from.dataset.task_attributes.categories.map((category) => [category.id, category]));
  const after = new Map(to.dataset.task_attributes.categories.map((category) => [category.id, category]));
  const name = ({ id, name: text }: { readonly id: number; readonly name: string }) => `${id} ${text}`;
  return {
    added: [...after.values()].filter(({ id }) => !before.has(id)).map(name),
    removed: [...before.values()].filter(({ id }) => !after.has(id)).map(name),
    changed: [...after.values()].filter((one) => before.has(one.id) && !isSameJson(before.get(one.id), one)).map(name),
  };
}
