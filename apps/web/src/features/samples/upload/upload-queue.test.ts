import { expect, test } from "vitest";
import { MAX_BATCH, type NamedFile, type ReadySample, type UploadPorts, UploadQueue } from "./upload-queue.js";

class SignedOut extends Error {}

/** A queue over a world of its own, in which nothing takes time but what a test holds back. */
function makeQueue(ports: Partial<UploadPorts> = {}) {
  const added: string[] = [];
  const batches: number[] = [];
  const queue = new UploadQueue({
    check: async () => null,
    store: async ({ name, file }, { onSent }) => {
      onSent(file.size);
      return { name, attributes: { image: { url: `https://example.com/${name}` } } };
    },
    add: async (samples: readonly ReadySample[]) => {
      batches.push(samples.length);
      added.push(...samples.map(({ name }) => name));
      return samples.map(() => "added");
    },
    describe: (error) => (error instanceof Error ? error.message : String(error)),
    isSignedOut: (error) => error instanceof SignedOut,
    now: () => 0,
    ...ports,
  });
  return { queue, added, batches };
}

function file(name: string, size = 3): NamedFile {
  return { name, file: new File(["x".repeat(size)], name.split("/").at(-1) ?? name) };
}

function finished(queue: UploadQueue): Promise<void> {
  return until(queue, () => queue.getSnapshot().state === "finished");
}

function until(queue: UploadQueue, isMet: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isMet()) return;
      stop();
      resolve();
    };
    const stop = queue.subscribe(look);
    queueMicrotask(look);
  });
}

test("a thousand files become a thousand samples, in batches, with few notifications", async () => {
  const { queue, added, batches } = makeQueue();
  let heard = 0;
  queue.subscribe(() => {
    heard += 1;
  });
  queue.enqueue(Array.from({ length: 1000 }, (_, index) => file(`${index}.jpg`)));
  await finished(queue);
  expect(new Set(added).size).toBe(1000);
  expect(Math.max(...batches)).toBeLessThanOrEqual(MAX_BATCH);
  expect(queue.getSnapshot()).toMatchObject({ total: 1000, done: 1000, added: 1000, failures: [], sentBytes: 3000 });
  expect(heard).toBeLessThan(1000);
});

test("one bad file stops no other, and says why it is none", async () => {
  const { queue, added } = makeQueue({
    check: async ({ name }) => (name === "b.png" ? "It is empty (0 bytes)." : null),
  });
  queue.enqueue([file("a.png"), file("b.png"), file("c.png")]);
  await finished(queue);
  expect(added.toSorted()).toEqual(["a.png", "c.png"]);
  expect(queue.getSnapshot().failures).toEqual([{ name: "b.png", reason: "It is empty (0 bytes).", canRetry: false }]);
});

test("files of the same name are told, files of the same name in other folders are not the same", async () => {
  const { queue, added } = makeQueue();
  queue.enqueue([file("a.jpg"), file("a.jpg"), file("x/a.jpg")]);
  await finished(queue);
  expect(added.toSorted()).toEqual(["a.jpg", "x/a.jpg"]);
  expect(queue.getSnapshot().failures.map(({ name }) => name)).toEqual(["a.jpg"]);
});

test("a sample that is there already is told and left alone", async () => {
  const { queue } = makeQueue({
    add: async (samples) => samples.map(({ name }) => (name === "a.jpg" ? "exists" : "added")),
  });
  queue.enqueue([file("a.jpg"), file("b.jpg")]);
  await finished(queue);
  expect(queue.getSnapshot()).toMatchObject({ added: 1, failures: [{ name: "a.jpg", canRetry: false }] });
});

test("what failed by the network can be tried again, what failed by itself is not", async () => {
  let isDown = true;
  const { queue, added } = makeQueue({
    check: async ({ name }) => (name === "bad.jpg" ? "It is no image." : null),
    store: async ({ name }) => {
      if (isDown) throw new Error("The server cannot be reached.");
      return { name, attributes: {} };
    },
  });
  queue.enqueue([file("a.jpg"), file("bad.jpg")]);
  await finished(queue);
  expect(queue.getSnapshot().failures).toHaveLength(2);
  isDown = false;
  queue.retry();
  await finished(queue);
  expect(added).toEqual(["a.jpg"]);
  expect(queue.getSnapshot().failures.map(({ name }) => name)).toEqual(["bad.jpg"]);
});

