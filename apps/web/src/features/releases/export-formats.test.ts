import { EXPORT_FORMATS, ExportError, exportRelease, memorySink, openRelease } from "@tessera/exchange";
import { TASK_TYPES } from "@tessera/schema";
import { expect, test } from "vitest";
import { formatsFor } from "./export-formats.js";

function emptyRelease(taskType: string) {
  const dataset = {
    name: "d",
    owner: "jane",
    task_type: taskType,
    task_attributes: { categories: [] },
    labelsets: [{ name: "ground-truth" }],
    samples: [],
  };
  const bytes = new TextEncoder().encode(JSON.stringify({ name: "v1", dataset }));
  return openRelease(async function* () {
    yield bytes;
  });
}

test.each(TASK_TYPES)("what is offered for %s is what the exporters take", async (taskType) => {
  const offered = new Set(formatsFor(taskType).map(({ format }) => format));
  for (const format of EXPORT_FORMATS) {
    const run = exportRelease(await emptyRelease(taskType), {
      format,
      sink: memorySink(),
      assets: () => Promise.reject(new Error("there is no network")),
    });
    const isTaken = await run.then(
      () => true,
      (error) => {
        expect(error).toBeInstanceOf(ExportError);
        return false;
      },
    );
    expect([format, isTaken]).toEqual([format, offered.has(format)]);
  }
});
