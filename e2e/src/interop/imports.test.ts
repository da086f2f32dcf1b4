import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Api } from "../api.js";
import { CLI_ENTRY } from "../paths.js";
import { ServerProcess } from "../server-process.js";
import { describeInterop, drawPng, type InteropWorld } from "../testing/interop-world.js";

let server: ServerProcess;
let key: string;
beforeAll(async () => {
  server = await ServerProcess.start();
  key = await server.createFirstAccount("jane");
}, 120_000);
afterAll(() => server?.dispose());

interface Label {
  readonly attributes: {
    readonly annotations: readonly { category_id: number; type?: string; points?: number[][] }[];
  };
}

/** Writes the tool's files, imports those of one format into a dataset of its own, and reads the label that is there then. */
async function imported(world: InteropWorld, { tool, format, args }: { tool: string; format: string; args: string[] }) {
  const folder = await world.folder();
  await writeFile(path.join(folder, "picture.png"), await drawPng());
  await world.load("write_files.py", tool, path.join(folder, "out"), path.join(folder, "picture.png"));
  const name = `${tool}-${format}`;
  const env = { PATH: process.env.PATH ?? "", HOME: folder, TESSERA_URL: server.url, TESSERA_API_KEY: key };
  const files = path.join(folder, "out", format);
  const command = [CLI_ENTRY, "import", format, files, `jane/${name}`, "--create", "--json", ...args];
  // Anything that is left out ends the command with 6, which rejects.
  await promisify(execFile)(process.execPath, command, { env });
  const api = new Api(server.url, key);
  const { task_attributes } = await api.get<{ task_attributes: { categories: { id: number; name: string }[] } }>(
    `/datasets/jane/${name}/`,
  );
  const samples = await api.get<{ uuid: string; name: string }[]>(`/datasets/jane/${name}/samples/`);
  expect(samples.map((sample) => sample.name)).toEqual([expect.stringMatching(/(^|\/)a\.png$/)]);
  const label = await api.get<Label>(`/labels/${samples[0]?.uuid}/ground-truth/`);
  const names = new Map(task_attributes.categories.map((category) => [category.id, category.name]));
  return label.attributes.annotations.map(({ category_id, type, points }) => ({
    ...{ category: names.get(category_id), type },
    points: points?.map((point) => point.map((value) => Math.round(value * 1000) / 1000)),
  }));
}

const box = (category: string, [left, top, right, bottom]: readonly [number, number, number, number]) => ({
  ...{ category, type: "bbox" },
  points: [
    [left, top],
    [right, bottom],
  ],
});
const CAR = box("car", [10, 5, 30, 20]);
const PERSON = box("person", [2, 3, 12, 13]);
const polygon = (category: string, points: readonly (readonly number[])[]) => ({ category, type: "polygon", points });
const QUAD = polygon("person", [[2, 3], [12, 3], [12, 13], [4, 13]]); // biome-ignore format: short
/** Supervision writes a mask by the middles of its outermost pixels. */
const OUTLINES = [
  polygon("car", [[10, 5], [10, 19], [29, 19], [29, 5]]), // biome-ignore format: short
  polygon("person", [[2, 3], [2, 12], [11, 12], [11, 3]]), // biome-ignore format: short
];

describeInterop("datumaro", "import datumaro", (world) => {
  test.each([
    ["datumaro", [], [CAR, QUAD]],
    ["voc", [], [CAR]],
    ["yolo", [], [CAR]],
    ["coco", ["--task-type", "vector"], [CAR, QUAD]],
  ] as const)("what datumaro writes as %s imports whole", async (format, args, expected) => {
    expect(await imported(world, { tool: "datumaro", format, args: [...args] })).toEqual(expected);
  });
});

describeInterop("supervision", "import supervision, pycocotools, globox", (world) => {
  test.each([
    ["yolo", [], [CAR, PERSON]],
    ["voc", ["--one-based"], [CAR, PERSON]],
    ["coco", ["--task-type", "vector"], OUTLINES],
  ] as const)("what supervision writes as %s imports whole", async (format, args, expected) => {
    expect(await imported(world, { tool: "supervision", format, args: [...args] })).toEqual(expected);
  });
});

describeInterop("label-studio", "import label_studio_sdk.converter", (world) => {
  test.each([
    ["label-studio", [], [CAR, PERSON]],
    ["coco", ["--task-type", "vector"], [CAR, PERSON]],
    ["voc", [], [CAR, PERSON]],
    ["yolo", [], [CAR, PERSON]],
  ] as const)("what label-studio-sdk writes as %s imports whole", async (format, args, expected) => {
    expect(await imported(world, { tool: "label-studio", format, args: [...args] })).toEqual(expected);
  });
});
