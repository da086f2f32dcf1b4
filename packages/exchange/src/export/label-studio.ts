import type { ImageSize } from "../assets/image-size.js";
import { at } from "../release/json-values.js";
import type { ReleaseReader } from "../release/open-release.js";
import { categoryNames, cornersOf, type NamedShape, namedShapes, VECTOR_TYPES } from "./category-names.js";
import { checkTaskType, type ExportOptions } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { hasAttributes } from "./labels.js";
import { loadEntries } from "./load-entries.js";

/**
 * Label Studio JSON: one file `label-studio.json`, a task for each labeled sample, coordinates in percent of the image's size. A
 * polyline is a polygon with `closed: false`.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportLabelStudio(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportLabelStudio(release: ReleaseReader, options: ExportOptions): Promise<ExportReport> {
  checkTaskType(release, "label-studio", VECTOR_TYPES);
  const report = new ReportBuilder();
  const categories = categoryNames(release);
  const name = "label-studio.json";
  const file = await options.sink.openText(name);
  try {
    let separator = "[";
    for await (const loaded of loadEntries(release, options, report, { wantsSize: true, wantsBitmap: false })) {
      const { size } = loaded;
      if (size === undefined) {
        report.skip({
          sample: loaded.name,
          reason: "the size of its image is not known, and coordinates are percent of it",
        });
        continue;
      }
      const shapes = namedShapes(loaded, categories, report);
      for (const { object } of shapes) {
        report.objects += 1;
        if (hasAttributes(object)) report.lose("attributes of objects", loaded.name);
      }
      const data = { image: at(loaded.entry.sample, "attributes", "image", "url"), name: loaded.name };
      const result = shapes.map((shape) => resultOf(shape, size));
      await file.write(
        `${separator}${JSON.stringify({ id: report.samples + 1, data, annotations: [{ id: report.samples + 1, result }] })}`,
      );
      separator = ",\n";
      report.samples += 1;
    }
    await file.write(separator === "[" ? "[]\n" : "]\n");
  } finally {
    await file.close();
  }
  report.addFile(name);
  return report.build();
}

function resultOf(shape: NamedShape, { widthPx, heightPx }: ImageSize): object {
  const percent = ([x, y]: readonly [number, number]): [number, number] => [(x / widthPx) * 100, (y / heightPx) * 100];
  const common = {
    id: String(shape.object.id),
    from_name: "label",
    to_name: "image",
    original_width: widthPx,
    original_height: heightPx,
    image_rotation: 0,
  };
  const labels = [shape.category];
  if (shape.type === "bbox") {
    const [left, top, right, bottom] = cornersOf(shape);
    const [x, y] = percent([left, top]);
    const [width, height] = percent([right - left, bottom - top]);
    return { ...common, type: "rectanglelabels", value: { x, y, width, height, rotation: 0, rectanglelabels: labels } };
  }
  const points = shape.points.map(percent);
  const [[x, y] = [0, 0]] = points;
  if (shape.type === "point")
    return { ...common, type: "keypointlabels", value: { x, y, width: 0.5, keypointlabels: labels } };
  return {
    ...common,
    type: "polygonlabels",
    value: { points, closed: shape.type === "polygon", polygonlabels: labels },
  };
}
