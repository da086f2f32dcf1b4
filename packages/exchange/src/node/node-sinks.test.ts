import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exportRelease } from "../export/export-release.js";
import type { ExportFormat } from "../export/formats.js";
import { encodeMasks } from "../export/mask-encoder.js";
import { memorySink } from "../sinks/memory-sink.js";
import { drawnAssets, segmentation, smallRelease } from "../testing/small-releases.js";
import { directorySink, maskWorkers, zipSink } from "./index.js";

const folder = await mkdtemp(path.join(tmpdir(), "tessera-sinks-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const samples = Array.from({ length: 30 }, (_, index) => ({
  name: `sub/${index}.png`,
  label: segmentation(`bitmap:4x2:0,0,${(index % 3) + 1},1`, { id: 1, category_id: 1 }, { id: 2, category_id: 1 }),
}));
const release = () => smallRelease("segmentation-bitmap", samples);

describe("a zip file", () => {
  it.each(["coco-instance", "coco-panoptic", "instance"] satisfies ExportFormat[])(
    "holds what a folder would: %s",
    async (format) => {
      const memory = memorySink();
      await exportRelease(await release(), { format, sink: memory, assets: drawnAssets });
      const file = path.join(folder, `${format}.zip`);
      const sink = zipSink(file);
      const report = await exportRelease(await release(), { format, sink, assets: drawnAssets });
      await sink.close();
      expect(report.fileCount).toBe(memory.files.size);
      const list = JSON.parse(execFileSync("python3", ["-c", LIST, file], { encoding: "utf8" })) as Record<
        string,
        string
      >;
      expect(list).toEqual(
        Object.fromEntries([...memory.files].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")])),
      );
    },
  );

  it("is not there, nor anything else, when the export fails", async () => {
    const file = path.join(folder, "failed.zip");
    const sink = zipSink(file);
    await sink.writeFile("a.txt", Buffer.from("a"));
    const text = await sink.openText("b.txt");
    await text.write("b");
    await sink.discard();
    expect((await readdir(folder)).filter((name) => name.startsWith("failed"))).toEqual([]);
  });

  it("takes no name that leads out of it", async () => {
    const sink = zipSink(path.join(folder, "slip.zip"));
    await expect(sink.writeFile("../a.txt", Buffer.from("a"))).rejects.toThrow("no name for an exported file");
    await sink.discard();
  });
});

describe("threads that read masks", () => {
  it("give what is given where they are called, in any number", async () => {
    const workers = maskWorkers({ threads: 2 });
    const pngs = await Promise.all(samples.map((_, index) => drawnAssets(`bitmap:4x2:0,${index + 1},5`)));
    expect(await Promise.all(pngs.map(workers.encode))).toEqual(pngs.map((png) => encodeMasks(png)));
    await expect(workers.encode(Buffer.from("no png"))).rejects.toThrow("PNG: ");
    expect((await workers.encode(pngs[0] ?? Buffer.alloc(0))).size).toBe(2);
    await workers.close();
    await expect(workers.encode(pngs[0] ?? Buffer.alloc(0))).rejects.toThrow("The threads were closed");
  });

  it("make the same export", async () => {
    const workers = maskWorkers({ threads: 2 });
    const plain = path.join(folder, "plain");
    const threaded = path.join(folder, "threaded");
    const options = { format: "coco-instance", assets: drawnAssets } as const;
    await exportRelease(await release(), { ...options, sink: directorySink(plain) });
    const report = await exportRelease(await release(), {
      ...options,
      sink: directorySink(threaded),
      encodeMasks: workers.encode,
    });
    await workers.close();
    const [name = ""] = report.files;
    expect(await readFile(path.join(threaded, name), "utf8")).toBe(await readFile(path.join(plain, name), "utf8"));
  });
});

/** Another program's view of an archive. */
const LIST = `
import base64, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps({n: base64.b64encode(z.read(n)).decode() for n in z.namelist()}))
`;
