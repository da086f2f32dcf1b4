import { cp } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { TesseraClient } from "@tessera/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RealServer, startRealServer } from "../testing/real-server.js";
import { type CliPlace, makePlace } from "../testing/test-io.js";

const CASES = fileURLToPath(new URL("../testing/import-cases/", import.meta.url));

let server: RealServer;
let client: TesseraClient;
let place: CliPlace;

beforeAll(async () => {
  server = await startRealServer();
  client = new TesseraClient({ apiKey: server.key, baseUrl: server.url });
  place = await makePlace({ TESSERA_URL: server.url, TESSERA_API_KEY: server.key });
});
afterAll(async () => {
  await server.stop();
  await place.remove();
});

type Objects = readonly (readonly [category: string, type: string, points: unknown, attributes?: object])[];

interface Case {
  readonly format: string;
  readonly source?: string;
  /** What each sample holds. */
  readonly samples: Readonly<Record<string, Objects>>;
  /** Reason → how often. */
  readonly skipped?: Readonly<Record<string, number>>;
  readonly changed?: Readonly<Record<string, number>>;
}

const box = (left: number, top: number, right: number, bottom: number) => [
  [left, top],
  [right, bottom],
];

const TABLE: Readonly<Record<string, Case>> = {
  "y-wrong-picture": {
    format: "yolo",
    samples: {
      "images/image.jpg": [["cat", "bbox", box(40, 24, 60, 56)]],
      "images/image.webp.jpg": [["dog", "bbox", box(5, 4, 15, 12)]],
    },
  },
  "y-roboflow": {
    format: "yolo",
    samples: {
      "train/images/IMG_1_jpg.rf.aaaa1111.jpg": [["cat", "bbox", box(40, 24, 60, 56)]],
      "train/images/IMG_1_jpg.rf.bbbb2222.jpg": [["dog", "bbox", box(45, 36, 55, 44)]],
    },
  },
  "coco-nfd": { format: "coco", samples: { "e\u0301t\u00e9.jpg": [["x", "bbox", box(1, 2, 4, 6)]] } },
  "ls-all": {
    format: "label-studio",
    samples: {
      "images/a.jpg": [
        ["cat", "bbox", box(10, 16, 40, 48)],
        [
          "cat",
          "polygon",
          [
            [50, 16],
            [50, 46],
            [42, 46],
            [42, 16],
          ],
        ],
        ["cat", "bbox", box(50, 16, 80, 24)],
        [
          "dog",
          "polygon",
          [
            [1, 1.6],
            [50, 1.6],
            [50, 48],
          ],
        ],
        ["nose", "point", [[43.5, 10]]],
      ],
    },
    skipped: {
      "it has several labels, and only the first is read": 1,
      "it has no label": 1,
      ...Object.fromEntries(
        ["ellipselabels", "brushlabels", "choices", "relation", "rectangle", "labels", "textarea"].map((type) => [
          `results of type ${type} are not read`,
          1,
        ]),
      ),
    },
  },
  "ls-local": { format: "label-studio", samples: { "my folder/a b.jpg": [["cat", "bbox", box(10, 16, 40, 48)]] } },
  "zz-coco": {
    format: "coco",
    source: "d.zip",
    samples: { "a.jpg": [["cat", "bbox", box(1, 2, 4, 6)]] },
  },
  "coco-winpath2": {
    format: "coco",
    samples: { "C:\\Users\\Jos\u00e9\\data\\a b#1.jpg": [["dog", "bbox", box(1, 2, 4, 6)]] },
  },
  "y-empty": { format: "yolo", samples: { "images/x.jpg": [], "images/nolabel.jpg": [] } },
  "ls-pred": { format: "label-studio", samples: { "a.jpg": [["cat", "bbox", box(10, 16, 40, 48)]] } },
  "coco-str-ids": { format: "coco", samples: { "a.jpg": [["cat", "bbox", box(1, 2, 4, 6)]] } },
  "coco-huge-ids": {
    format: "coco",
    samples: { "a.jpg": [["cat", "bbox", box(1, 2, 4, 6)]], "b.jpg": [["cat", "bbox", box(11, 12, 24, 26)]] },
  },
  "coco-kp-seg": {
    format: "coco",
    samples: {
      "a.jpg": [
        [
          "person",
          "polygon",
          [
            [10, 10],
            [50, 10],
            [50, 40],
          ],
        ],
        ["person", "point", [[20, 20]], { keypoint: "nose", visible: true, instance: 1 }],
        ["person", "point", [[30, 25]], { keypoint: "l", visible: false, instance: 1 }],
      ],
    },
  },
  "coco-flat-seg": {
    format: "coco",
    samples: {
      "a.jpg": [
        [
          "cat",
          "polygon",
          [
            [12.5, 33.5],
            [62.5, 32.5],
            [63, 64],
            [9.5, 63],
          ],
        ],
      ],
    },
  },
  "m-wrongsize": {
    format: "coco",
    samples: {
      "a.jpg": [
        [
          "cat",
          "polygon",
          [
            [5, 5],
            [25, 5],
            [25, 45],
          ],
        ],
      ],
    },
    changed: { "the size given is not the picture's: the labels were scaled": 1 },
  },
  "y-basic": {
    format: "yolo",
    samples: {
      "images/train/a.jpg": [
        ["cat", "bbox", box(40, 24, 60, 56)],
        [
          "dog #2",
          "polygon",
          [
            [10, 8],
            [20, 16],
            [30, 72],
            [80, 64],
          ],
        ],
      ],
    },
  },
  "y-pose2": {
    format: "yolo",
    samples: {
      "a.jpg": [
        ["person", "bbox", box(40, 24, 60, 56)],
        ["person", "point", [[45, 32]], { keypoint: "1", visible: true, instance: 1 }],
        ["person", "point", [[55, 32]], { keypoint: "2", visible: true, instance: 1 }],
      ],
    },
  },
  "y-oob": {
    format: "yolo",
    samples: {
      "images/train/a.jpg": [
        ["cat", "bbox", box(85, 24, 105, 56)],
        ["cat", "bbox", box(95.00001, 36, 105.00001, 44)],
      ],
    },
    skipped: {
      "it lies out of the picture": 1,
      "it has what is no number": 2,
      "there is no class 5": 1,
      "there is no class -1": 1,
      "3 numbers are neither box nor polygon": 1,
    },
  },
  "v-gbk": { format: "voc", samples: { "a.jpg": [["\u72ac", "bbox", box(10, 20, 30, 40)]] } },
  "v-swap": {
    format: "voc",
    samples: {
      "a.jpg": [
        ["cat", "bbox", box(10, 20, 30, 40)],
        ["cat", "bbox", box(10, 20, 30, 40)],
      ],
    },
  },
};

