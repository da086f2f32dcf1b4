import { TASK_TYPES, type TaskType, type Label as WireLabel, type Sample as WireSample } from "@tessera/schema";
import { describe, expect, expectTypeOf, test } from "vitest";
import type {
  Dataset,
  DatasetCreateParams,
  Label,
  LabelAttributes,
  PageList,
  Sample,
  SampleAttributes,
  TesseraClient,
} from "./index.js";

/** Compiled, never run: what an editor would say. */
function compiled(_: (client: TesseraClient) => unknown): void {}

test("every task type has its attributes", () => {
  expectTypeOf<SampleAttributes>().not.toBeNever();
  expectTypeOf<keyof { [Task in TaskType]: LabelAttributes<Task> }>().toEqualTypeOf<(typeof TASK_TYPES)[number]>();
});

test("a label knows its attributes by its task type", () => {
  compiled(async (client) => {
    const label = await client.labels.get<"pointcloud-cuboid">("uuid");
    expectTypeOf(label).toEqualTypeOf<Label<"pointcloud-cuboid">>();
    expectTypeOf(label.attributes.annotations[0]?.position.x).toEqualTypeOf<number | undefined>();
    const boxes = await client.labels.get<"bboxes">("uuid");
    expectTypeOf(boxes.attributes.annotations[0]?.type).toEqualTypeOf<"bbox" | undefined>();
  });
});

test("without one, label_type tells them apart", () => {
  compiled(async (client) => {
    const label = await client.labels.get("uuid");
    if (label.label_type === "text-named-entities") {
      expectTypeOf(label.attributes.annotations[0]?.start).toEqualTypeOf<number | undefined>();
    }
    if (label.label_type === "vector") {
      const shape = label.attributes.annotations[0];
      if (shape?.type === "polygon") expectTypeOf(shape.points).toEqualTypeOf<number[][]>();
    }
    if (label.label_type === "multisensor-sequence") {
      const sensor = label.attributes.sensors[0];
      if (sensor?.task_type === "pointcloud-cuboid-sequence" && !Array.isArray(sensor.attributes)) {
        expectTypeOf(sensor.attributes.frames[0]?.annotations[0]?.yaw).toEqualTypeOf<number | undefined>();
      }
    }
    // @ts-expect-error: a label of any type has no position.
    label.attributes.annotations;
  });
});

test("a dataset hands its task type on", () => {
  compiled(async (client) => {
    const dataset = await client.datasets.get<"pointcloud-cuboid">("jane/scans");
    expectTypeOf(dataset).toEqualTypeOf<Dataset<"pointcloud-cuboid">>();
    expectTypeOf(dataset.getSamples()).toEqualTypeOf<PageList<Sample<"pointcloud-cuboid">>>();
    for await (const sample of dataset.getSamples()) {
      expectTypeOf(sample.attributes.pcd.url).toEqualTypeOf<string>();
      expectTypeOf((await sample.getLabel()).attributes.annotations[0]?.yaw).toEqualTypeOf<number | undefined>();
    }
    // @ts-expect-error: an image is no point cloud.
    await dataset.addSample({ name: "a", attributes: { image: { url: "" } } });
    // @ts-expect-error: half a cuboid.
    await client.labels.put<"pointcloud-cuboid">("uuid", { attributes: { annotations: [{ id: 1, category_id: 1 }] } });
  });
});

test("bigints may stand for numbers on the way in", () => {
  compiled((client) =>
    client.samples.create<"image-vector-sequence">("jane/films", {
      name: "a",
      attributes: { frames: [{ image: { url: "" }, timestamp: 1700000000123456789n }] },
    }),
  );
});

test("the data is that of the schema", () => {
  expectTypeOf<Sample>().toExtend<Omit<WireSample, "attributes" | "label">>();
  expectTypeOf<Label>().toExtend<Omit<WireLabel, "attributes">>();
  expectTypeOf<DatasetCreateParams["category"]>().toEqualTypeOf<
    | "street_scenery"
    | "garden"
    | "agriculture"
    | "satellite"
    | "people"
    | "medical"
    | "fruit"
    | "other"
    | `custom-${string}`
    | undefined
  >();
});

describe("parameters", () => {
  test("optional ones may be undefined, so that options can be passed on", () => {
    const priority: number | undefined = undefined as number | undefined;
    compiled((client) => client.samples.update("uuid", { priority }));
    expect(TASK_TYPES).toHaveLength(16);
  });
});
