import { describe, expect, test } from "vitest";
import { documentMemoryBytes, MemoryBudget } from "./memory-budget.js";
import { sizeOf } from "./size-of.js";

const GIB = 1024 ** 3;

/** An account of entries of 10 bytes that drops the oldest. */
function cache(budget: MemoryBudget, { priority = 0 } = {}) {
  const entries: number[] = [];
  const account = budget.open({
    priority,
    evict: (bytes) => {
      const count = Math.min(entries.length, Math.ceil(bytes / 10));
      entries.splice(0, count);
      account.set(entries.length * 10);
      return count * 10;
    },
  });
  return {
    entries,
    account,
    add: (entry: number) => {
      entries.push(entry);
      account.set(entries.length * 10);
    },
  };
}

describe("MemoryBudget", () => {
  test("lets the least important go first, and only as much as is needed", () => {
    const budget = new MemoryBudget(50);
    const far = cache(budget, { priority: -1 });
    const near = cache(budget);
    for (const entry of [1, 2, 3]) far.add(entry);
    for (const entry of [4, 5, 6]) near.add(entry);
    expect([far.entries, near.entries, budget.usedBytes]).toEqual([[2, 3], [4, 5, 6], 50]);
    for (const entry of [7, 8, 9]) near.add(entry);
    expect([far.entries, near.entries]).toEqual([[], [5, 6, 7, 8, 9]]);
  });

  test("never asks who cannot make it again, and lets others go for it", () => {
    const budget = new MemoryBudget(50);
    const frames = cache(budget);
    for (const entry of [1, 2, 3]) frames.add(entry);
    const label = budget.open();
    label.set(45);
    expect([frames.entries, label.bytes, budget.usedBytes]).toEqual([[], 45, 45]);
    label.set(80);
    expect(budget.usedBytes).toBe(80);
    label.close();
    expect(budget.usedBytes).toBe(0);
  });

  test("an account that only answers how much it let go is counted so", () => {
    const budget = new MemoryBudget(10);
    const account = budget.open({ evict: (bytes) => bytes });
    account.set(25);
    expect([account.bytes, budget.usedBytes]).toEqual([10, 10]);
  });

  test("a document keeps a quarter of the device's memory, at most 1.5 GiB", () => {
    expect([undefined, 0.5, 4, 8, 64].map(documentMemoryBytes)).toEqual([GIB, GIB / 8, GIB, 1.5 * GIB, 1.5 * GIB]);
  });
});

describe("sizeOf", () => {
  test("counts bytes of typed arrays, letters, and what is in objects", () => {
    expect(sizeOf(new Uint16Array(500))).toBe(1032);
    expect(sizeOf("abcd")).toBe(40);
    expect([sizeOf(7), sizeOf(null), sizeOf(undefined), sizeOf(true)]).toEqual([0, 0, 0, 0]);
    expect(sizeOf([1, 2, 3])).toBe(32 + 3 * 16);
    expect(sizeOf({ tile: new Uint8Array(1000) })).toBe(32 + 16 + 1032);
  });
});
