import type { LoadedImage } from "@tessera/editor-2d";
import { expect, it } from "vitest";
import { ImageStore } from "./image-store.js";

function store() {
  const disposed: string[] = [];
  const aborted: string[] = [];
  const loads: string[] = [];
  const images = new ImageStore(async (url, { signal } = {}) => {
    loads.push(url);
    signal?.addEventListener("abort", () => aborted.push(url));
    if (url === "broken") throw new Error("broken");
    return { dispose: () => disposed.push(url) } as unknown as LoadedImage;
  });
  return { images, disposed, aborted, loads };
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

it("keeps three, and never lets go of one in use", async () => {
  const { images, disposed } = store();
  const held = images.acquire("a");
  await held.loading;
  for (const url of ["b", "c", "d", "e"]) await images.acquire(url).loading.then(() => undefined);
  expect(disposed).not.toContain("a");
  held.release();
  held.release();
  images.prefetch("f");
  expect(disposed).toContain("a");
});

it("loads what failed again when it is asked for again", async () => {
  const { images, loads } = store();
  await expect(images.acquire("broken").loading).rejects.toThrow("broken");
  await expect(images.acquire("broken").loading).rejects.toThrow("broken");
  expect(loads).toEqual(["broken", "broken"]);
});
