import type { LoadedImage } from "@tessera/editor-2d";
import { MemoryBudget } from "@tessera/editor-core";
import { expect, it } from "vitest";
import { ImageStore } from "./image-store.js";

const IMAGE_BYTES = 1000;

/** A store that has room for so many images. */
function store({ room = 3 } = {}) {
  const disposed: string[] = [];
  const aborted: string[] = [];
  const loads: string[] = [];
  const images = new ImageStore({
    memory: new MemoryBudget(room * IMAGE_BYTES),
    load: async (url, { signal } = {}) => {
      loads.push(url);
      signal?.addEventListener("abort", () => aborted.push(url));
      if (url === "broken") throw new Error("broken");
      return { bytes: IMAGE_BYTES, dispose: () => disposed.push(url) } as unknown as LoadedImage;
    },
  });
  /** Shows an image and leaves it. */
  const visit = async (url: string) => {
    const handle = images.acquire(url);
    await handle.loading;
    handle.release();
  };
  return { images, visit, disposed, aborted, loads };
}

it("has what was fetched ahead at once", async () => {
  const { images, loads } = store();
  images.prefetch("a");
  const { loading } = images.acquire("a");
  const image = await loading;
  expect(images.peek("a")).toBe(image);
  expect(images.acquire("a").image).toBe(image);
  expect(loads).toEqual(["a"]);
});

it("keeps what fits into its memory, and lets go of what was used longest ago", async () => {
  const { visit, disposed, loads } = store();
  for (const url of ["a", "b", "c", "a", "d", "b"]) await visit(url);
  expect(disposed).toEqual(["b", "c"]);
  expect(loads).toEqual(["a", "b", "c", "d", "b"]);
});

it("never lets go of one in use, and of the rest as soon as it can", async () => {
  const { images, visit, disposed } = store({ room: 1 });
  const [a, b] = [images.acquire("a"), images.acquire("b")];
  await Promise.all([a.loading, b.loading]);
  expect(disposed).toEqual([]);
  a.release();
  a.release();
  expect(disposed).toEqual(["a"]);
  await visit("c");
  expect(disposed).toEqual(["a", "c"]);
  expect(images.peek("b")).toBeDefined();
});

it("gives up loads that nobody waits for when newer ones are asked for", async () => {
  const { images, aborted } = store();
  const handle = images.acquire("shown");
  for (const url of ["a", "b", "c"]) images.prefetch(url);
  expect(aborted).toEqual(["a"]);
  await handle.loading;
});

it("loads what failed again when it is asked for again", async () => {
  const { images, loads } = store();
  await expect(images.acquire("broken").loading).rejects.toThrow("broken");
  await expect(images.acquire("broken").loading).rejects.toThrow("broken");
  expect(loads).toEqual(["broken", "broken"]);
});
