import { describe, expect, it } from "vitest";
import { memorySink } from "../sinks/memory-sink.js";
import { drawnAssets, smallRelease } from "../testing/small-releases.js";
import { exportRelease } from "./export-release.js";
import type { ExportFormat } from "./formats.js";

const CATEGORIES = [
  { id: 1, name: "car", color: [255, 0, 16] },
  { id: 2, name: `<b> & "c"` },
];

const OBJECTS = [
  {
    id: 1,
    category_id: 1,
    type: "bbox",
    points: [
      [0.5, 0.25],
      [3, 2],
    ],
    attributes: { color: "red", doors: 4, gone: null },
  },
  {
    id: 2,
    category_id: 2,
    type: "polygon",
    points: [
      [0, 0],
      [1, 0],
      [1, 1],
    ],
  },
  {
    id: 3,
    category_id: 1,
    type: "polyline",
    points: [
      [0, 0],
      [4, 2],
    ],
  },
  { id: 4, category_id: 1, type: "point", points: [[1, 1]] },
  { id: 5, category_id: 9, type: "point", points: [[1, 1]] },
  { id: 6, category_id: 1, type: "polygon", points: [[1, 1]] },
];

async function run(
  format: ExportFormat,
  taskType = "vector",
  label: unknown = { annotations: OBJECTS },
  name = "a.png",
) {
  const sink = memorySink();
  const release = await smallRelease(taskType, [{ name, label }], CATEGORIES);
  const report = await exportRelease(release, { format, sink, assets: drawnAssets });
  return { sink, report, lost: report.lost.map(({ what }) => what) };
}

const UNUSABLE = [
  { sample: "a.png", objectId: 5, reason: "the dataset has no category 9" },
  { sample: "a.png", objectId: 6, reason: "a polygon has at least 3 points" },
];

