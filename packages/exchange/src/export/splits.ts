import { at } from "../release/json-values.js";
import type { ReleaseSample } from "../release/release-types.js";
import { ExportError } from "./export-options.js";

export const SPLITS = ["train", "val", "test"] as const;
export type Split = (typeof SPLITS)[number];

/**
 * How samples are divided into training, validation and test: by a metadata key that names the split, or by shares. Shares decide by the
 * sample's name and the seed, so that a sample stays in its split when others are added.
 */
export type SplitRule =
  | { readonly by: string }
  | { readonly shares: readonly [train: number, val: number, test: number]; readonly seed?: string | undefined };

const SPELLINGS: Readonly<Record<string, Split>> = {
  train: "train",
  training: "train",
  val: "val",
  valid: "val",
  validation: "val",
  dev: "val",
  test: "test",
  testing: "test",
};

/** The split of a sample; undefined where the metadata names none. */
export function splitOf(sample: ReleaseSample, rule: SplitRule): Split | undefined {
  if ("by" in rule) {
    const value = at(sample.metadata, rule.by);
    const spelling = typeof value === "string" ? value.trim().toLowerCase() : "";
    return Object.hasOwn(SPELLINGS, spelling) ? SPELLINGS[spelling] : undefined;
  }
  const total = rule.shares.reduce((sum, share) => sum + share, 0);
  if (!rule.shares.every((share) => share >= 0) || !(total > 0))
    throw new ExportError("the shares of the splits must be positive numbers");
  const place = unitHash(`${rule.seed ?? ""}\u0000${sample.name}`) * total;
  if (place < rule.shares[0]) return "train";
  return place < rule.shares[0] + rule.shares[1] ? "val" : "test";
}

/** FNV-1a with a final mix, from 0 to below 1. */
function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
