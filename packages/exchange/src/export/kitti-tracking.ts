import { at } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import { cornersOf } from "./category-names.js";
import type { ExportReport, ReportBuilder } from "./export-report.js";
import { exportSequences, type LabeledSequence, trackIdOf, type WriteSequence } from "./sequences.js";
import { extentOf } from "./shapes.js";
import type { StandardOptions } from "./standard-images.js";

/** What KITTI writes where a 3D box is not known: dimensions, position and rotation. */
const NO_CUBOID = "-1 -1 -1 -1000 -1000 -1000 -10";
const NOT_KNOWN = -10;

/**
 * KITTI tracking: a file `label_02/<sample>.txt` for each sequence, with a row for each box of a frame (frame from 0, track, type, truncation,
 * occlusion, angle, left, top, right, bottom, and of the 3D box what says that there is none). Other shapes become their boxes.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportKittiTracking(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportKittiTracking(release: ReleaseReader, options: StandardOptions): Promise<ExportReport> {
  const write: WriteSequence = async (sequence, stem, report) => {
    const name = `label_02/${stem}.txt`;
    await options.sink.writeFile(name, new TextEncoder().encode(rowsOf(sequence, report)));
    report.addFile(name);
  };
  return exportSequences(release, options, { format: "kitti-tracking", noun: "file", write });
}

function rowsOf({ name: sample, frames }: LabeledSequence, report: ReportBuilder): string {
  const lines = frames.flatMap(({ shapes }, frame) =>
    shapes.flatMap((shape): string[] => {
      const { object, category, type, points } = shape;
      const box = type === "bbox" ? cornersOf(shape) : extentOf(points);
      const [left, top, right, bottom] = box;
      if (!(right > left && bottom > top)) {
        report.skip({ sample, frame, objectId: object.id, reason: `a ${type} of no area has no box` });
        return [];
      }
      if (type !== "bbox") report.lose("shapes that are no boxes: they become their boxes", sample);
      if (/\s/.test(category)) report.lose("blanks in names of categories: they become _", sample);
      const isOccluded = at(object.raw, "attributes", "occluded");
      const known = typeof isOccluded === "boolean" ? 1 : 0;
      if (Object.keys(object.raw.attributes ?? {}).length > known)
        report.lose("attributes of objects but occluded", sample);
      if (object.id !== trackIdOf(object)) report.lose("ids of objects", sample);
      if (object.raw.is_keyframe === true) report.lose("which frames are keyframes", sample);
      report.objects += 1;
      const occlusion = typeof isOccluded === "boolean" ? Number(isOccluded) : -1;
      const kind = category.trim().replace(/\s+/g, "_");
      return [`${frame} ${trackIdOf(object)} ${kind} -1 ${occlusion} ${NOT_KNOWN} ${box.join(" ")} ${NO_CUBOID}\n`];
    }),
  );
  return lines.join("");
}
