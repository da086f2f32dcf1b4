import { at, isJsonObject, listAt } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import type { ReleaseEntry } from "../release/release-types.js";
import { checkTaskType, type ExportOptions } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { safePart, sampleStem, UniqueNames } from "./file-names.js";
import { readObject } from "./labels.js";
import { attributeLists, identityTransform, poseTransform, shapeOf } from "./openlabel-shapes.js";

const TASK_TYPES = [
  "vector",
  "bboxes",
  "keypoints",
  "image-vector-sequence",
  "pointcloud-cuboid",
  "pointcloud-cuboid-sequence",
  "pointcloud-vector",
  "pointcloud-vector-sequence",
  "multisensor-sequence",
] as const;

/**
 * ASAM OpenLABEL 1.0: a JSON file for each labeled sample, with its objects over the frames (boxes, polygons, polylines, points, cuboids), streams,
 * coordinate systems, ego poses, and links as relations. An image or a cloud alone is frame 0.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportOpenlabel(release, { sink: directorySink("out") });
 */
export async function exportOpenlabel(
  release: ReleaseReader,
  options: Pick<ExportOptions, "sink" | "signal">,
): Promise<ExportReport> {
  checkTaskType(release, "openlabel", TASK_TYPES);
  const report = new ReportBuilder();
  const names = new UniqueNames();
  const categories = new Map(release.categories.map(({ id, name }) => [id, name]));
  for await (const entry of release) {
    options.signal?.throwIfAborted();
    if (!isJsonObject(entry.label?.attributes)) {
      report.skip({ sample: entry.sample.name, reason: "it has no label" });
      continue;
    }
    const { name } = names.take(sampleStem(entry.sample.name), ".json");
    const document = new DocumentBuilder(release, entry, categories, report).build();
    await options.sink.writeFile(name, new TextEncoder().encode(`${JSON.stringify(document)}\n`));
    report.addFile(name);
    report.samples += 1;
  }
  return report.build();
}

/** One sensor of a sample, with its frames and their labels. */
interface Sensor {
  readonly name: string;
  readonly isCloud: boolean;
  readonly frames: readonly unknown[];
  readonly labels: readonly unknown[];
}

type Keyed = Record<string, unknown>;

interface OpenlabelObject {
  readonly name: string;
  readonly type: string;
  readonly frames: number[];
}

class DocumentBuilder {
  readonly #release: ReleaseReader;
  readonly #entry: ReleaseEntry;
  readonly #categories: ReadonlyMap<number, string>;
  readonly #report: ReportBuilder;
  readonly #objects = new Map<string, OpenlabelObject>();
  readonly #frames = new Map<number, { readonly objects: Keyed; readonly properties: Keyed }>();

  constructor(
    release: ReleaseReader,
    entry: ReleaseEntry,
    categories: ReadonlyMap<number, string>,
    report: ReportBuilder,
  ) {
    this.#release = release;
    this.#entry = entry;
    this.#categories = categories;
    this.#report = report;
  }

  build(): object {
    const { sample, label } = this.#entry;
    const isMulti = this.#release.taskType === "multisensor-sequence";
    const sensors = isMulti ? this.#sensors() : [this.#onlySensor()];
    for (const sensor of sensors) {
      for (const [index, frame] of sensor.frames.entries()) {
        this.#addFrame(sensor, index, frame);
        this.#addObjects(sensor, index, { prefix: isMulti ? `${sensor.name}/` : "" });
      }
      if (sensor.labels.length > sensor.frames.length)
        this.#report.lose("frames of labels that the sample does not have", sample.name);
    }
    const relations = relationsOf(listAt(label, "attributes", "links") ?? []);
    const indices = [...this.#frames.keys()].toSorted((a, b) => a - b);
    const objects = [...this.#objects].map(([uid, { frames, ...object }]) => [
      uid,
      { ...object, frame_intervals: intervals(frames) },
    ]);
    return {
      openlabel: {
        metadata: { schema_version: "1.0.0", name: sample.name, comment: this.#release.header.name },
        coordinate_systems: coordinateSystems(sensors),
        streams: Object.fromEntries(
          sensors.map(({ name, isCloud }) => [name, { type: isCloud ? "lidar" : "camera", description: "", uri: "" }]),
        ),
        frame_intervals: intervals(indices),
        objects: Object.fromEntries(objects),
        ...(Object.keys(relations).length > 0 && { relations }),
        frames: Object.fromEntries(
          indices.map((index) => {
            const found = this.#frames.get(index);
            return [index, { objects: found?.objects ?? {}, frame_properties: found?.properties ?? {} }];
          }),
        ),
      },
    };
  }

  #onlySensor(): Sensor {
    const { sample, label } = this.#entry;
    const isCloud = this.#release.taskType.startsWith("pointcloud");
    return {
      ...{ name: isCloud ? "lidar" : "camera", isCloud },
      frames: listAt(sample.attributes, "frames") ?? [sample.attributes],
      labels: listAt(label, "attributes", "frames") ?? [label?.attributes],
    };
  }

