import { expect, it } from "vitest";
import { ObjectIds } from "./ids.js";

it("gives one above the highest, and never one that was in use", () => {
  const ids = new ObjectIds();
  expect(ids.next()).toBe(1);
  ids.use(7);
  ids.use(3);
  expect([ids.next(), ids.next()]).toEqual([8, 8]);
  ids.clear();
  expect(ids.next()).toBe(1);
});

it("gives the lowest that is free where the highest is the last", () => {
  const ids = new ObjectIds({ limit: 4 });
  for (const id of [1, 4]) ids.use(id);
  expect(ids.next()).toBe(2);
});
