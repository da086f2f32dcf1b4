import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { pngOf } from "../testing/images.js";
import { counts, type ImportBench, startImportBench } from "../testing/import-bench.js";

let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.stop());

const PICTURE = pngOf(100, 80);

/** A document whose images hold one box each, of a category that is called as the image. */
const coco = (...names: string[]) =>
  JSON.stringify({
    images: names.map((file_name, id) => ({ id, file_name })),
    categories: names.map((name, id) => ({ id, name })),
    annotations: names.map((_, id) => ({ id, image_id: id, category_id: id, bbox: [40, 24, 20, 32] })),
  });
const voc = (filename: string, category: string) =>
  `<annotation><filename>${filename}</filename><object><name>${category}</name><bndbox><xmin>40</xmin><ymin>24</ymin><xmax>60</xmax><ymax>56</ymax></bndbox></object></annotation>`;
const CAT = "0 0.5 0.5 0.2 0.4\n";
const DOG = "1 0.5 0.5 0.2 0.4\n";
const YAML = { "data.yaml": "names: [cat, dog]\n" };
const PLACED = [
  [40, 24],
  [60, 56],
];
const LOST = "its picture is that of another sample";
const EQUAL = "several annotations name its picture equally well";

interface Case {
  readonly format: string;
  readonly files: Readonly<Record<string, string>>;
  readonly pictures: readonly string[];
  /** The category of the one object of each sample; none of background. */
  readonly samples: Readonly<Record<string, string | undefined | null>>;
  /** Reason → places. */
  readonly skipped?: Readonly<Record<string, readonly string[]>>;
}