interface Summary {
  readonly skipped_by_reason: readonly { readonly reason: string; readonly count: number }[];
  readonly changed_by_reason: readonly { readonly reason: string; readonly count: number }[];
}

const counts = (groups: Summary["skipped_by_reason"]) =>
  Object.fromEntries(groups.map(({ reason, count }) => [reason, count]));

async function importCase(name: string, format: string, source = name): Promise<Summary> {
  await cp(path.join(CASES, name), path.join(place.folder, name), { recursive: true });
  const given = source === name ? name : path.join(name, source);
  const result = await place.run(["import", format, given, `jane/${name}`, "--create", "--json"]);
  const summary = result.json<Summary>();
  expect(result.code, result.stderr).toBe(summary.skipped_by_reason?.length > 0 ? 6 : 0);
  return summary;
}

async function storedObjects(name: string): Promise<Record<string, unknown[]>> {
  const dataset = await client.datasets.get(`jane/${name}`);
  const categories = new Map(dataset.task_attributes?.categories.map((one) => [one.id, one.name]));
  const found: Record<string, unknown[]> = {};
  for await (const sample of client.samples.list(`jane/${name}`)) {
    const label = await client.labels.get(sample.uuid, { labelset: "ground-truth" });
    const { annotations } = label.attributes as { annotations: Record<string, unknown>[] };
    found[sample.name] = annotations.map(({ category_id, type, points, attributes }) => [
      ...[categories.get(category_id as number), type, rounded(points)],
      ...(attributes === undefined ? [] : [attributes]),
    ]);
  }
  return found;
}

function rounded(points: unknown): unknown {
  return JSON.parse(JSON.stringify(points), (_, value) =>
    typeof value === "number" ? Number(value.toFixed(6)) : value,
  );
}

describe("files that other tools write", () => {
  it.each(Object.entries(TABLE))("%s", async (name, { format, source, samples, skipped = {}, changed = {} }) => {
    const summary = await importCase(name, format, source);
    expect(counts(summary.skipped_by_reason)).toEqual(skipped);
    expect(counts(summary.changed_by_reason)).toEqual(changed);
    expect(await storedObjects(name)).toEqual(samples);
  });

  it("coco-splits-mixed: all splits are one dataset", async () => {
    const summary = await importCase("coco-splits-mixed", "coco");
    expect(summary).toMatchObject({ added: 3 });
    expect((await client.datasets.get("jane/coco-splits-mixed")).task_type).toBe("segmentation-bitmap");
  });

  it("panoptic-has-instances: objects of COCO are things", async () => {
    expect(await importCase("panoptic-has-instances", "coco")).toMatchObject({ objects: 400 });
    const { task_attributes } = await client.datasets.get("jane/panoptic-has-instances");
    expect(task_attributes?.categories.map((one) => one.has_instances)).toEqual(Array(7).fill(true));
  });

  it("cv-video: tracks are listed", async () => {
    await cp(path.join(CASES, "cv-video"), path.join(place.folder, "cv-video"), { recursive: true });
    const { code, stderr } = await place.run("import cvat cv-video jane/cv-video --create");
    expect(code).toBe(1);
    expect(stderr).toContain("tracks of videos are not read (1: annotations.xml: track 0 (car) of 1 shapes)");
  });
});
