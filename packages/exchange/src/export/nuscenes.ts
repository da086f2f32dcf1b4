import { at, isJsonObject, listAt } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import type { ReleaseEntry } from "../release/release-types.js";
import type { TextWriter } from "../sinks/export-sink.js";
import { checkTaskType, type ExportOptions } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { safePart } from "./file-names.js";
import { hasAttributes, type LabelObject, readObject } from "./labels.js";
import { emptyMap, lidarsegLabels, loadNuscenesCloud } from "./nuscenes-points.js";
import { nuscenesToken as token } from "./nuscenes-token.js";
import { cuboidPoseOf, poseOf, type Rotation } from "./poses.js";

/** Tables that grow with the release; the others are written once. */
const GROWING = ["scene", "sample", "sample_data", "ego_pose", "instance", "sample_annotation"] as const;
type TableName = (typeof GROWING)[number] | "lidarseg";

export interface NuscenesOptions extends Pick<ExportOptions, "sink" | "signal" | "assets"> {
  /** Copies the clouds, as nuScenes has them; else their urls stand as file names. */
  readonly withImages?: boolean | undefined;
}

const SEGMENTATIONS = ["pointcloud-segmentation", "pointcloud-segmentation-sequence"] as const;

/**
 * nuScenes: its thirteen tables, and of point cloud segmentations the table and files of nuScenes-lidarseg, with a scene for each sample of the release and a nuScenes sample for each of its
 * frames. Boxes are in world coordinates, sizes as width, length, height, rotations as w, x, y, z. What Tessera does not know is
 * empty: visibility, and 0 for the numbers of points in boxes.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportNuscenes(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportNuscenes(release: ReleaseReader, options: NuscenesOptions): Promise<ExportReport> {
  checkTaskType(release, "nuscenes", ["pointcloud-cuboid", "pointcloud-cuboid-sequence", ...SEGMENTATIONS]);
  const hasPoints = SEGMENTATIONS.some((type) => type === release.taskType);
  const growing: readonly TableName[] = hasPoints ? [...GROWING, "lidarseg"] : GROWING;
  const report = new ReportBuilder();
  const folder = safePart(`${release.datasetIdentifier}_${release.header.name}`);
  const tables = new Tables();
  const categories = new Map(release.categories.map(({ id }) => [id, token("category", id)]));
  const indices = new Map(release.categories.map(({ id }, place) => [id, place + 1]));
  try {
    for (const name of growing) tables.open(name, await options.sink.openText(`${folder}/${name}.json`));
    for await (const entry of release) {
      options.signal?.throwIfAborted();
      await writeScene(entry, { tables, categories, indices, hasPoints, folder, options, report });
    }
  } finally {
    await tables.close();
  }
  await options.sink.writeFile(MAP_FILE, emptyMap());
  report.addFile(MAP_FILE);
  const fixed = Object.entries(fixedTables(release, { hasPoints }));
  for (const [name, rows] of fixed) {
    const text = `${JSON.stringify(rows, null, 1)}\n`;
    await options.sink.writeFile(`${folder}/${name}.json`, new TextEncoder().encode(text));
  }
  for (const name of [...growing, ...fixed.map(([name]) => name)]) report.addFile(`${folder}/${name}.json`);
  return report.build();
}

/** Lists of rows that are written as they come. */
class Tables {
  readonly #writers = new Map<TableName, { readonly writer: TextWriter; separator: string }>();

  open(name: TableName, writer: TextWriter): void {
    this.#writers.set(name, { writer, separator: "[\n" });
  }

  async add(name: TableName, row: object): Promise<void> {
    const table = this.#writers.get(name);
    if (table === undefined) throw new Error(`the table ${name} is not open`);
    await table.writer.write(`${table.separator}${JSON.stringify(row)}`);
    table.separator = ",\n";
  }

  async close(): Promise<void> {
    for (const { writer, separator } of this.#writers.values()) {
      await writer.write(separator === "[\n" ? "[]\n" : "\n]\n");
      await writer.close();
    }
  }
}

interface Context {
  readonly tables: Tables;
  readonly categories: ReadonlyMap<number, string>;
  /** Of categories in labels of points. */
  readonly indices: ReadonlyMap<number, number>;
  readonly hasPoints: boolean;
  /** Of the tables, which nuScenes calls the version. */
  readonly folder: string;
  readonly options: NuscenesOptions;
  readonly report: ReportBuilder;
}

