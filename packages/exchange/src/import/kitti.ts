import { wrapAngle } from "../export/kitti.js";
import {
  CategoryList,
  type ImportedObject,
  type ImportFile,
  type ImportResult,
  type SkippedImport,
  stemOf,
  withoutLabel,
} from "./imported.js";

/**
 * Imports KITTI 3D labels, seen by a camera at the origin that looks along x: the inverse of {@link exportKitti}. Without the calibration
 * of a real camera the cuboids stand where that camera would have them. Truncation, occlusion and the score become attributes, and 2D boxes
 * are left out, which `changed` lists. `DontCare` lines are skipped and listed.
 *
 * @example importKitti([{ name: "000001.txt", text }]);
 */
export function importKitti(files: Iterable<ImportFile>): ImportResult {
  const categories = new CategoryList();
  const skipped: SkippedImport[] = [];
  const changed: SkippedImport[] = [];
  const samples = [];
  for (const { name: fileName, text } of files) {
    const annotations: ImportedObject[] = [];
    const before = skipped.length;
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (line.trim() === "") continue;
      const object = objectOf(line, annotations.length + 1, categories);
      const place = `${fileName}, line ${index + 1}`;
      if (typeof object === "string") skipped.push({ place, reason: object });
      else {
        annotations.push(object);
        if (hasFlatBox(line))
          changed.push({ place, reason: "its 2D box, which is of a camera's picture, is left out" });
      }
    }
    const lost = skipped.length - before;
    samples.push({ name: stemOf(fileName), size: undefined, annotations, ...withoutLabel(annotations, lost) });
  }
  return { taskType: "pointcloud-cuboid", categories: categories.list(), samples, skipped, changed };
}

function objectOf(line: string, id: number, categories: CategoryList): ImportedObject | string {
  const [category = "", ...cells] = line.trim().split(/\s+/);
  const numbers = cells.map(Number);
  if (numbers.length < 14 || !numbers.every(Number.isFinite)) return "a line has a type and 14 numbers";
  if (category === "DontCare") return "DontCare marks a region, no object";
  const [height = 0, width = 0, length = 0, right = 0, down = 0, forward = 0, rotation = 0] = numbers.slice(7);
  if (!(height > 0 && width > 0 && length > 0)) return "its dimensions are not positive";
  return {
    id,
    category_id: categories.idOf(category),
    type: "cuboid",
    position: { x: forward, y: 0 - right, z: height / 2 - down },
    dimensions: { x: length, y: width, z: height },
    yaw: wrapAngle(-rotation - Math.PI / 2),
    ...attributesOf(numbers),
  };
}

/** What is known of them: -1 means that it is not, and 0 is the usual. */
function attributesOf([truncated = 0, occluded = 0, ...rest]: readonly number[]): object {
  const score = rest[12];
  const attributes = {
    ...(truncated > 0 && { truncated }),
    ...(occluded > 0 && { occluded }),
    ...(score !== undefined && { score }),
  };
  return Object.keys(attributes).length === 0 ? {} : { attributes };
}

function hasFlatBox(line: string): boolean {
  const [left = 0, top = 0, right = 0, bottom = 0] = line.trim().split(/\s+/).slice(4, 8).map(Number);
  return right > left && bottom > top;
}
