import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pngOf } from "../testing/images.js";
import { counts, type ImportBench, startImportBench } from "../testing/import-bench.js";

let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.stop());

const OTHER = "the dataset has another picture of this name";
const UNKNOWN = "its picture could not be compared with the dataset's";

const coco = (left: number) =>
  JSON.stringify({
    images: [{ id: 1, file_name: "1.png" }],
    categories: [{ id: 1, name: "cat" }],
    annotations: [{ image_id: 1, category_id: 1, bbox: [left, 20, 30, 40] }],
  });
const boxAt = (left: number) => [
  [
    "cat",
    "bbox",
    [
      [left, 20],
      [left + 30, 60],
    ],
  ],
];

/** A bitmap of 2 × 2 pixels of one gray: such files differ in their pixels, never in their length. */
const bmpOf = (gray: number): Buffer => {
  const bytes = Buffer.alloc(70, gray);
  bytes.write(
    "424d46000000000000003600000028000000020000000200000001001800000000001000000000000000000000000000000000000000",
    0,
    "hex",
  );
  return bytes;
};

const first = pngOf(200, 100, 1);

describe("a picture of the name of a sample that is there", () => {
  it.each([
    ["same", first, [], { objects: 0, kept_labels: 1 }, 0, 10],
    ["same-replaced", first, ["--replace"], { objects: 1, kept_labels: 0 }, 0, 50],
    ["same-other-labelset", first, ["--labelset", "model"], { objects: 1 }, 0, 10],
    ["another-size", pngOf(400, 400, 1), [], { objects: 0, kept_labels: 0 }, 6, 10],
    ["another-size-replaced", pngOf(400, 400, 1), ["--replace"], { objects: 0 }, 6, 10],
    ["another-size-labelset", pngOf(400, 400, 1), ["--labelset", "model"], { objects: 0 }, 6, 10],
    ["other-pixels", pngOf(200, 100, 2), ["--replace"], { objects: 0 }, 6, 10],
  ] as const)("%s", async (name, picture, options, summary, code, left) => {
    await bench.write(name, { "x.json": coco(10), "1.png": first });
    expect((await bench.importFolder("coco", name)).code).toBe(0);
    if (name.includes("labelset")) await bench.client.labelsets.create(`jane/${name}`, { name: "model" });
    await bench.write(name, { "x.json": coco(50), "1.png": picture });
    const again = await bench.importFolder("coco", name, "", ...options);
    expect(again.summary).toMatchObject({ added: 0, ...summary });
    expect(counts(again.summary.skipped_by_reason)).toEqual(code === 0 ? {} : { [OTHER]: 1 });
    expect(again.code, again.stderr).toBe(code);
    expect(await bench.storedObjects(name)).toEqual({ "1.png": boxAt(left) });
  });

  it.each([
    ["bmp-same", 7, 0],
    ["bmp-other", 8, 6],
  ])("%s: files of one length are told apart by their bytes", async (name, gray, code) => {
    await bench.write(name, { "1.bmp": bmpOf(7) });
    expect((await bench.importFolder("folder", name)).code).toBe(0);
    await bench.write(name, { "1.bmp": bmpOf(gray) });
    const again = await bench.importFolder("folder", name);
    expect([again.code, counts(again.summary.skipped_by_reason)]).toEqual([code, code === 0 ? {} : { [OTHER]: 1 }]);
  });
});

describe("a sample whose picture lies elsewhere", () => {
  let url: string;
  const server = createServer((request, response) => {
    if (request.url === "/1.png") response.end(first);
    else response.writeHead(403).end();
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([
    ["elsewhere-same", "1.png", first, {}, {}],
    ["elsewhere-other", "1.png", pngOf(200, 100, 3), { [OTHER]: 1 }, {}],
    ["elsewhere-closed", "secret.png", first, {}, { [UNKNOWN]: 1 }],
  ])("%s", async (name, path, picture, skipped, changed) => {
    await bench.client.datasets.create({
      ...{ name, taskType: "vector", taskAttributes: { format_version: "0.1", categories: [{ id: 1, name: "cat" }] } },
    });
    await bench.client.samples.create(`jane/${name}`, {
      name: "1.png",
      attributes: { image: { url: `${url}/${path}` } },
    });
    await bench.write(name, { "x.json": coco(50), "1.png": picture });
    const { summary } = await bench.importFolder("coco", name);
    expect(counts(summary.skipped_by_reason)).toEqual(skipped);
    expect(counts(summary.changed_by_reason)).toEqual(changed);
    expect(summary.objects).toBe(Object.keys(skipped).length > 0 ? 0 : 1);
  });
});