const CASES: Readonly<Record<string, Case>> = {
  "coco-other-folder": {
    ...{ format: "coco", files: { "x.json": coco("other/c.png", "c.png") }, pictures: ["c.png"] },
    samples: { "c.png": "c.png" },
    skipped: { [LOST]: ["other/c.png"] },
  },
  "coco-bare-first": {
    ...{ format: "coco", files: { "x.json": coco("c.png", "sub/c.png") }, pictures: ["sub/c.png"] },
    samples: { "sub/c.png": "sub/c.png" },
    skipped: { [LOST]: ["c.png"] },
  },
  "coco-bare-last": {
    ...{ format: "coco", files: { "x.json": coco("sub/c.png", "c.png") }, pictures: ["sub/c.png"] },
    samples: { "sub/c.png": "sub/c.png" },
    skipped: { [LOST]: ["c.png"] },
  },
  "coco-part-of-path": {
    ...{ format: "coco", files: { "x.json": coco("b/c.png", "a/b/c.png") }, pictures: ["a/b/c.png"] },
    samples: { "a/b/c.png": "a/b/c.png" },
    skipped: { [LOST]: ["b/c.png"] },
  },
  "coco-role-folder": {
    ...{ format: "coco", files: { "x.json": coco("c.png", "images/c.png") }, pictures: ["images/c.png"] },
    samples: { "images/c.png": "images/c.png" },
    skipped: { [LOST]: ["c.png"] },
  },
  "coco-two-documents": {
    format: "coco",
    files: { "x.json": coco("c.png"), "y.json": coco("sub/c.png") },
    ...{ pictures: ["sub/c.png"], samples: { "sub/c.png": "sub/c.png" } },
    skipped: { [LOST]: ["c.png"] },
  },
  "coco-equal": {
    format: "coco",
    files: { "x.json": coco("x/c.png", "y/c.png", "d.png") },
    ...{ pictures: ["c.png", "d.png"], samples: { "d.png": "d.png" } },
    skipped: { [EQUAL]: ["x/c.png", "y/c.png"] },
  },
  "coco-equal-roles": {
    format: "coco",
    files: { "x.json": coco("images/c.png", "photos/c.png", "d.png") },
    ...{ pictures: ["c.png", "d.png"], samples: { "d.png": "d.png" } },
    skipped: { [EQUAL]: ["images/c.png", "photos/c.png"] },
  },
  "yolo-sub": {
    format: "yolo",
    files: { ...YAML, "labels/c.txt": CAT, "labels/sub/c.txt": DOG },
    ...{ pictures: ["images/sub/c.png"], samples: { "images/sub/c.png": "dog" } },
    skipped: { [LOST]: ["labels/c.txt"] },
  },
  "yolo-both": {
    format: "yolo",
    files: { ...YAML, "labels/c.txt": CAT, "labels/sub/c.txt": DOG },
    pictures: ["images/c.png", "images/sub/c.png"],
    samples: { "images/c.png": "cat", "images/sub/c.png": "dog" },
  },
  "yolo-both-outside": {
    format: "yolo",
    files: { ...YAML, "labels/c.txt": CAT, "sub/labels/c.txt": DOG },
    pictures: ["images/c.png", "sub/images/c.png"],
    samples: { "images/c.png": "cat", "sub/images/c.png": "dog" },
  },
  "yolo-seg": {
    format: "yolo",
    files: { ...YAML, "labels/p.txt": CAT, "labels_seg/p.txt": DOG },
    ...{ pictures: ["images/p.png"], samples: { "images/p.png": "cat" } },
    skipped: { [LOST]: ["labels_seg/p.txt"] },
  },
  "yolo-equal": {
    format: "yolo",
    files: { ...YAML, "labels_new/p.txt": CAT, "labels_old/p.txt": DOG, "labels/q.txt": CAT },
    ...{ pictures: ["images/p.png", "images/q.png"], samples: { "images/q.png": "cat" } },
    skipped: { [EQUAL]: ["labels_new/p.txt", "labels_old/p.txt"] },
  },
  "voc-sub": {
    format: "voc",
    files: { "c.xml": voc("c.png", "cat"), "sub/c.xml": voc("c.png", "dog") },
    ...{ pictures: ["JPEGImages/sub/c.png"], samples: { "c.png": "dog" } },
    skipped: { [LOST]: ["c.xml"] },
  },
  "voc-namesake": {
    format: "voc",
    files: { "a.xml": voc("b.png", "cat"), "b.xml": voc("b.png", "dog") },
    ...{ pictures: ["a.png", "b.png"], samples: { "a.png": null, "b.png": "dog" } },
    skipped: { [LOST]: ["a.xml"], "its annotation file cannot be used for it: it gets no label": ["a.png"] },
  },
  "voc-misnamed": {
    ...{ format: "voc", files: { "a.xml": voc("other.png", "cat") }, pictures: ["a.png", "b.png"] },
    samples: { "a.png": null, "b.png": undefined },
    skipped: {
      "its file is not among those given": ["other.png"],
      "its annotation file cannot be used for it: it gets no label": ["a.png"],
    },
  },
  "voc-damaged": {
    format: "voc",
    files: { "a.xml": "<annotation", "d.xml": voc("d.png", "cat") },
    ...{ pictures: ["a.png", "b.png", "d.png"], samples: { "a.png": null, "b.png": undefined, "d.png": "cat" } },
    skipped: {
      "it is no XML, or is truncated (1:11: document must contain a root element)": ["a.xml"],
      "its annotation file cannot be used for it: it gets no label": ["a.png"],
    },
  },
  "voc-crossed": {
    format: "voc",
    files: { "a.xml": voc("b.png", "cat"), "b.xml": voc("a.png", "dog") },
    pictures: ["a.png", "b.png", "c.png"],
    samples: { "a.png": "dog", "b.png": "cat", "c.png": undefined },
  },
  "voc-equal": {
    format: "voc",
    files: { "x.xml": voc("b.png", "cat"), "y.xml": voc("b.png", "dog"), "d.xml": voc("d.png", "cat") },
    ...{ pictures: ["b.png", "d.png"], samples: { "d.png": "cat" } },
    skipped: { [EQUAL]: ["x.xml", "y.xml"] },
  },
};

