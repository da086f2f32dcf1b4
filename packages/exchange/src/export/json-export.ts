import { type ExportSink, openScratch } from "../sinks/export-sink.js";

/** A COCO-like JSON file with two lists that grow together, of which the images are put aside until the annotations are written. */
export interface JsonExport {
  addImage(image: object): Promise<void>;
  addAnnotation(annotation: object): Promise<void>;
}

/** Writes `{...head, "annotations": [...], "images": [...]}` without holding the lists. */
export async function writeJsonExport(
  sink: ExportSink,
  name: string,
  head: object,
  fill: (file: JsonExport) => Promise<void>,
): Promise<void> {
  const scratch = await openScratch(sink);
  try {
    const file = await sink.openText(name);
    try {
      await file.write(`${JSON.stringify(head).slice(0, -1)}, "annotations": [`);
      let annotationSeparator = "";
      let imageSeparator = "";
      await fill({
        async addImage(image) {
          await scratch.write(`${imageSeparator}${JSON.stringify(image)}`);
          imageSeparator = ", ";
        },
        async addAnnotation(annotation) {
          await file.write(`${annotationSeparator}${JSON.stringify(annotation)}`);
          annotationSeparator = ", ";
        },
      });
      await file.write('], "images": [');
      for await (const text of scratch.read()) await file.write(text);
      await file.write("]}");
    } finally {
      await file.close();
    }
  } finally {
    await scratch.discard();
  }
}
