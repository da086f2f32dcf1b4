import { at } from "@tessera/json";
import type { ReleaseReader } from "../release/open-release.js";
import { categoryNames } from "./category-names.js";
import { checkTaskType, type ExportOptions } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { sampleStem, UniqueNames } from "./file-names.js";
import { hasAttributes, type LabelObject } from "./labels.js";
import { loadEntries } from "./load-entries.js";

/**
 * KITTI 3D labels: `label_2/<sample>.txt` with a line for each cuboid. There is no camera in a cuboid label, so the coordinates are those
 * of a camera at the origin that looks along x: right = -y, down = -z, forward = x; the location is the centre of the lower side, and
 * rotation_y = -yaw - π/2. Truncation, occlusion, alpha and the 2D box are written as unknown: -1 -1 -10 -1 -1 -1 -1.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportKitti(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportKitti(release: ReleaseReader, options: ExportOptions): Promise<ExportReport> {
  checkTaskType(release, "kitti", ["pointcloud-cuboid"]);
  const report = new ReportBuilder();
  const categories = categoryNames(release);
  const names = new UniqueNames();
  for await (const loaded of loadEntries(release, options, report, { wantsSize: false, wantsBitmap: false })) {
    const { name, isChanged } = names.take(sampleStem(loaded.name), ".txt");
    if (isChanged) report.lose("name of the text file, which another sample has: it is numbered", loaded.name);
    const lines: string[] = [];
    for (const object of loaded.objects) {
      const category = categories.get(object.categoryId);
      const line = category === undefined ? undefined : lineOf(object, category);
      if (line === undefined) {
        const reason = category === undefined ? `the dataset has no category ${object.categoryId}` : "it is no cuboid";
        report.skip({ sample: loaded.name, objectId: object.id, reason });
        continue;
      }
      lines.push(line);
      report.objects += 1;
      report.lose("ids of objects", loaded.name);
      if (hasAttributes(object)) report.lose("attributes of objects", loaded.name);
      if (at(object.raw, "rotation") !== undefined) report.lose("rotation other than yaw", loaded.name);
      if (category !== undefined && /\s/.test(category))
        report.lose("spaces in names of categories: they become _", loaded.name);
    }
    await options.sink.writeFile(`label_2/${name}`, new TextEncoder().encode(lines.join("")));
    report.addFile(`label_2/${name}`);
    report.samples += 1;
  }
  return report.build();
}

function lineOf({ raw }: LabelObject, category: string): string | undefined {
  const numbers = ["x", "y", "z"].flatMap((axis) => [at(raw, "position", axis), at(raw, "dimensions", axis)]);
  const yaw = at(raw, "yaw");
  if (typeof yaw !== "number" || !numbers.every((value) => typeof value === "number")) return undefined;
  const [x = 0, length = 0, y = 0, width = 0, z = 0, height = 0] = numbers;
  const place = [height, width, length, -y, -(z - height / 2), x, wrapAngle(-yaw - Math.PI / 2)];
  return `${category.replace(/\s/g, "_")} -1 -1 -10 -1 -1 -1 -1 ${place.map((value) => (value === 0 ? 0 : value)).join(" ")}\n`;
}

/** The same angle in [-π, π). */
export function wrapAngle(angleRad: number): number {
  if (angleRad >= -Math.PI && angleRad < Math.PI) return angleRad;
  return angleRad - 2 * Math.PI * Math.floor((angleRad + Math.PI) / (2 * Math.PI));
}