test("cancelling stops what runs, begins nothing more, and keeps what was added", async () => {
  const started: string[] = [];
  const { queue, added } = makeQueue({
    store: (item, { signal }) => {
      started.push(item.name);
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  });
  queue.enqueue(Array.from({ length: 20 }, (_, index) => file(`${index}.jpg`)));
  await until(queue, () => started.length === 4);
  queue.cancel();
  await finished(queue);
  expect(started).toHaveLength(4);
  expect(added).toEqual([]);
  expect(queue.getSnapshot()).toMatchObject({ wasCancelled: true, failures: [], done: 0 });
});

test("when the session ends it waits, and goes on after the sign-in with nothing lost", async () => {
  let isSignedIn = false;
  const { queue, added } = makeQueue({
    store: async ({ name }) => {
      if (!isSignedIn) throw new SignedOut();
      return { name, attributes: {} };
    },
  });
  queue.enqueue([file("a.jpg"), file("b.jpg"), file("c.jpg")]);
  await until(queue, () => queue.getSnapshot().state === "paused");
  isSignedIn = true;
  queue.resume();
  await finished(queue);
  expect(added.toSorted()).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
  expect(queue.getSnapshot().failures).toEqual([]);
});

test("the session may also end while samples are added: they are not uploaded twice", async () => {
  let isSignedIn = false;
  let stored = 0;
  const { queue } = makeQueue({
    store: async ({ name }) => {
      stored += 1;
      return { name, attributes: {} };
    },
    add: async (samples) => {
      if (!isSignedIn) throw new SignedOut();
      return samples.map(() => "added");
    },
  });
  queue.enqueue([file("a.jpg")]);
  await until(queue, () => queue.getSnapshot().state === "paused");
  isSignedIn = true;
  queue.resume();
  await finished(queue);
  expect(stored).toBe(1);
  expect(queue.getSnapshot().added).toBe(1);
});

test("litter of operating systems is left out without a word", async () => {
  const { queue, added } = makeQueue();
  queue.enqueue([file("photos/.DS_Store"), file("photos/a.jpg")]);
  await finished(queue);
  expect(added).toEqual(["photos/a.jpg"]);
  expect(queue.getSnapshot()).toMatchObject({ skipped: 1, failures: [] });
});

test("a sequence is one sample, with its frames in order, however they come in", async () => {
  const samples: ReadySample[] = [];
  const release: (() => void)[] = [];
  const { queue } = makeQueue({
    // The first frame is the last to be stored.
    store: async ({ name }) => {
      if (name.endsWith("1.png")) await new Promise<void>((resolve) => release.push(resolve));
      return { name, attributes: { image: { url: `https://example.com/${name}` } } };
    },
    add: async (batch) => {
      samples.push(...batch);
      return batch.map(() => "added");
    },
  });
  const frame = (name: string, timestamp: bigint) => ({ file: file(name).file, name, timestamp });
  queue.enqueueSequences([
    { name: "drive", frames: [frame("1.png", 1700000000123456789n), { name: "2.png" }, frame("3.png", 1n)] },
  ]);
  await until(queue, () => queue.getSnapshot().sentBytes === 3);
  expect(samples).toEqual([]);
  release[0]?.();
  await finished(queue);
  const url = (name: string) => ({ image: { url: `https://example.com/drive/${name}` } });
  expect(samples).toEqual([
    {
      name: "drive",
      attributes: {
        frames: [
          { ...url("1.png"), name: "1.png", timestamp: 1700000000123456789n },
          { image: { url: "" }, name: "2.png" },
          { ...url("3.png"), name: "3.png", timestamp: 1n },
        ],
      },
    },
  ]);
  expect(queue.getSnapshot()).toMatchObject({ total: 2, done: 2, added: 1, notAdded: 0, hasSequences: true });
});

test("a frame that fails keeps back its sequence alone, and another try stores no frame twice", async () => {
  let isDown = true;
  const stored: string[] = [];
  const { queue, added } = makeQueue({
    store: async ({ name }) => {
      if (isDown && name === "a/2.png") throw new Error("The server cannot be reached.");
      stored.push(name);
      return { name, attributes: {} };
    },
  });
  const sequence = (name: string) => ({
    name,
    frames: ["1.png", "2.png"].map((each) => ({ ...file(each), name: each })),
  });
  queue.enqueueSequences([sequence("a"), sequence("b")]);
  await finished(queue);
  expect(added).toEqual(["b"]);
  expect(queue.getSnapshot()).toMatchObject({ added: 1, notAdded: 1, failures: [{ name: "a/2.png", canRetry: true }] });
  isDown = false;
  queue.retry();
  await until(queue, () => queue.getSnapshot().added === 2);
  expect(stored.toSorted()).toEqual(["a/1.png", "a/2.png", "b/1.png", "b/2.png"]);
  expect(queue.getSnapshot()).toMatchObject({ state: "finished", failures: [] });
});

test("cancelling adds no sequence of which frames are missing", async () => {
  const { queue, added } = makeQueue({
    store: ({ name }, { signal }) =>
      name === "a/1.png"
        ? Promise.resolve({ name, attributes: {} })
        : new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  });
  queue.enqueueSequences([{ name: "a", frames: ["1.png", "2.png"].map((each) => ({ ...file(each), name: each })) }]);
  await until(queue, () => queue.getSnapshot().sentBytes > 0);
  queue.cancel();
  await finished(queue);
  expect(added).toEqual([]);
  expect(queue.getSnapshot()).toMatchObject({ wasCancelled: true, added: 0 });
});
