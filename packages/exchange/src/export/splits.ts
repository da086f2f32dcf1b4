import { at } from "@tessera/json";
import type { ReleaseSample } from "../release/release-types.js";
import { ExportError } from "./export-options.js";

export const SPLITS = ["train", "val", "test"] as const;
/** One of {@link SPLITS}, or another that the metadata names, such as `holdout`. */
export type Split = string;

/**
 * How samples are divided into training, validation and test: by a metadata key that names the split, or by shares. Shares decide by the
 * sample's name and the seed, so that a sample stays in its split when others are added.
 */
export type SplitRule =
  | { readonly by: string }
  | { readonly shares: readonly [train: number, val: number, test: number]; readonly seed?: string | undefined };

const SPELLINGS: Readonly<Record<string, (typeof SPLITS)[number]>> = {
  ...{ train: "train", training: "train", trainset: "train", trainingset: "train" },
  ...{ val: "val", valid: "val", validation: "val", dev: "val", valset: "val", validationset: "val" },
  ...{ test: "test", testing: "test", testset: "test" },
};

/**
 * The split that a text means by its first word: `val2017`, `valid` and `Validation set` are `val`; undefined where that is none of ours.
 *
 * @example knownSplit("test_A") // "test"
 */
export function knownSplit(text: string): (typeof SPLITS)[number] | undefined {
  const [word = ""] = /^[a-z]+/.exec(text.trim().toLowerCase()) ?? [];
  return Object.hasOwn(SPELLINGS, word) ? SPELLINGS[word] : undefined;
}

/** @throws ExportError when shares do not divide the whole. */
export function checkSplitRule(rule: SplitRule): void {
  if ("by" in rule) return;
  const total = rule.shares.reduce((sum, share) => sum + share, 0);
  if (!rule.shares.every((share) => share >= 0)) throw new ExportError("the shares of the splits must not be negative");
  if (!(Math.abs(total - WHOLE) < 1e-6))
    throw new ExportError(`the shares of the splits are percents and add up to ${total}, not 100`);
}

const WHOLE = 100;

/** The splits that have a share, and should get samples. */
export function expectedSplits(rule: SplitRule): readonly Split[] {
  return "by" in rule ? [] : SPLITS.filter((_, place) => (rule.shares[place] ?? 0) > 0);
}

/** The split of a sample; undefined where the metadata names none. Others than ours keep their name, as a file can have it. */
export function splitOf(sample: ReleaseSample, rule: SplitRule): Split | undefined {
  if ("by" in rule) {
    const value = at(sample.metadata, rule.by);
    const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
    return knownSplit(text) ?? (text === "" ? undefined : ownSplit(text));
  }
  const place = unitHash(`${rule.seed ?? ""}\u0000${sample.name}`) * WHOLE;
  if (place < rule.shares[0]) return "train";
  return place < rule.shares[0] + rule.shares[1] ? "val" : "test";
}

const MAX_NAME = 60;

/** Upper and lower case are one on some file systems. */
function ownSplit(text: string): string {
  const name = text.normalize("NFC").toLowerCase().slice(0, MAX_NAME);
  return `${/^[\p{L}\p{N}]/u.test(name) ? "" : "_"}${name.replace(/[^\p{L}\p{N}_-]/gu, "_")}`;
}

/** FNV-1a with a final mix, from 0 to below 1. */
function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
