import type { LoadedImage } from "@tessera/editor-2d";
import { MemoryBudget } from "@tessera/editor-core";
import { describe, expect, it } from "vitest";
import { FramesAhead, framesByNeed } from "./frames-ahead.js";
import { ImageStore } from "./image-store.js";

describe("framesByNeed", () => {
  it.each([
    [{ frame: 5, direction: 1, count: 9, window: 6 }, [5, 6, 4, 7, 8, 3]],
    [{ frame: 5, direction: -1, count: 9, window: 6 }, [5, 4, 6, 3, 2, 7]],
    [{ frame: 0, direction: 1, count: 3, window: 9 }, [0, 1, 2]],
    [{ frame: 2, direction: 1, count: 3, window: 9 }, [2, 1, 0]],
    [{ frame: 0, direction: 1, count: 1, window: 9 }, [0]],
  ] as const)("%o: %o", (options, expected) => expect(framesByNeed(options)).toEqual(expected));
});

/** As wide as the number of the frame. */
function sizeOf(url: string) {
  return { widthPx: Number(url), heightPx: 1 };
}

/** Frames of a size whose loads end when they are told to. */
function setUp({ count = 100, bytes = 1000 } = {}) {
  const pending = new Map<string, { resolve(image: LoadedImage): void; reject(error: Error): void }>();
  const aborted: string[] = [];
  const images = new ImageStore({
    memory: new MemoryBudget(1e12),
    load: (url, { signal } = {}) => {
      signal?.addEventListener("abort", () => {
        pending.delete(url);
        aborted.push(url);
      });
      return new Promise((resolve, reject) => pending.set(url, { resolve, reject }));
    },
  });
  const frames = Array.from({ length: count }, (_, index) => ({
    url: `${index}`,
    name: undefined,
    timestamp: undefined,
  }));
  const ahead = new FramesAhead(images, frames);
  const arrive = async (...urls: string[]) => {
    for (const url of urls) pending.get(url)?.resolve({ ...sizeOf(url), bytes, dispose() {} } as LoadedImage);
    for (const url of urls) pending.delete(url);
    await new Promise((resolve) => setTimeout(resolve));
  };
  const fail = async (url: string) => {
    pending.get(url)?.reject(new Error("gone"));
    pending.delete(url);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { ahead, images, arrive, fail, aborted, loading: () => [...pending.keys()].sort() };
}

describe("FramesAhead", () => {
  it("loads four at once, the nearest first, and goes on as they come", async () => {
    const { ahead, arrive, loading } = setUp();
    ahead.go(10);
    expect(loading()).toEqual(["10", "11", "9"]);
    await arrive("10");
    ahead.go(10);
    expect(loading()).toEqual(["11", "12", "13", "9"]);
    await arrive("11", "9");
    expect(loading()).toEqual(["12", "13", "14", "8"]);
    expect([ahead.isReady(11), ahead.isReady(12), ahead.stateOf(12), ahead.stateOf(50)]).toEqual([
      ...[true, false],
      ...["loading", "unasked"],
    ]);
  });

  it("gives up what is no longer near", async () => {
    const { ahead, arrive, aborted, loading } = setUp();
    ahead.go(10);
    await arrive("10");
    ahead.go(10);
    expect(loading()).toEqual(["11", "12", "13", "9"]);
    ahead.go(60);
    expect(loading()).toContain("60");
    // Two loads may end although nobody waits for them.
    expect(aborted).toHaveLength(2);
  });

  it("keeps no more than fit: of large frames those beside it only", async () => {
    const { ahead, arrive, loading } = setUp({ bytes: 200 * 1024 * 1024 });
    ahead.go(10);
    await arrive("10");
    ahead.go(10);
    await arrive("9", "11");
    expect(loading()).toEqual([]);
  });

  it("knows how large the nearest image is, also when it is not here any more", async () => {
    const { ahead, arrive } = setUp();
    ahead.go(10);
    expect(ahead.sizeNear(10)).toBeUndefined();
    await arrive("9", "11");
    expect([ahead.sizeNear(11), ahead.sizeNear(40)]).toEqual([sizeOf("11"), sizeOf("11")]);
    expect(ahead.sizeNear(5)).toEqual(sizeOf("9"));
    ahead.go(60);
    expect(ahead.sizeNear(12)).toEqual(sizeOf("11"));
  });

  it("knows what failed, waits for it no longer, and asks again for a frame without an image never", async () => {
    const { ahead, fail } = setUp();
    ahead.go(10);
    await fail("11");
    expect([ahead.stateOf(11), ahead.isReady(11)]).toEqual(["failed", true]);
    const none = new FramesAhead(new ImageStore(), [{ url: undefined, name: undefined, timestamp: undefined }]);
    expect([none.stateOf(0), none.isReady(0)]).toEqual(["missing", true]);
  });
});
