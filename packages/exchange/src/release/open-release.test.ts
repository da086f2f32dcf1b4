import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openReleaseFile } from "../node/index.js";
import { type OpenReleaseOptions, openRelease } from "./open-release.js";

const DATASET = {
  name: "flowers",
  owner: "jane",
  task_type: "vector",
  task_attributes: { format_version: "0.1", categories: [{ id: 1, name: "rose" }] },
  labelsets: [{ name: "ground-truth" }, { name: "model" }],
};

const SAMPLES = [
  sample("a", "LABELED", { split: "train", tags: { day: 1 } }),
  sample("b", "REVIEWED", { split: "test" }),
  { ...sample("c", "LABELED", { split: "train" }), labels: { "ground-truth": null } },
  { ...sample('d "quoted" \\ ] } 🌹', "REJECTED", { split: "train" }), labels: { model: { label_status: "LABELED" } } },
];

function sample(name: string, status: string, metadata: object) {
  const label = { label_status: status, attributes: { annotations: [] } };
  return {
    uuid: `uuid-${name}`,
    name,
    metadata,
    attributes: { image: { url: "" } },
    labels: { "ground-truth": label },
  };
}

const HEAD_FIRST = JSON.stringify({ name: "v1.0", description: "", dataset: { ...DATASET, samples: SAMPLES } });
const HEAD_LAST = JSON.stringify({ dataset: { samples: SAMPLES, ...DATASET }, description: "", name: "v1.0" });

async function namesOf(source: Parameters<typeof openRelease>[0], options: OpenReleaseOptions = {}): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await openRelease(source, options)) names.push(entry.sample.name);
  return names;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  // One buffer for all pieces, as some streams do.
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
  }
}

const ALL = SAMPLES.map(({ name }) => name);