describe("an exact name goes before a loose one", () => {
  it.each(Object.entries(CASES))("%s", async (name, { format, files, pictures, samples, skipped = {} }) => {
    await bench.write(name, { ...files, ...Object.fromEntries(pictures.map((picture) => [picture, PICTURE])) });
    const { code, stderr, summary } = await bench.importFolder(format, name);
    const stored = Object.entries(await bench.storedObjects(name)).map(([sample, objects]) => [
      sample,
      (objects as [string][] | null)?.map(([category]) => category) ?? null,
    ]);
    const due = Object.entries(samples).map(([sample, category]) => [
      sample,
      category === undefined ? [] : category === null ? null : [category],
    ]);
    expect(Object.fromEntries(stored), stderr).toEqual(Object.fromEntries(due));
    const places = Object.entries(skipped).map(([reason, list]) => [reason, list.length] as const);
    expect(counts(summary.skipped_by_reason)).toEqual(Object.fromEntries(places));
    expect(summary.skipped.map(({ place }) => place).sort()).toEqual(Object.values(skipped).flat().sort());
    expect(code, stderr).toBe(places.length > 0 ? 6 : 0);
  });
});

describe("lists of classes that differ", () => {
  const dataset = (names: string, stem: string) => ({
    ...{ "data.yaml": `names: ${names}\n`, [`images/${stem}.png`]: PICTURE, [`labels/${stem}.txt`]: CAT },
  });
  const parts = ["p/images", "p/labels", "q/images", "q/labels", "p/data.yaml", "q/data.yaml"];
  const run = (name: string, given: readonly string[], ...options: string[]) =>
    bench.place.run([
      ...["import", "yolo", ...given.map((part) => path.join(name, part)), `jane/${name}`, "--create", ...options],
    ]);

  it("are refused where both are given as files, with the paths of both", async () => {
    await bench.write(path.join("names-given", "p"), dataset("[cat, dog]", "a"));
    await bench.write(path.join("names-given", "q"), dataset("[dog, cat]", "b"));
    const { code, stderr } = await run("names-given", parts);
    expect(code).toBe(2);
    const [first, second] = ["p", "q"].map((part) => path.join(bench.place.folder, "names-given", part, "data.yaml"));
    expect(stderr).toContain(`${first} and ${second} name different classes, and both hold for a.txt.`);
    await expect(bench.client.datasets.get("jane/names-given")).rejects.toThrow();
  });

  it("are refused in two zip files, with the names of both", async () => {
    for (const [zip, names, stem] of [
      ["p.zip", "[cat, dog]", "a"],
      ["q.zip", "[dog, cat]", "b"],
    ] as const) {
      const packed = new ZipFile();
      for (const [name, content] of Object.entries(dataset(names, stem))) packed.addBuffer(Buffer.from(content), name);
      packed.end();
      await bench.write("names-zips", { [zip]: await buffer(packed.outputStream) });
    }
    const { code, stderr } = await run("names-zips", ["p.zip", "q.zip"]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "names-zips/p.zip: data.yaml and names-zips/q.zip: data.yaml name different classes, and both hold for labels/a.txt.",
    );
  });

  it("do not count when the classes are given", async () => {
    await bench.write(path.join("names-told", "p"), dataset("[cat, dog]", "a"));
    await bench.write(path.join("names-told", "q"), dataset("[dog, cat]", "b"));
    const { code, stderr } = await run("names-told", parts, "--classes", "bird,dog");
    expect(code, stderr).toBe(0);
    const bird = ["bird", "bbox", PLACED];
    expect(await bench.storedObjects("names-told")).toEqual({ "a.png": [bird], "b.png": [bird] });
  });

  it.each([["classes.txt", "dog\ncat\n"] as const, ["dataset.yaml", "names: [dog, cat]\n"] as const])(
    "are refused in one folder: data.yaml against %s",
    async (name, text) => {
      const folder = `names-${name.replace(".", "-")}`;
      await bench.write(folder, { ...dataset("[cat, dog]", "a"), [name]: text });
      const { code, stderr } = await bench.importFolder("yolo", folder);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(`data.yaml and ${name} name different classes, and both hold for labels/a.txt.`),
      ]);
    },
  );

  it("are taken when they are the same", async () => {
    await bench.write("names-same", { ...dataset("[cat, dog]", "a"), "classes.txt": "cat\ndog\n" });
    const { code, stderr } = await bench.importFolder("yolo", "names-same");
    expect(code, stderr).toBe(0);
    expect(await bench.storedObjects("names-same")).toEqual({ "images/a.png": [["cat", "bbox", PLACED]] });
  });
});
