import { encodePng, type IdBitmap, semanticIds } from "@tessera/codecs";
import type { ReleaseReader } from "../release/open-release.js";
import { categoryColor, colorAt, type Rgb } from "./colors.js";
import { checkTaskType, type ExportOptions, SEGMENTATION_TYPES } from "./export-options.js";
import { type ExportReport, ReportBuilder } from "./export-report.js";
import { labelFolderOf, safePart, sampleStem, UniqueNames } from "./file-names.js";
import { hasAttributes } from "./labels.js";
import { type LoadedEntry, loadEntries } from "./load-entries.js";

export const LABEL_IMAGE_FORMATS = ["instance", "instance-color", "semantic", "semantic-color"] as const;
export type LabelImageFormat = (typeof LABEL_IMAGE_FORMATS)[number];

export interface LabelImageOptions extends ExportOptions {
  readonly format: LabelImageFormat;
  /** Is added to each category id of the semantic formats; 0 unless told. */
  readonly idIncrement?: number | undefined;
}

const SUFFIXES: Readonly<Record<LabelImageFormat, string>> = {
  instance: "instance",
  "instance-color": "instance_colored",
  semantic: "semantic",
  "semantic-color": "semantic_colored",
};

const MAX_16_BIT = 0xffff;

/**
 * A PNG for each labeled sample, with the Python package's names and pixels: `instance` holds object ids in 16-bit gray, `semantic` category
 * ids in 8-bit gray (16 where one is above 255), the other two colors in RGB.
 *
 * @throws ExportError when the release is of another task type.
 * @example await exportLabelImages(release, { format: "semantic", idIncrement: 1, sink, assets });
 */
export async function exportLabelImages(release: ReleaseReader, options: LabelImageOptions): Promise<ExportReport> {
  checkTaskType(release, options.format, SEGMENTATION_TYPES);
  const report = new ReportBuilder();
  const names = new UniqueNames();
  const folder = labelFolderOf(release, options.labelFolder);
  const suffix = `_label_${safePart(release.labelset)}_${SUFFIXES[options.format]}.png`;
  const draw = DRAW[options.format];
  for await (const loaded of loadEntries(release, options, report, { wantsSize: false, wantsBitmap: true })) {
    const { bitmap, name } = loaded;
    if (bitmap === undefined) continue;
    const { name: fileName, isChanged } = names.take(sampleStem(name), suffix);
    if (isChanged) report.lose("name of the label image, which another sample has: it is numbered", name);
    await options.sink.writeFile(`${folder}${fileName}`, draw({ loaded, bitmap, release, options, report }));
    report.addFile(`${folder}${fileName}`);
    report.samples += 1;
    report.objects += loaded.objects.length;
    noteLosses(loaded, options.format, report);
  }
  return report.build();
}

function noteLosses({ objects, name }: LoadedEntry, format: LabelImageFormat, report: ReportBuilder): void {
  for (const object of objects) {
    if (hasAttributes(object)) report.lose("attributes of objects", name);
    if (format === "instance" || format === "instance-color") report.lose("categories of objects", name);
    else report.lose("apartness of objects: those of one category have the same pixels", name);
    if (format === "instance" && object.id > MAX_16_BIT) {
      report.lose(
        `ids above ${MAX_16_BIT.toLocaleString("en-US")}, which 16 bits do not hold: they become ${MAX_16_BIT}`,
        name,
      );
    }
    if (format === "instance-color" && object.id > 36) report.lose("apartness of objects: there are 36 colors", name);
    if (format === "instance-color" && object.id % 256 === 0) {
      report.lose("objects whose id is a multiple of 256: they are black, as unlabeled pixels", name);
    }
  }
}

interface Drawing {
  readonly loaded: LoadedEntry;
  readonly bitmap: IdBitmap;
  readonly release: ReleaseReader;
  readonly options: LabelImageOptions;
  readonly report: ReportBuilder;
}

const DRAW: Readonly<Record<LabelImageFormat, (drawing: Drawing) => Uint8Array>> = {
  instance: ({ bitmap: { widthPx, heightPx, ids } }) =>
    encodePng({ widthPx, heightPx, channels: 1, data: Uint16Array.from(ids, (id) => Math.min(id, MAX_16_BIT)) }),
  "instance-color": ({ bitmap }) =>
    // The Python package keeps the low 8 bits of an id before it looks up the color.
    paint(bitmap, bitmap.ids, (id) => ((id & 255) === 0 ? undefined : colorAt((id & 255) - 1))),
  semantic: drawSemantic,
  "semantic-color": drawSemanticColor,
};

function drawSemantic({ loaded, bitmap, options, report }: Drawing): Uint8Array {
  const { widthPx, heightPx } = bitmap;
  const categories = categoryIds({ loaded, bitmap, options, report });
  let largest = 0;
  for (const id of categories) if (id > largest) largest = id;
  const data = largest > 255 ? Uint16Array.from(categories) : Uint8Array.from(categories);
  return encodePng({ widthPx, heightPx, channels: 1, data });
}

/** Category ids by pixel; an id that 16 bits do not hold is left at 0 and reported. */
function categoryIds({ loaded, bitmap, options, report }: Omit<Drawing, "release">): Uint32Array {
  const idIncrement = options.idIncrement ?? 0;
  const fitting = loaded.objects.filter(({ id, categoryId }) => {
    const value = categoryId + idIncrement;
    if (Number.isInteger(value) && value >= 0 && value <= MAX_16_BIT) return true;
    report.skip({ sample: loaded.name, objectId: id, reason: `a pixel cannot hold the category id ${value}` });
    return false;
  });
  const annotations = fitting.map(({ id, categoryId }) => ({ id, category_id: categoryId }));
  return semanticIds(bitmap.ids, annotations, { idIncrement });
}

function drawSemanticColor({ loaded, bitmap, release, options, report }: Drawing): Uint8Array {
  const idIncrement = options.idIncrement ?? 0;
  const colors = release.categories.map(categoryColor);
  const byId = new Map(release.categories.map(({ id }, place) => [id + idIncrement, colors[place]]));
  return paint(bitmap, categoryIds({ loaded, bitmap, options, report }), (value) => {
    if (value === 0) return undefined;
    // The Python package takes the color at place `id - 1` of the list, and fails where there is none.
    return colors[value - 1] ?? byId.get(value) ?? colorAt(value - 1);
  });
}

function paint(
  { widthPx, heightPx }: IdBitmap,
  values: Uint32Array,
  colorOf: (value: number) => Rgb | undefined,
): Uint8Array {
  const data = new Uint8Array(values.length * 3);
  const known = new Map<number, Rgb | undefined>();
  let last = -1;
  let color: Rgb | undefined;
  for (let pixel = 0, to = 0; pixel < values.length; pixel++, to += 3) {
    const value = values[pixel] ?? 0;
    if (value !== last) {
      last = value;
      if (!known.has(value)) known.set(value, colorOf(value));
      color = known.get(value);
    }
    if (color === undefined) continue;
    data[to] = color[0];
    data[to + 1] = color[1];
    data[to + 2] = color[2];
  }
  return encodePng({ widthPx, heightPx, channels: 3, data });
}