  /** Sensors of segmentations have no shapes: they are listed. */
  #sensors(): Sensor[] {
    const { sample, label } = this.#entry;
    const labels = listAt(label, "attributes", "sensors") ?? [];
    return (listAt(sample.attributes, "sensors") ?? []).flatMap((sensor, place): Sensor[] => {
      const taskType = String(at(sensor, "task_type"));
      const name = safePart(String(at(sensor, "name") ?? place));
      if (taskType.includes("segmentation")) {
        this.#report.skip({ sample: sample.name, reason: `sensor ${name}: OpenLABEL holds no ${taskType} here` });
        return [];
      }
      const found = labels.find((one) => at(one, "name") === at(sensor, "name"));
      return [
        {
          ...{ name, isCloud: taskType.startsWith("pointcloud") },
          frames: listAt(sensor, "attributes", "frames") ?? [at(sensor, "attributes")],
          labels: listAt(found, "attributes", "frames") ?? [],
        },
      ];
    });
  }

  #frame(index: number) {
    const known = this.#frames.get(index);
    if (known !== undefined) return known;
    const made: { objects: Keyed; properties: Keyed } = { objects: {}, properties: {} };
    this.#frames.set(index, made);
    return made;
  }

  #addFrame({ name, isCloud }: Sensor, index: number, frame: unknown): void {
    const { properties } = this.#frame(index);
    const timestamp = at(frame, "timestamp");
    if (timestamp !== undefined && timestamp !== null) properties.timestamp = String(timestamp);
    const uri = at(frame, isCloud ? "pcd" : "image", "url");
    const streams = isJsonObject(properties.streams) ? properties.streams : {};
    properties.streams = { ...streams, [name]: { uri: typeof uri === "string" ? uri : "" } };
    if (!isCloud) return;
    properties.transforms = {
      ego_to_world: { src: "ego", dst: "world", transform_src_to_dst: poseTransform(at(frame, "ego_pose")) },
    };
    if ((listAt(frame, "images")?.length ?? 0) > 0)
      this.#report.lose("camera images of clouds", this.#entry.sample.name);
  }

  #addObjects({ name, isCloud, labels }: Sensor, index: number, { prefix }: { readonly prefix: string }): void {
    const sample = this.#entry.sample.name;
    const { objects } = this.#frame(index);
    for (const [place, value] of (listAt(labels[index], "annotations") ?? []).entries()) {
      const object = readObject(value);
      if (typeof object === "string") {
        this.#report.skip({ sample, frame: index, reason: `annotation ${place}: ${object}` });
        continue;
      }
      const category = this.#categories.get(object.categoryId);
      const shape = category === undefined ? `the dataset has no category ${object.categoryId}` : shapeOf(object);
      if (typeof shape === "string" || category === undefined) {
        this.#report.skip({ sample, frame: index, objectId: object.id, reason: String(shape) });
        continue;
      }
      const track = typeof object.raw.track_id === "number" ? object.raw.track_id : object.id;
      const uid = `${prefix}${track}`;
      const known = this.#objects.get(uid) ?? { name: `${category} ${uid}`, type: category, frames: [] };
      this.#objects.set(uid, known);
      if (known.frames.at(-1) !== index) known.frames.push(index);
      const data = {
        ...{ name: `${shape.kind} ${object.id}`, ...shape.data, coordinate_system: isCloud ? "world" : name },
        ...attributeLists(object.raw.attributes),
      };
      const before = at(objects[uid], "object_data", shape.kind);
      const others = at(objects[uid], "object_data");
      const list = [...(Array.isArray(before) ? before : []), data];
      objects[uid] = { object_data: { ...(isJsonObject(others) ? others : {}), [shape.kind]: list } };
      this.#report.objects += 1;
    }
  }
}

function coordinateSystems(sensors: readonly Sensor[]): object {
  const hasWorld = sensors.some(({ isCloud }) => isCloud);
  const names = sensors.map(({ name }) => name);
  const own = sensors.map(({ name, isCloud }) => [
    name,
    {
      ...{ type: "sensor_cs", parent: hasWorld ? "ego" : "", children: [] },
      // Clouds are in the ego's coordinates.
      ...(isCloud && { pose_wrt_parent: identityTransform() }),
    },
  ]);
  const world = { type: "scene_cs", parent: "", children: ["ego"] };
  const ego = { type: "local_cs", parent: "world", children: names };
  return { ...(hasWorld && { world, ego }), ...Object.fromEntries(own) };
}

function relationsOf(links: readonly unknown[]): Keyed {
  const ends = links.map((link) => [at(link, "from_id"), at(link, "to_id")]);
  return Object.fromEntries(
    ends.map(([from, to], place) => [
      String(place),
      {
        ...{ name: `link ${place + 1}`, type: "link" },
        rdf_subjects: [{ type: "object", uid: String(from) }],
        rdf_objects: [{ type: "object", uid: String(to) }],
      },
    ]),
  );
}

/** Runs of frames that follow each other. */
function intervals(frames: readonly number[]): object[] {
  const found: { frame_start: number; frame_end: number }[] = [];
  for (const frame of frames) {
    const last = found.at(-1);
    if (last !== undefined && last.frame_end === frame - 1) last.frame_end = frame;
    else found.push({ frame_start: frame, frame_end: frame });
  }
  return found;
}
