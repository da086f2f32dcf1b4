import { strFromU8, unzipSync } from "fflate";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { ExportMessage, ExportRequest } from "./export-job.js";

/** A PNG of one pixel. */
const PIXEL = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="),
  (character) => character.charCodeAt(0),
);
const POINTS = [
  [0, 0],
  [1, 1],
];

function sample(name: string, status: string, metadata: object) {
  const annotations = [
    { id: 1, category_id: 1, type: "bbox", points: POINTS },
    { id: 2, category_id: 2, type: "bbox", points: POINTS },
  ];
  const label = { label_status: status, attributes: { annotations } };
  const attributes = { image: { url: `https://example.com/${name}` } };
  return { name, attributes, metadata, labels: { "ground-truth": null, model: label } };
}
const RELEASE = JSON.stringify({
  name: "v1",
  dataset: {
    ...{ name: "pets", owner: "jane", task_type: "vector", labelsets: [{ name: "ground-truth" }, { name: "model" }] },
    task_attributes: {
      categories: [
        { id: 1, name: "cat" },
        { id: 2, name: "dog" },
      ],
    },
    samples: [
      sample("a.png", "REVIEWED", { part: "train", weather: "rain" }),
      sample("b.png", "REVIEWED", { part: "val", weather: "rain" }),
      sample("c.png", "LABELED", { part: "val", weather: "rain" }),
      sample("d.png", "REVIEWED", { part: "val", weather: "sun" }),
    ],
  },
});

let receive: (event: { readonly data: ExportRequest }) => void;
const messages: ExportMessage[] = [];

beforeAll(async () => {
  vi.stubGlobal("addEventListener", (_: string, listener: typeof receive) => {
    receive = listener;
  });
  vi.stubGlobal("postMessage", (message: ExportMessage) => messages.push(message));
  vi.stubGlobal("fetch", async (url: string | URL) => new Response(/\.png$/.test(String(url)) ? PIXEL : RELEASE));
  await import("./export-worker.js");
});
afterEach(() => messages.splice(0));

const REQUEST: ExportRequest = {
  ...{ url: "https://example.com/v1.json", format: "coco", labelset: "model", name: "pets-v1", task: undefined },
  ...{ statuses: [], metadata: {}, categories: [], splitBy: "", withImages: false },
};

async function filesOf(request: Partial<ExportRequest>) {
  receive({ data: { ...REQUEST, ...request } });
  const last = await vi.waitUntil(() => messages.find(({ type }) => type !== "progress"));
  if (last.type !== "done" || last.file === undefined) throw new Error(JSON.stringify(last));
  const bytes = new Uint8Array(await last.file.blob.arrayBuffer());
  if (!last.file.name.endsWith(".zip")) return { [last.file.name]: strFromU8(bytes) };
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));
}

const imagesIn = (text = "{}") => JSON.parse(text).images.map((image: { file_name: string }) => image.file_name);

test("without filters all samples of the labelset are in the file", async () => {
  const { "annotations.json": text } = await filesOf({});
  expect(imagesIn(text)).toEqual(["a.png", "b.png", "c.png", "d.png"]);
  expect(JSON.parse(text ?? "").annotations).toHaveLength(8);
});

test("statuses, metadata and categories of the dialog decide what is in the file", async () => {
  const request = { statuses: ["REVIEWED"], metadata: { weather: "rain" }, categories: ["dog"] };
  const { "annotations.json": text } = await filesOf(request);
  expect(imagesIn(text)).toEqual(["a.png", "b.png"]);
  const { annotations } = JSON.parse(text ?? "");
  expect(annotations.map((one: { category_id: number }) => one.category_id)).toEqual([2, 2]);
});

test("splits and images of the dialog become files", async () => {
  const files = await filesOf({ splitBy: "part", withImages: true });
  expect(Object.keys(files).toSorted()).toEqual([
    "annotations/instances_train.json",
    "annotations/instances_val.json",
    ...["train/a", "val/b", "val/c", "val/d"].map((name) => `images/${name}.png`),
  ]);
  expect(imagesIn(files["annotations/instances_val.json"])).toEqual(["b.png", "c.png", "d.png"]);
});
