import type { ReleaseReader } from "../release/open-release.js";
import { categoryNames, cornersOf, type NamedShape, namedShapes, VECTOR_TYPES } from "./category-names.js";
import { checkTaskType, type ExportOptions } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { sampleStem, UniqueNames } from "./file-names.js";
import { hasAttributes } from "./labels.js";
import { type LoadedEntry, loadEntries } from "./load-entries.js";
import { xmlText } from "./xml-text.js";

/**
 * Pascal VOC: `Annotations/<sample>.xml` for each labeled sample, with its boxes. Coordinates are as they are in the release: pixels from
 * the image's upper left corner, with fractions.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportPascalVoc(release, { sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportPascalVoc(release: ReleaseReader, options: ExportOptions): Promise<ExportReport> {
  checkTaskType(release, "pascal-voc", VECTOR_TYPES);
  const report = new ReportBuilder();
  const categories = categoryNames(release);
  const names = new UniqueNames();
  for await (const loaded of loadEntries(release, options, report, { wantsSize: true, wantsBitmap: false })) {
    const { name, isChanged } = names.take(sampleStem(loaded.name), ".xml");
    if (isChanged) report.lose("name of the XML file, which another sample has: it is numbered", loaded.name);
    const boxes: NamedShape[] = [];
    for (const shape of namedShapes(loaded, categories, report)) {
      if (shape.type === "bbox") boxes.push(shape);
      else
        report.skip({
          sample: loaded.name,
          objectId: shape.object.id,
          reason: `Pascal VOC holds boxes, no ${shape.type}`,
        });
    }
    for (const { object } of boxes) {
      report.objects += 1;
      report.lose("ids of objects", loaded.name);
      if (hasAttributes(object)) report.lose("attributes of objects", loaded.name);
    }
    await options.sink.writeFile(`Annotations/${name}`, new TextEncoder().encode(documentOf(loaded, boxes)));
    report.addFile(`Annotations/${name}`);
    report.samples += 1;
  }
  return report.build();
}

function documentOf({ name, fileName, size }: LoadedEntry, boxes: readonly NamedShape[]): string {
  const lines = [
    "<annotation>",
    `  <filename>${xmlText(fileName ?? name)}</filename>`,
    `  <size><width>${size?.widthPx ?? 0}</width><height>${size?.heightPx ?? 0}</height><depth>3</depth></size>`,
    "  <segmented>0</segmented>",
  ];
  for (const box of boxes) {
    const [left, top, right, bottom] = cornersOf(box);
    lines.push(
      "  <object>",
      `    <name>${xmlText(box.category)}</name>`,
      "    <pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>",
      `    <bndbox><xmin>${left}</xmin><ymin>${top}</ymin><xmax>${right}</xmax><ymax>${bottom}</ymax></bndbox>`,
      "  </object>",
    );
  }
  return `${[...lines, "</annotation>"].join("\n")}\n`;
}
