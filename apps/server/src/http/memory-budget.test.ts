import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryBudget } from "./memory-budget.js";

const MIB = 1024 * 1024;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets everything run that waits for no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);

function watch(promise: Promise<void>): () => string {
  let state = "waiting";
  promise.then(
    () => (state = "granted"),
    (error: { code: string }) => (state = error.code),
  );
  return () => state;
}

test("what does not fit waits its turn, in order", async () => {
  const budget = new MemoryBudget(10 * MIB);
  const [first, second, third] = [budget.open(), budget.open(), budget.open()];
  await first.growTo(8 * MIB);
  const states = [watch(second.growTo(4 * MIB)), watch(third.growTo(1 * MIB))];
  await settle();
  expect(states.map((state) => state())).toEqual(["waiting", "waiting"]);
  first.release();
  await settle();
  expect(states.map((state) => state())).toEqual(["granted", "granted"]);
  expect(budget.heldBytes).toBe(5 * MIB);
  second.release();
  second.release();
  third.release();
  expect(budget.heldBytes).toBe(0);
});

test("who waits for too long is told to try again, and those behind go on", async () => {
  const budget = new MemoryBudget(10 * MIB);
  await budget.open().growTo(8 * MIB);
  const large = watch(budget.open().growTo(4 * MIB));
  await vi.advanceTimersByTimeAsync(5000);
  const small = watch(budget.open().growTo(1 * MIB));
  await vi.advanceTimersByTimeAsync(5000);
  expect([large(), small()]).toEqual(["unavailable", "granted"]);
});

test("what is larger than all there is comes alone", async () => {
  const budget = new MemoryBudget(10 * MIB);
  const huge = budget.open();
  await huge.growTo(50 * MIB);
  const other = watch(budget.open().growTo(1 * MIB));
  await settle();
  expect(other()).toBe("waiting");
  huge.release();
  await settle();
  expect(other()).toBe("granted");
});

test("two that grow do not wait for each other for ever: one goes on when the other has given up", async () => {
  const budget = new MemoryBudget(10 * MIB);
  const grow = async () => {
    const reservation = budget.open();
    try {
      for (let bytes = MIB; bytes <= 9 * MIB; bytes += MIB) await reservation.growTo(bytes);
    } finally {
      reservation.release();
    }
  };
  const [first, second] = [watch(grow()), watch(grow())];
  await settle();
  expect([first(), second()]).toEqual(["waiting", "waiting"]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([first(), second()].sort()).toEqual(["granted", "unavailable"]);
  expect(budget.heldBytes).toBe(0);
});

test("a part that is given back while it waits is not kept", async () => {
  const budget = new MemoryBudget(10 * MIB);
  const [first, gone] = [budget.open(), budget.open()];
  await first.growTo(10 * MIB);
  void gone.growTo(5 * MIB);
  gone.release();
  first.release();
  await settle();
  expect(budget.heldBytes).toBe(0);
});

test("a part can be made smaller", async () => {
  const budget = new MemoryBudget(10 * MIB);
  const part = budget.open();
  await part.growTo(8 * MIB);
  part.shrinkTo(2 * MIB);
  expect(budget.heldBytes).toBe(2 * MIB);
  part.release();
  expect(budget.heldBytes).toBe(0);
});
