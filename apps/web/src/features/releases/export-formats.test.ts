import {
  EXPORT_FORMATS,
  ExportError,
  exportRelease,
  memorySink,
  openRelease,
  SEGMENTS_FORMATS,
  STANDARD_FORMATS,
} from "@tessera/exchange";
import { TASK_TYPES } from "@tessera/schema";
import { expect, test } from "vitest";
import { familiesFor, formatsFor, ultralyticsTasks } from "./export-formats.js";

function emptyRelease(taskType: string) {
  const dataset = {
    name: "d",
    owner: "jane",
    task_type: taskType,
    task_attributes: { categories: [] },
    labelsets: [{ name: "ground-truth" }],
    samples: [],
  };
  const bytes = new TextEncoder().encode(JSON.stringify({ name: "v1", dataset }));
  return openRelease(async function* () {
    yield bytes;
  });
}

test.each(TASK_TYPES)("what is offered for %s is what the exporters take", async (taskType) => {
  const offered = new Set(formatsFor(taskType).map(({ format }) => format));
  for (const format of EXPORT_FORMATS) {
    const run = exportRelease(await emptyRelease(taskType), {
      format,
      sink: memorySink(),
      assets: () => Promise.reject(new Error("there is no network")),
    });
    const isTaken = await run.then(
      () => true,
      (error) => {
        expect(error).toBeInstanceOf(ExportError);
        return false;
      },
    );
    expect([format, isTaken]).toEqual([format, offered.has(format)]);
  }
});

test("standard formats stand first, apart from those that segments-ai writes", () => {
  const [standard, segments] = familiesFor("segmentation-bitmap");
  expect(standard?.title).toBe("Standard formats");
  expect(standard?.formats.map(({ format }) => format)).toEqual([
    "coco",
    "ultralytics",
    "voc",
    "datumaro",
    "cvat",
    "label-studio",
    "csv",
    "jsonl",
  ]);
  expect(segments?.title).toBe("As segments-ai writes it");
  for (const taskType of TASK_TYPES) {
    for (const { title, formats } of familiesFor(taskType)) {
      const family: readonly string[] = title === "Standard formats" ? STANDARD_FORMATS : SEGMENTS_FORMATS;
      expect(formats.filter(({ format }) => !family.includes(format))).toEqual([]);
    }
  }
});

test.each(TASK_TYPES.filter((type) => formatsFor(type).some(({ format }) => format === "ultralytics")))(
  "the exporter takes every task that is offered for %s",
  async (taskType) => {
    for (const task of ultralyticsTasks(taskType)) {
      const options = {
        format: "ultralytics",
        task,
        sink: memorySink(),
        assets: () => Promise.reject(new Error()),
      } as const;
      expect((await exportRelease(await emptyRelease(taskType), options)).files).toEqual(["data.yaml"]);
    }
  },
);