describe("exports to other formats", () => {
  it("voc holds boxes and polygons", async () => {
    const { sink, report, lost } = await run("voc");
    const xml = sink.text("Annotations/a.xml");
    expect(xml).toContain("<size><width>4</width><height>2</height><depth>3</depth></size>");
    expect(xml).toContain("<name>car</name>");
    expect(xml).toContain("<xmin>0.5</xmin><ymin>0.25</ymin><xmax>3</xmax><ymax>2</ymax>");
    expect(xml).toContain("<attribute><name>color</name><value>red</value></attribute>");
    expect(xml).toContain("<polygon><x1>0</x1><y1>0</y1><x2>1</x2><y2>0</y2><x3>1</x3><y3>1</y3></polygon>");
    expect(report).toMatchObject({ objects: 2, skippedCount: 4 });
    const reason = "Pascal VOC holds boxes, polygons and masks, no point";
    expect(report.skipped).toContainEqual({ sample: "a.png", objectId: 4, reason });
    expect(lost).toEqual([
      "ids of objects",
      "types of attributes: they become text",
      "attributes of objects that have no value (null)",
    ]);
  });

  it("cvat holds all shapes, and attributes as text", async () => {
    const { sink, report, lost } = await run("cvat");
    const xml = sink.text("annotations.xml");
    expect(xml).toContain("<label><name>car</name><color>#ff0010</color></label>");
    expect(xml).toContain('<image id="0" name="a" width="4" height="2">');
    expect(xml).toContain(
      '<box label="car" source="manual" occluded="0" xtl="0.5" ytl="0.25" xbr="3" ybr="2" z_order="0">',
    );
    expect(xml).toContain('<attribute name="doors">4</attribute>');
    expect(xml).toContain('<polygon label="&lt;b&gt; &amp; &quot;c&quot;"');
    expect(xml).toContain('points="0,0;1,0;1,1"');
    expect(report).toMatchObject({ objects: 4, skipped: UNUSABLE });
    expect(lost).toEqual([
      "attributes of objects that have no value (null)",
      "types of attributes: they become text",
      "ids of objects",
    ]);
  });

  it("cvat defines the attributes of each label", async () => {
    const attributes = [
      { name: "color", input_type: "select", values: ["red", "<blue>"], default_value: "red" },
      { name: "parked", input_type: "checkbox", default_value: true },
      { name: "doors", input_type: "number", min: 1, max: 5 },
      { name: "speed", input_type: "number", default_value: 2.5 },
      { name: "tags", input_type: "multiselect", values: ["a", "b"] },
    ];
    const sink = memorySink();
    const release = await smallRelease("vector", [], [{ id: 1, name: "car", color: [255, 0, 16], attributes }]);
    await exportRelease(release, { format: "cvat", sink, assets: drawnAssets });
    const definition = (name: string, type: string, value: string, values: string) =>
      `<attribute><name>${name}</name><mutable>False</mutable><input_type>${type}</input_type><default_value>${value}</default_value><values>${values}</values></attribute>`;
    expect(sink.text("annotations.xml")).toContain(
      `<label><name>car</name><color>#ff0010</color><attributes>${[
        definition("color", "select", "red", "red\n&lt;blue&gt;"),
        definition("parked", "checkbox", "true", "false"),
        definition("doors", "number", "1", "1\n5\n1"),
        definition("speed", "text", "2.5", ""),
        definition("tags", "text", "", ""),
      ].join("")}</attributes></label>`,
    );
  });

  it("label-studio holds all shapes in percent", async () => {
    const { sink, report } = await run("label-studio");
    const [task] = JSON.parse(sink.text("label-studio.json"));
    expect(task.data).toEqual({ image: "bitmap:4x2", name: "a.png" });
    expect([task.id, task.annotations[0].id]).toEqual([1, 1]);
    expect(task.annotations[0].result.map(({ type, value }: Record<string, unknown>) => [type, value])).toEqual([
      ["rectanglelabels", { x: 12.5, y: 12.5, width: 62.5, height: 87.5, rotation: 0, rectanglelabels: ["car"] }],
      [
        "polygonlabels",
        {
          points: [
            [0, 0],
            [25, 0],
            [25, 50],
          ],
          closed: true,
          polygonlabels: [`<b> & "c"`],
        },
      ],
      [
        "polygonlabels",
        {
          points: [
            [0, 0],
            [100, 100],
          ],
          closed: false,
          polygonlabels: ["car"],
        },
      ],
      ["keypointlabels", { x: 25, y: 50, width: 0.5, keypointlabels: ["car"] }],
    ]);
    expect(report).toMatchObject({ objects: 4, skipped: UNUSABLE });
  });

  it("kitti holds cuboids without their roll and pitch", async () => {
    const cuboid = {
      id: 1,
      category_id: 1,
      type: "cuboid",
      position: { x: 10, y: 2, z: 1 },
      dimensions: { x: 4, y: 1.5, z: 2 },
    };
    const turned = { ...cuboid, id: 2, yaw: Math.PI, rotation: { qx: 0, qy: 0, qz: 1, qw: 0 } };
    const label = { annotations: [{ ...cuboid, yaw: 0 }, turned, { ...cuboid, id: 3 }] };
    const { sink, report, lost } = await run("kitti", "pointcloud-cuboid", label, "scan.pcd");
    expect(sink.text("label_2/scan.txt")).toBe(
      `car -1 -1 -10 -1 -1 -1 -1 2 1.5 4 -2 0 10 ${-Math.PI / 2}\n` +
        `car -1 -1 -10 -1 -1 -1 -1 2 1.5 4 -2 0 10 ${Math.PI / 2}\n`,
    );
    expect(report.skipped).toEqual([{ sample: "scan.pcd", objectId: 3, reason: "it is no cuboid" }]);
    expect(lost).toContain("rotation other than yaw");
  });

  it("csv holds objects of every kind, and no formulas", async () => {
    const span = { start: 0, end: 4, category_id: 1 };
    const frames = [{ annotations: [{ id: 1, track_id: 3, category_id: 1, type: "point", points: [[1, 2]] }] }];
    const sensors = { sensors: [{ name: "=camera", task_type: "image-vector-sequence", attributes: { frames } }] };
    const { sink, report } = await run("csv", "text-named-entities", { annotations: [span] }, '=1+"1"');
    expect(sink.text("objects.csv").split("\r\n")[1]).toBe(`"'=1+""1""",,LABELED,,,1,,1,car,,,,,,0,4,`);
    expect(report.objects).toBe(1);
    const multi = await run("csv", "multisensor-sequence", sensors);
    expect(multi.sink.text("objects.csv").split("\r\n")[1]).toBe(
      `a.png,,LABELED,'=camera,0,1,3,1,car,point,"[[1,2]]",,,,,,`,
    );
  });
});

describe("two samples whose names differ in their extension only", () => {
  const box = { id: 1, category_id: 1, type: "bbox", points: [[0, 0], [2, 1]] }; // biome-ignore format: short
  const names = ["a.png", "a.jpg", "a.png", "b.rf.1.png"];
  it.each([
    ["coco-instance", "vector"],
    ["coco-instance", "segmentation-bitmap"],
    ["coco-panoptic", "segmentation-bitmap"],
    ["polygon", "segmentation-bitmap"],
    ["cvat", "vector"],
    ["yolo", "vector"],
    ["semantic", "segmentation-bitmap"],
  ] as const)("%s of %s gives each picture a name of its own", async (format, taskType) => {
    const url = "bitmap:4x2:1,1";
    const label = { annotations: [box], segmentation_bitmap: { url } };
    const samples = names.map((name) => ({ name, attributes: { image: { url: `${url}.png` } }, label }));
    const sink = memorySink();
    const assets: typeof drawnAssets = (asked) => drawnAssets(asked.replace(/\.png$/, ""));
    const report = await exportRelease(await smallRelease(taskType, samples), { format, sink, assets });
    expect(report.samples).toBe(4);
    const text = [...sink.files.keys()].map((name) => (/json|xml/.test(name) ? sink.text(name) : name)).join("\n");
    const found = text.match(/(?:"file_name": ?"|<image id="\d" name="|[^/\n]*\/)[ab][^"\n]*/g) ?? [];
    expect(found.length).toBeGreaterThanOrEqual(4);
    expect(new Set(found).size).toBe(found.length);
  });
});
