import { wrapAngle } from "../export/kitti.js";
import {
  CategoryList,
  type ImportedObject,
  type ImportFile,
  type ImportResult,
  type SkippedImport,
  stemOf,
} from "./imported.js";

/**
 * Imports KITTI 3D labels, seen by a camera at the origin that looks along x: the inverse of {@link exportKitti}. Without the calibration
 * of a real camera the cuboids stand where that camera would have them. `DontCare` lines are skipped and listed.
 *
 * @example importKitti([{ name: "000001.txt", text }]);
 */
export function importKitti(files: Iterable<ImportFile>): ImportResult {
  const categories = new CategoryList();
  const skipped: SkippedImport[] = [];
  const samples = [];
  for (const { name: fileName, text } of files) {
    const annotations: ImportedObject[] = [];
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (line.trim() === "") continue;
      const object = objectOf(line, annotations.length + 1, categories);
      if (typeof object === "string") skipped.push({ place: `${fileName}, line ${index + 1}`, reason: object });
      else annotations.push(object);
    }
    samples.push({ name: stemOf(fileName), size: undefined, annotations });
  }
  return { taskType: "pointcloud-cuboid", categories: categories.list(), samples, skipped };
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
  };
}
