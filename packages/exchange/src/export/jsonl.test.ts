import { expect, it } from "vitest";
import { openRelease } from "../release/open-release.js";
import { memorySink } from "../sinks/memory-sink.js";
import { exportRelease } from "./export-release.js";

const SAMPLE = `{"name": "a \\n \\" b", "attributes": {"frames": [{"timestamp": 1700000000123456789}]},
  "labels": {"ground-truth": {"label_status": "LABELED", "attributes": {"frames": [{"annotations": [{"id": 1}, {"id": 2}]}]}},
             "model": {"attributes": {"score": 1.50}}}}`;

function file(...samples: string[]): string {
  const head = `"name": "d", "owner": "jane", "task_type": "multisensor-sequence", "task_attributes": {"categories": [{"id": 1, "name": "car"}]}`;
  return `{"name": "v1", "dataset": {${head}, "labelsets": [{"name": "ground-truth"}],\n"samples": [${samples.join(",\n")}]}}`;
}

it("each sample is a line with every digit, all labelsets and what has no label", async () => {
  const sink = memorySink();
  const release = await openRelease(file(SAMPLE, '{"name": "b", "labels": {"ground-truth": null}}'));
  const assets = async () => new Uint8Array();
  const report = await exportRelease(release, { format: "jsonl", sink, assets });
  expect(report).toMatchObject({ samples: 2, objects: 2, skippedCount: 0, lost: [] });
  const lines = sink.text("samples.jsonl").split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain("1700000000123456789");
  expect(lines[0]).toContain("1.50");
  expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual([
    JSON.parse(SAMPLE),
    { name: "b", labels: { "ground-truth": null } },
  ]);
  expect(JSON.parse(sink.text("dataset.json"))).toMatchObject({ name: "v1", dataset: { owner: "jane" } });
});
