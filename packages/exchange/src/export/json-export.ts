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
  const file = await openJsonExport(sink, name, head);
  try {
    await fill(file);
    await file.finish();
  } finally {
    await file.close();
  }
}

/** The same, for several documents at a time: `finish` completes the document, with further members; `close` frees what it holds. */
export async function openJsonExport(
  sink: ExportSink,
  name: string,
  head: object,
): Promise<JsonExport & { finish(further?: object): Promise<void>; close(): Promise<void> }> {
  const scratch = await openScratch(sink);
  const file = await sink.openText(name).catch(async (error: unknown) => {
    await scratch.discard();
    throw error;
  });
  let start = `${JSON.stringify(head).slice(0, -1)}, "annotations": [`;
  let imageSeparator = "";
  return {
    async addImage(image) {
      await scratch.write(`${imageSeparator}${JSON.stringify(image)}`);
      imageSeparator = ", ";
    },
    async addAnnotation(annotation) {
      await file.write(`${start}${JSON.stringify(annotation)}`);
      start = ", ";
    },
    async finish(further = {}) {
      await file.write(start === ", " ? '], "images": [' : `${start}], "images": [`);
      for await (const text of scratch.read()) await file.write(text);
      const members = JSON.stringify(further).slice(1);
      await file.write(members === "}" ? "]}" : `], ${members}`);
    },
    async close() {
      await file.close();
      await scratch.discard();
    },
  };
}