describe("openRelease", () => {
  it.each([1, 2, 3, 7, 64, 100_000])("reads a stream in pieces of %d bytes", async (size) => {
    expect(await namesOf(pieces(HEAD_FIRST, size))).toEqual(ALL);
    expect(await namesOf(() => pieces(HEAD_LAST, size))).toEqual(ALL);
  });

  it.each([
    ["text", HEAD_FIRST],
    ["indented text", JSON.stringify(JSON.parse(HEAD_LAST), null, 2)],
    ["text with a byte order mark", `\uFEFF${HEAD_FIRST}`],
    ["bytes", new TextEncoder().encode(HEAD_LAST)],
    ["a Blob", new Blob([HEAD_LAST])],
    ["a ReadableStream", new Blob([HEAD_FIRST]).stream()],
    ["gzip", new Uint8Array(gzipSync(HEAD_LAST))],
  ])("reads %s", async (_, source) => {
    expect(await namesOf(source)).toEqual(ALL);
  });

  it("gives header, labels and places, and can be read twice", async () => {
    const release = await openRelease(HEAD_LAST, { filterBy: "reviewed" });
    expect(release.header).toMatchObject({ name: "v1.0", dataset: { owner: "jane" } });
    expect(release.header.dataset).not.toHaveProperty("samples");
    expect(release.datasetIdentifier).toBe("jane_flowers");
    for (let round = 0; round < 2; round++) {
      const entries = await collect(release);
      expect(entries).toMatchObject([{ index: 0, fileIndex: 1, label: { label_status: "REVIEWED" } }]);
    }
  });

  it("reads an empty release", async () => {
    expect(await namesOf(JSON.stringify({ name: "v", dataset: { ...DATASET, samples: [] } }))).toEqual([]);
    expect(await namesOf(JSON.stringify({ dataset: { samples: [], ...DATASET }, name: "v" }))).toEqual([]);
  });

  it.each([
    [{ filterBy: "LABELED" }, ["a"]],
    [{ filterBy: ["labeled", "reviewed"] }, ["a", "b"]],
    [{ filterBy: ["UNLABELED"] }, ALL.slice(2)],
    [{ filterByMetadata: { split: "train" } }, [ALL[0], ALL[2], ALL[3]]],
    [{ filterByMetadata: { split: "train", tags: { day: 1 } } }, ["a"]],
    [{ filterByMetadata: { missing: "x" } }, []],
    [{ labelset: "model", filterBy: "LABELED" }, [ALL[3]]],
    [{ filterBy: "LABELED", filterByMetadata: { split: "test" } }, []],
  ])("filters by %j", async (options, names) => {
    expect(await namesOf(HEAD_FIRST, options)).toEqual(names);
  });

  it("names a missing labelset and those that there are", async () => {
    await expect(openRelease(HEAD_FIRST, { labelset: "nope" })).rejects.toThrow(
      "There is no labelset with name `nope`; it has ground-truth, model",
    );
  });

  it("says at every cut that the file is truncated", async () => {
    for (let end = 1; end < HEAD_FIRST.length; end += 1) {
      await expect(namesOf(HEAD_FIRST.slice(0, end)), `cut at ${end}`).rejects.toThrow("truncated");
    }
  });

  it.each([
    ["", "Release file: it is empty"],
    ["<!doctype html>", 'Release file, byte 0: "<" stands there, but a release file is one JSON object is due'],
    ["[]", '"[" stands there'],
    ["{}", "dataset.samples: it is missing"],
    [`${HEAD_FIRST}x`, '"x" stands there'],
    [HEAD_FIRST.replace('"samples":[', '"samples":[17,'), "dataset.samples[0], byte "],
    [HEAD_FIRST.replace('"uuid-b"', "nonsense"), "dataset.samples[1], byte "],
    [HEAD_FIRST.replace('"labels":{"ground-truth":{', '"labels":{"ground-truth":7,"x":{'), "dataset.samples[0].labels"],
    [HEAD_FIRST.replace('"samples":[', '"samples":{'), "samples is a list"],
    [HEAD_FIRST.replace('"samples":[', '"samples":[],"samples":['), "it stands there twice"],
    [HEAD_FIRST.replace('"owner":"jane"', '"owner":5'), "dataset.owner: it is no text"],
    [HEAD_FIRST.replace('"task_type":"vector",', ""), "dataset.task_type: it is missing"],
    [HEAD_FIRST.replace('[{"id":1,"name":"rose"}]', "[3]"), "dataset.task_attributes.categories"],
    [HEAD_FIRST.replace('"samples":[', `"samples":[${"[".repeat(2000)}`), "nested deeper than 1000"],
  ])("refuses what is no release: %#", async (text, message) => {
    await expect(namesOf(text)).rejects.toThrow(message.replace(" is due", ""));
  });

  it("refuses text that is not UTF-8, a sample above the limit, and damaged gzip", async () => {
    const bytes = new TextEncoder().encode(HEAD_FIRST);
    bytes[HEAD_FIRST.indexOf("uuid-b")] = 0xff;
    await expect(namesOf(bytes)).rejects.toThrow("dataset.samples[1]");
    await expect(namesOf(HEAD_FIRST, { maxSampleBytes: 150 })).rejects.toThrow("larger than 150 bytes");
    const zip = new Uint8Array(gzipSync(HEAD_FIRST));
    await expect(namesOf(zip.subarray(0, 200))).rejects.toThrow("gzip data is damaged or truncated");
  });

  it("refuses a bare stream whose header stands last, and a second reading of a stream", async () => {
    await expect(namesOf(pieces(HEAD_LAST, 50))).rejects.toThrow("its header stands after the samples");
    const release = await openRelease(pieces(HEAD_FIRST, 50));
    await collect(release);
    await expect(collect(release)).rejects.toThrow("has been read already");
  });

  it("reads a file, and says when there is none", async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "exchange-"));
    try {
      const file = path.join(directory, "release.json");
      await writeFile(file, HEAD_LAST);
      expect(await collect(await openReleaseFile(file))).toHaveLength(4);
      await expect(openReleaseFile(path.join(directory, "none.json"))).rejects.toThrow("ENOENT");
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("keeps memory flat over a release of 300 MB", async () => {
    const filler = "x".repeat(100_000);
    async function* large(): AsyncGenerator<Uint8Array> {
      const encoder = new TextEncoder();
      yield encoder.encode(HEAD_FIRST.slice(0, HEAD_FIRST.indexOf('"samples":[') + 11));
      for (let index = 0; index < 3000; index++) {
        yield encoder.encode(`${index > 0 ? "," : ""}{"name":"s${index}","filler":"${filler}"}`);
      }
      yield encoder.encode("]}}");
    }
    let count = 0;
    let peak = 0;
    for await (const _ of await openRelease(large())) {
      count += 1;
      if (count % 100 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
    }
    expect(count).toBe(3000);
    expect(peak).toBeLessThan(250e6);
  });
});

describe("integers of 19 digits", () => {
  const text = JSON.stringify({
    name: "v1",
    dataset: {
      ...{ name: "drives", owner: "jane", task_type: "vector", task_attributes: { categories: [] } },
      labelsets: [{ name: "ground-truth" }],
      samples: [
        { name: "a", attributes: { timestamp: "@", text: '1700000000123456789 "1700000000123456789"', x: 1.25 } },
      ],
    },
  }).replace('"@"', "1700000000123456789");

  it("are rounded, or kept when that is asked for", async () => {
    const first = async (exactIntegers: boolean) => {
      for await (const { sample } of await openRelease(text, { exactIntegers })) return sample.attributes;
      return undefined;
    };
    const others = { text: '1700000000123456789 "1700000000123456789"', x: 1.25 };
    expect(await first(true)).toEqual({ timestamp: 1700000000123456789n, ...others });
    expect(await first(false)).toEqual({ timestamp: Number("1700000000123456789"), ...others });
  });
});