async function writeScene(entry: ReleaseEntry, context: Context): Promise<void> {
  const { sample, label } = entry;
  const { tables, report } = context;
  if (!isJsonObject(label?.attributes)) {
    report.skip({ sample: sample.name, reason: "it has no label" });
    return;
  }
  const isSequence = listAt(label.attributes, "frames") !== undefined;
  const labels = listAt(label.attributes, "frames") ?? [label.attributes];
  const frames = listAt(sample.attributes, "frames") ?? [sample.attributes];
  const scene = token("scene", sample.uuid ?? sample.name);
  const tokens = frames.map((_, index) => token("sample", scene, index));
  const ends = { first_sample_token: tokens[0] ?? "", last_sample_token: tokens.at(-1) ?? "" };
  const row = { token: scene, log_token: LOG, nbr_samples: frames.length, ...ends, name: sample.name, description: "" };
  await tables.add("scene", row);
  for (const [index, frame] of frames.entries()) {
    const place = { sample: sample.name, ...(isSequence && { frame: index }) };
    const file = await writeCloud(frame, tokens[index] ?? "", place, context);
    await writeFrame(frame, { index, tokens, scene, tables, file });
    if ((listAt(frame, "images")?.length ?? 0) > 0) report.lose("camera images of clouds", sample.name);
    if (context.hasPoints && index < labels.length)
      await writePoints(labels[index], tokens[index] ?? "", place, context);
  }
  if (labels.length !== frames.length) {
    report.lose("frames of labels that the sample does not have, or has more of", sample.name);
  }
  const annotations = (context.hasPoints ? [] : labels)
    .slice(0, frames.length)
    .flatMap((frame, index) => boxesOf(frame, { index, isSequence, entry, context }));
  await writeAnnotations(annotations, { scene, tokens, tables });
  if (listAt(label.attributes, "links") !== undefined) report.lose("links", sample.name);
  report.samples += 1;
  report.objects += annotations.length;
}

/** Neighbours in a chain, "" at its ends. */
function neighbours(tokens: readonly string[], index: number): { readonly prev: string; readonly next: string } {
  return { prev: tokens[index - 1] ?? "", next: tokens[index + 1] ?? "" };
}

interface FramePlace {
  readonly index: number;
  readonly tokens: readonly string[];
  readonly scene: string;
  readonly tables: Tables;
  /** Of the cloud, where it is copied. */
  readonly file: string | undefined;
}

type Place = { readonly sample: string; readonly frame?: number };

async function writeCloud(
  frame: unknown,
  sample: string,
  place: Place,
  { options, report }: Context,
): Promise<string | undefined> {
  if (options.withImages !== true) return undefined;
  const name = `samples/LIDAR_TOP/${token("sample_data", sample)}.pcd.bin`;
  try {
    await options.sink.writeFile(name, await loadNuscenesCloud(frame, options));
  } catch (error) {
    options.signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    report.skip({ ...place, reason: `its cloud cannot be copied: ${reason}` });
    return undefined;
  }
  report.addFile(name);
  return name;
}

async function writePoints(
  label: unknown,
  sample: string,
  place: Place,
  { tables, indices, folder, options, report }: Context,
): Promise<void> {
  const found = lidarsegLabels(label, indices, (objectId, reason) => report.skip({ ...place, objectId, reason }));
  if (found === undefined) return report.skip({ ...place, reason: "it has no labels of points" });
  const data = token("sample_data", sample);
  const filename = `lidarseg/${folder}/${data}_lidarseg.bin`;
  await options.sink.writeFile(filename, found.labels);
  report.addFile(filename);
  await tables.add("lidarseg", { token: data, sample_data_token: data, filename });
  report.objects += found.objects;
  report.lose("objects of points: their points have a category only", place.sample);
}

async function writeFrame(frame: unknown, { index, tokens, scene, tables, file }: FramePlace): Promise<void> {
  const timestamp = microseconds(at(frame, "timestamp")) ?? index * 500_000;
  const sample = tokens[index] ?? "";
  await tables.add("sample", { token: sample, timestamp, ...neighbours(tokens, index), scene_token: scene });
  const pose = token("ego_pose", sample);
  const { translation, rotation } = poseRow(at(frame, "ego_pose"));
  await tables.add("ego_pose", { token: pose, timestamp, rotation, translation });
  const dataTokens = tokens.map((one) => token("sample_data", one));
  const links = { sample_token: sample, ego_pose_token: pose, calibrated_sensor_token: CALIBRATION };
  const url = at(frame, "pcd", "url");
  await tables.add("sample_data", {
    ...{ token: dataTokens[index], ...links, timestamp },
    fileformat: file === undefined ? String(at(frame, "pcd", "type") ?? "pcd") : "pcd",
    ...{ is_key_frame: true, height: 0, width: 0, filename: file ?? (typeof url === "string" ? url : "") },
    ...neighbours(dataTokens, index),
  });
}

interface Box {
  readonly instance: number;
  readonly index: number;
  readonly category: string;
  readonly translation: readonly number[];
  readonly size: readonly number[];
  readonly rotation: readonly number[];
}

function boxesOf(
  frame: unknown,
  { index, isSequence, entry, context }: { index: number; isSequence: boolean; entry: ReleaseEntry; context: Context },
): Box[] {
  const { report, categories } = context;
  const { name } = entry.sample;
  return (listAt(frame, "annotations") ?? []).flatMap((value, place) => {
    const where = { sample: name, ...(isSequence && { frame: index }) };
    const object = readObject(value);
    if (typeof object === "string") {
      report.skip({ ...where, reason: `annotation ${place}: ${object}` });
      return [];
    }
    const category = categories.get(object.categoryId);
    const box =
      category === undefined ? `the dataset has no category ${object.categoryId}` : boxOf(object, { index, category });
    if (typeof box === "string") {
      report.skip({ ...where, objectId: object.id, reason: box });
      return [];
    }
    if (hasAttributes(object)) report.lose("attributes of objects", name);
    return [box];
  });
}

