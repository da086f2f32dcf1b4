import { describe, expect, it } from "vitest";
import { exportRelease } from "../export/export-release.js";
import type { ExportFormat } from "../export/formats.js";
import { memorySink } from "../sinks/memory-sink.js";
import { releaseOfImport } from "../testing/imported-release.js";
import { RECORDING } from "../testing/python-exports.js";
import { importCoco } from "./coco.js";
import { importCvat } from "./cvat.js";
import type { ImportedObject, ImportResult } from "./imported.js";
import { importKitti } from "./kitti.js";
import { importLabelStudio } from "./label-studio.js";
import { importPascalVoc } from "./pascal-voc.js";
import { importYolo } from "./yolo.js";

const SIZE = { widthPx: 64, heightPx: 48 };
const CATEGORIES = [
  { id: 1, name: "car" },
  { id: 2, name: `<b> & "ü"` },
];

const BOXES: ImportedObject[] = Array.from({ length: 40 }, (_, index) => ({
  id: index + 1,
  category_id: (index % 2) + 1,
  type: "bbox",
  points: [
    [index, index / 2],
    [index + 3.25, index / 2 + 1.5],
  ],
}));

const SHAPES: ImportedObject[] = [
  ...BOXES.slice(0, 3),
  {
    id: 4,
    category_id: 2,
    type: "polygon",
    points: [
      [0, 0],
      [1.5, 0],
      [1, 1.1],
    ],
  },
  {
    id: 5,
    category_id: 1,
    type: "polyline",
    points: [
      [0, 0],
      [4, 2],
    ],
  },
  { id: 6, category_id: 1, type: "point", points: [[1.25, 1]] },
];

function holding(taskType: string, annotations: ImportedObject[], name: string): ImportResult {
  const samples = [
    { name, size: SIZE, annotations },
    { name: `2-${name}`, size: SIZE, annotations: [] },
  ];
  return { taskType, categories: CATEGORIES, samples, skipped: [] };
}

async function exported(result: ImportResult, format: ExportFormat) {
  const { release, assets } = await releaseOfImport(result);
  const sink = memorySink();
  const report = await exportRelease(release, { format, sink, assets });
  return { sink, report, files: [...sink.files.keys()].map((name) => ({ name, text: sink.text(name) })) };
}

/** Export, import, export: both exports must be the same, and the import must hold every object. */
async function expectRoundTrip(
  start: ImportResult,
  format: ExportFormat,
  read: (files: { name: string; text: string }[]) => ImportResult,
  digits = 9,
): Promise<void> {
  const first = await exported(start, format);
  expect(first.report.skipped).toEqual([]);
  const result = read(first.files);
  expect(result.skipped).toEqual([]);
  const nameOf = ({ categories }: ImportResult, id: number) => categories.find((category) => category.id === id)?.name;
  const flat = (whole: ImportResult) =>
    whole.samples.flatMap(({ annotations }) =>
      annotations.map(({ category_id, id, attributes, ...rest }) =>
        rounded({ ...rest, category: nameOf(whole, category_id) }, digits),
      ),
    );
  expect(flat(result)).toEqual(flat(start));
  const second = await exported(result, format);
  expect(second.report).toMatchObject({ objects: first.report.objects, skipped: [] });
}

function rounded(value: unknown, digits: number): unknown {
  return JSON.parse(JSON.stringify(value, (_, one) => (typeof one === "number" ? Number(one.toFixed(digits)) : one)));
}

describe("import, release, export keep every object", () => {
  it.each(["shapes", "plain"])("COCO masks: %s", async (name) => {
    const run = RECORDING.runs.find((one) => one.release === name && one.format === "coco-instance");
    const [recorded] = Object.values(run?.files ?? {});
    const result = importCoco(JSON.stringify(recorded));
    expect(result).toMatchObject({ taskType: "segmentation-bitmap", skipped: [] });
    const { sink, report } = await exported(result, "coco-instance");
    expect(report.skipped).toEqual([]);
    const again = JSON.parse(sink.text("export_coco-instance_jane_small_v1.json"));
    expect(byImage(again)).toEqual(byImage(recorded));
  });

  it("COCO shapes", async () => {
    const shapes = SHAPES.filter(({ type }) => type !== "polyline");
    await expectRoundTrip(holding("vector", shapes, "a.png"), "coco-instance", ([file]) =>
      importCoco(file?.text ?? ""),
    );
  });

  it("YOLO, to its six digits", async () => {
    const classes = new Map(CATEGORIES.map(({ id, name }) => [id, name]));
    const read = (files: { name: string; text: string }[]) => importYolo(files, { classes, sizeOf: () => SIZE });
    await expectRoundTrip(holding("bboxes", BOXES.slice(0, 33), "a.png"), "yolo", read, 3);
  });

  it("Pascal VOC", async () => {
    await expectRoundTrip(holding("bboxes", BOXES, "a.png"), "voc", (files) =>
      importPascalVoc(files.filter(({ name }) => name.endsWith(".xml"))),
    );
  });

  it("Label Studio", async () => {
    await expectRoundTrip(
      holding("vector", SHAPES, "a.png"),
      "label-studio",
      ([file]) => importLabelStudio(file?.text ?? ""),
      6,
    );
  });

  it("CVAT, with attributes as text", async () => {
    await expectRoundTrip(holding("vector", SHAPES, "a.png"), "cvat", ([file]) => importCvat(file?.text ?? ""));
    const colored = [{ ...SHAPES[0], id: 1, category_id: 1, attributes: { color: "a\n<b>" } }];
    const { files } = await exported(holding("vector", colored, "a.png"), "cvat");
    expect(importCvat(files[0]?.text ?? "").samples[0]?.annotations[0]).toMatchObject({
      attributes: { color: "a\n<b>" },
    });
  });

  it("KITTI", async () => {
    const cuboids = [-3.1, -1.6, 0, 1.5, 3.1].map((yaw, index) => ({
      id: index + 1,
      category_id: 1,
      type: "cuboid",
      position: { x: index * 10.5, y: -index, z: 0.75 },
      dimensions: { x: 4.5, y: 1.75, z: 1.5 },
      yaw,
    }));
    await expectRoundTrip(holding("pointcloud-cuboid", cuboids, "scan.pcd"), "kitti", importKitti);
  });
});

interface Coco {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly { readonly image_id: number }[];
}

/** Ids of images count the unlabeled ones too, which COCO does not hold. */
function byImage(coco: unknown): unknown {
  const { images, annotations } = coco as Coco;
  const names = new Map(images.map(({ id, file_name }) => [id, file_name]));
  return {
    images: images.map(({ id, ...rest }) => rest),
    annotations: annotations.map(({ image_id, ...rest }) => ({ ...rest, image: names.get(image_id) })),
  };
}
