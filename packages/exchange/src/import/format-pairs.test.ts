import { describe, expect, it } from "vitest";
import { exportRelease } from "../export/export-release.js";
import type { ExportFormat } from "../export/formats.js";
import { memorySink } from "../sinks/memory-sink.js";
import { releaseOfImport } from "../testing/imported-release.js";
import { importCoco } from "./coco.js";
import { importCvat } from "./cvat.js";
import type { ImportedObject, ImportFile, ImportResult } from "./imported.js";
import { importLabelStudio } from "./label-studio.js";
import { importPascalVoc } from "./pascal-voc.js";
import { importYolo } from "./yolo.js";

const SIZE = { widthPx: 640, heightPx: 480 };
const CATEGORIES = [
  { id: 1, name: "car" },
  { id: 2, name: `<b> & "ü"` },
];

interface Format {
  readonly name: ExportFormat;
  readonly read: (files: readonly ImportFile[]) => ImportResult;
  readonly holds: readonly string[];
}

const text = (files: readonly ImportFile[]): string => files[0]?.text ?? "";
const FORMATS: readonly Format[] = [
  {
    name: "coco-instance",
    read: (files) => importCoco(text(files), { as: "shapes" }),
    holds: ["bbox", "polygon", "point"],
  },
  {
    name: "yolo",
    read: (files) =>
      importYolo(files, { classes: new Map(CATEGORIES.map(({ id, name }) => [id, name])), sizeOf: () => SIZE }),
    holds: ["bbox"],
  },
  { name: "voc", read: (files) => importPascalVoc(files.filter(({ name }) => name.endsWith(".xml"))), holds: ["bbox"] },
  { name: "cvat", read: (files) => importCvat(text(files)), holds: ["bbox", "polygon", "polyline", "point"] },
  {
    name: "label-studio",
    read: (files) => importLabelStudio(text(files)),
    holds: ["bbox", "polygon", "polyline", "point"],
  },
];

const POINTS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  bbox: [
    [10, 20],
    [110, 220.5],
  ],
  polygon: [
    [0, 0],
    [100, 0],
    [100, 50.5],
    [3, 60],
  ],
  polyline: [
    [5, 5],
    [600, 5],
    [600, 400],
  ],
  point: [[320.25, 240]],
};

function objectsOf(types: readonly string[]): ImportedObject[] {
  return Array.from({ length: 24 }, (_, index) => {
    const type = types[index % types.length] ?? "bbox";
    const points = (POINTS[type] ?? []).map(([x = 0, y = 0]) => [x + index, y + index / 2]);
    return { id: index + 1, category_id: (index % 2) + 1, type, points };
  });
}

async function through(result: ImportResult, { name, read }: Format): Promise<ImportResult> {
  const { release, assets } = await releaseOfImport(result);
  const sink = memorySink();
  const report = await exportRelease(release, { format: name, sink, assets });
  expect(report.skipped).toEqual([]);
  const found = read([...sink.files.keys()].map((file) => ({ name: file, text: sink.text(file) })));
  expect(found.skipped).toEqual([]);
  return found;
}

/** Category, type and place of each object. YOLO writes six digits of a fraction, and a category may change its number. */
function shapesOf({ samples, categories }: ImportResult): unknown {
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  return samples.map(({ annotations }) =>
    annotations.map(({ category_id, type, points }) => [
      names.get(category_id),
      type,
      (points as number[][]).map((point) => point.map((value) => Math.round(value * 100) / 100)),
    ]),
  );
}

const PAIRS = FORMATS.flatMap((from) => FORMATS.map((to) => [from.name, to.name, from, to] as const));

describe("what is imported from one format and exported to another keeps every object", () => {
  it.each(PAIRS)("%s → %s", async (_from, _to, from, to) => {
    const types = from.holds.filter((type) => to.holds.includes(type));
    const start: ImportResult = {
      ...{ taskType: "vector", categories: CATEGORIES, skipped: [] },
      samples: [{ name: "a.png", size: SIZE, annotations: objectsOf(types) }],
    };
    const imported = await through(start, from);
    expect(shapesOf(imported)).toEqual(shapesOf(start));
    expect(shapesOf(await through(imported, to))).toEqual(shapesOf(start));
  });
});