function boxOf({ id, raw }: LabelObject, { index, category }: { index: number; category: string }): Box | string {
  const pose = cuboidPoseOf(raw);
  if (typeof pose === "string") return pose;
  const { track_id: track } = raw;
  const [length, width, height] = pose.size;
  return {
    instance: typeof track === "number" ? track : id,
    ...{ index, category, translation: pose.translation, size: [width, length, height] },
    rotation: scalarFirst(pose.rotation),
  };
}

/** Boxes of one object, in the order of frames, are a chain. */
async function writeAnnotations(
  boxes: readonly Box[],
  { scene, tokens, tables }: { readonly scene: string; readonly tokens: readonly string[]; readonly tables: Tables },
): Promise<void> {
  const byInstance = new Map<number, Box[]>();
  for (const box of boxes) {
    const chain = byInstance.get(box.instance);
    if (chain === undefined) byInstance.set(box.instance, [box]);
    else chain.push(box);
  }
  for (const [id, chain] of byInstance) {
    const instance = token("instance", scene, id);
    const chainTokens = chain.map(({ index }) => token("sample_annotation", instance, index));
    const ends = { first_annotation_token: chainTokens[0], last_annotation_token: chainTokens.at(-1) };
    const category_token = chain[0]?.category;
    await tables.add("instance", { token: instance, category_token, nbr_annotations: chain.length, ...ends });
    for (const [place, { index, translation, size, rotation }] of chain.entries()) {
      await tables.add("sample_annotation", {
        ...{ token: chainTokens[place], sample_token: tokens[index], instance_token: instance },
        ...{ visibility_token: "", attribute_tokens: [], translation, size, rotation },
        ...neighbours(chainTokens, place),
        ...{ num_lidar_pts: 0, num_radar_pts: 0 },
      });
    }
  }
}

/** The pose of a sensor or the vehicle, in the tables' terms. */
function poseRow(pose: unknown): { readonly translation: readonly number[]; readonly rotation: readonly number[] } {
  const { translation, rotation } = poseOf(pose);
  return { translation, rotation: scalarFirst(rotation) };
}

/** As nuScenes has quaternions: w, x, y, z. */
function scalarFirst([x, y, z, w]: Rotation): readonly number[] {
  return [w, x, y, z];
}

/** Tessera has nanoseconds, as text, integer or float; nuScenes microseconds. */
function microseconds(timestamp: unknown): number | undefined {
  if (typeof timestamp === "string" && /^\d{4,}$/.test(timestamp)) return Number(timestamp.slice(0, -3));
  const number = typeof timestamp === "bigint" ? Number(timestamp / 1000n) : Number(timestamp) / 1000;
  return timestamp === null || timestamp === undefined || !Number.isFinite(number) ? undefined : Math.floor(number);
}

const SENSOR = token("sensor", "LIDAR_TOP");
const CALIBRATION = token("calibrated_sensor", "LIDAR_TOP");
const LOG = token("log");

const VISIBILITIES = [
  ["1", "v0-40", "visibility of whole object is between 0 and 40%"],
  ["2", "v40-60", "visibility of whole object is between 40 and 60%"],
  ["3", "v60-80", "visibility of whole object is between 60 and 80%"],
  ["4", "v80-100", "visibility of whole object is between 80 and 100%"],
] as const;

const MAP_FILE = `maps/${token("map")}.png`;

function fixedTables(
  { categories, header }: ReleaseReader,
  { hasPoints }: { readonly hasPoints: boolean },
): Readonly<Record<string, readonly object[]>> {
  const logfile = `${header.dataset.owner}/${header.dataset.name} ${header.name}`;
  const calibration = { translation: [0, 0, 0], rotation: [1, 0, 0, 0], camera_intrinsic: [] };
  return {
    category: [
      ...(hasPoints ? [{ token: token("category", "none"), name: "unlabeled", description: "", index: 0 }] : []),
      ...categories.map(({ id, name }, place) => ({
        ...{ token: token("category", id), name, description: "", index: place + 1 },
      })),
    ],
    attribute: [],
    visibility: VISIBILITIES.map(([one, level, description]) => ({ token: one, level, description })),
    sensor: [{ token: SENSOR, channel: "LIDAR_TOP", modality: "lidar" }],
    calibrated_sensor: [{ token: CALIBRATION, sensor_token: SENSOR, ...calibration }],
    log: [{ token: LOG, logfile, vehicle: "", date_captured: (header.created_at ?? "").slice(0, 10), location: "" }],
    map: [{ token: token("map"), log_tokens: [LOG], category: "semantic_prior", filename: MAP_FILE }],
  };
}
