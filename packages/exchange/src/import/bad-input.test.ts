import { describe, expect, it } from "vitest";
import { importCoco } from "./coco.js";
import { importCvat } from "./cvat.js";
import { importFolder } from "./folder.js";
import { importKitti } from "./kitti.js";
import { importLabelStudio } from "./label-studio.js";
import { importPascalVoc } from "./pascal-voc.js";
import { readXml } from "./read-xml.js";
import { importYolo } from "./yolo.js";

const IMAGES = [{ id: 1, file_name: "a.png", width: 2, height: 2 }];
const CATEGORIES = [{ id: 1, name: "car" }];

function coco(annotations: unknown[], images: unknown[] = IMAGES): string {
  return JSON.stringify({ images, annotations, categories: CATEGORIES });
}

describe("COCO", () => {
  const rle = (counts: unknown, size: unknown = [2, 2]) => ({
    image_id: 1,
    category_id: 1,
    segmentation: { size, counts },
  });
  it.each([
    [{ image_id: 9, category_id: 1, bbox: [0, 0, 1, 1] }, "there is no image 9"],
    [{ image_id: 1, category_id: 9, bbox: [0, 0, 1, 1] }, "there is no category 9"],
    [{ image_id: 1, bbox: [0, 0, 1, 1] }, "there is no category undefined"],
    [{ image_id: 1, category_id: 1, bbox: [0, 0, 1] }, "its box is not of four numbers"],
    [{ image_id: 1, category_id: 1, bbox: [0, 0, null, 1] }, "its box is not of four numbers"],
    [{ image_id: 1, category_id: 1, bbox: [0, 0, 0, 1] }, "its box is empty"],
    [
      { image_id: 1, category_id: 1, segmentation: [[0, 0, 1]] },
      "a polygon of it has an odd count of numbers, or fewer than 6",
    ],
    [{ image_id: 1, category_id: 1, keypoints: [1, 2] }, "its keypoints are not triples of numbers"],
    [{ image_id: 1, segments_info: [] }, "segments of a panoptic image have no place among shapes"],
    [{ image_id: 1, category_id: 1 }, "it has no box, polygon or keypoint that can be read"],
    [null, "it is no object"],
  ])("skips %j", (annotation, reason) => {
    const result = importCoco(coco([annotation]), { as: "shapes" });
    expect(result.skipped).toEqual([{ place: "annotations[0]", reason }]);
    expect(result.samples).toMatchObject([{ name: "a.png", annotations: [] }]);
  });

  it.each([
    [rle([0, 5]), "longer than its mask"],
    [rle([0, 3]), "shorter than its mask"],
    [rle([-1, 5]), "no length"],
    [rle("\u0001"), "RLE"],
    [rle([0, 9], [3, 3]), "not of its image's size"],
    [rle([0, 4], [2]), "no size or no counts"],
    [rle([0, 4e12], [2e6, 2e6]), "too large"],
    [rle(undefined), "no size or no counts"],
  ])("skips an RLE that lies: %#", (annotation, reason) => {
    const result = importCoco(coco([annotation, rle([0, 4])]), { as: "masks" });
    expect(result.skipped).toMatchObject([{ place: "annotations[0]", reason: expect.stringContaining(reason) }]);
    expect(result.samples[0]?.annotations).toHaveLength(1);
  });

  it("names objects that others cover", () => {
    const [sample] = importCoco(coco([rle([0, 1, 3]), rle([0, 4])])).samples;
    expect(sample?.paint?.()).toEqual({
      bitmap: { widthPx: 2, heightPx: 2, ids: Uint32Array.of(2, 2, 2, 2) },
      hiddenIds: [1],
    });
  });

  it("makes an object of each polygon and each visible keypoint", () => {
    const rings = {
      image_id: 1,
      category_id: 1,
      segmentation: [
        [0, 0, 1, 0, 1, 1],
        [0, 0, 2, 0, 2, 2],
      ],
    };
    const points = { image_id: 1, category_id: 1, keypoints: [1, 2, 2, 0, 0, 0, 3, 4, 1] };
    const [sample] = importCoco(coco([rings, points])).samples;
    expect(sample?.annotations.map(({ id, type }) => [id, type])).toEqual([
      [1, "polygon"],
      [2, "polygon"],
      [3, "point"],
      [4, "point"],
    ]);
  });

  it("skips images without a name or, for masks, a size", () => {
    const result = importCoco(coco([rle([0, 4])], [{ id: 2 }, { id: 1, file_name: "a.png" }]));
    expect(result.skipped).toEqual([
      { place: "images[0]", reason: "it has no file_name" },
      { place: "annotations[0]", reason: "its image has no size" },
    ]);
  });

  it.each(["", '{"images":[', "[]", "{}", '{"images":{},"annotations":[]}'])("refuses %j", (text) => {
    expect(() => importCoco(text)).toThrow(/^COCO: the file/);
  });
});

describe("other formats", () => {
  it("YOLO skips lines and files that it cannot read", () => {
    const files = [
      { name: "a.txt", text: "0 0.5 0.5 1 1\n9 0 0 1 1\n0 0.5 x 1 1\n0 0.5\n\n0 0 0 1 0 1 1\n" },
      { name: "b.txt", text: "0 0 0 1 1" },
    ];
    const sizeOf = (stem: string) => (stem === "a" ? { widthPx: 4, heightPx: 2 } : undefined);
    const { samples, skipped } = importYolo(files, { classes: ["car"], sizeOf });
    expect(samples[0]?.annotations.map(({ points }) => points)).toEqual([
      [
        [0, 0],
        [4, 2],
      ],
      [
        [0, 0],
        [4, 0],
        [4, 2],
      ],
    ]);
    expect(skipped).toEqual([
      { place: "a.txt, line 2", reason: "there is no class 9" },
      { place: "a.txt, line 3", reason: "it has what is no number" },
      { place: "a.txt, line 4", reason: "1 numbers are neither box nor polygon" },
      { place: "b.txt", reason: "the size of its image is not known" },
    ]);
  });

  it("KITTI skips lines that it cannot read", () => {
    const text =
      "Car 0 0 0 0 0 0 0 1 2 3 0 0 0 0\nDontCare -1 -1 -10 0 0 0 0 -1 -1 -1 0 0 0 0\nCar 0 0\nCar 0 0 0 0 0 0 0 0 2 3 0 0 0 0\n";
    const { samples, skipped } = importKitti([{ name: "1.txt", text }]);
    expect(samples[0]?.annotations).toHaveLength(1);
    expect(skipped.map(({ place }) => place)).toEqual(["1.txt, line 2", "1.txt, line 3", "1.txt, line 4"]);
  });

  it.each([
    ["0.5 2 -10 0 0 0 0", "", { truncated: 0.5, occluded: 2 }, 0],
    ["-1 -1 -10 -1 -1 -1 -1", "", undefined, 0],
    ["0 0 -1.5 10 20 30 40", "", undefined, 1],
    ["0 1 -1.5 10 20 30 40", " 0.75", { occluded: 1, score: 0.75 }, 1],
  ])("KITTI %s…%s keeps what is known of an object, and lists its 2D box", (known, score, attributes, boxes) => {
    const text = `Car ${known} 1 2 3 0 0 0 0${score}`;
    const { samples, skipped, changed } = importKitti([{ name: "1.txt", text }]);
    expect([samples[0]?.annotations[0]?.attributes, skipped]).toEqual([attributes, []]);
    expect(changed).toEqual(
      Array.from({ length: boxes }, () => ({
        ...{ place: "1.txt, line 1", reason: "its 2D box, which is of a camera's picture, is left out" },
      })),
    );
  });

  it("Pascal VOC skips damaged files and objects, and goes on", () => {
    const box = "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox>";
    const good = `<annotation><object><name>car</name>${box}</object><object><name>car</name></object></annotation>`;
    const files = [good, good.slice(0, 60), "<html></html>", ""].map((text, index) => ({ name: `${index}.xml`, text }));
    const { samples, skipped } = importPascalVoc(files);
    expect(samples).toMatchObject([
      {
        name: "0",
        size: undefined,
        annotations: [
          {
            points: [
              [1, 2],
              [3, 4],
            ],
          },
        ],
      },
    ]);
    expect(skipped.map(({ place }) => place)).toEqual(["0.xml, object 2", "1.xml", "2.xml", "3.xml"]);
  });

  it("CVAT skips what it does not read", () => {
    const shapes =
      '<mask label="a"/><box label="a" xtl="1"/><box label="a" xtl="1" ytl="2" xbr="1" ybr="4"/><points label="a" points="1,2;3,4"/>';
    const { samples, skipped } = importCvat(
      `<annotations><image name="a.png" width="4" height="2">${shapes}</image></annotations>`,
    );
    expect(samples[0]?.annotations).toMatchObject([{ points: [[1, 2]] }, { points: [[3, 4]] }]);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      "masks have no place among shapes",
      "its coordinates are missing or no numbers",
      "its box is empty",
    ]);
    expect(() => importCvat("<annotations><image>")).toThrow("unclosed tag: image");
    expect(() => importCvat("<x/>")).toThrow("the root is <x>");
  });

  it("Label Studio turns rectangles, and skips what it does not read", () => {
    const sized = { original_width: 100, original_height: 50 };
    const turned = {
      ...sized,
      type: "rectanglelabels",
      value: { x: 10, y: 20, width: 10, height: 20, rotation: 90, rectanglelabels: ["a"] },
    };
    const result = [
      turned,
      { ...sized, type: "brushlabels", value: { rle: [1], brushlabels: ["a"] } },
      { type: "rectanglelabels", value: { rectanglelabels: ["a"] } },
      7,
    ];
    const { samples, skipped } = importLabelStudio(JSON.stringify([{ annotations: [{ result }] }, 5]));
    const [polygon] = samples[0]?.annotations ?? [];
    expect(polygon?.type).toBe("polygon");
    const points = polygon?.points as number[][] | undefined;
    expect(points?.map((point) => point.map(Math.round))).toEqual([
      [10, 10],
      [10, 20],
      [0, 20],
      [0, 10],
    ]);
    expect(skipped).toHaveLength(3);
    expect(() => importLabelStudio('[{"annotations":')).toThrow("Label Studio: the file is no JSON, or is truncated");
    expect(() => importLabelStudio("{}")).toThrow("no list of tasks");
  });
});

describe("readXml", () => {
  it("reads attributes, entities, comments and CDATA", () => {
    const xml = readXml(
      `<?xml version="1.0"?><!-- <x> --><a b="1 &lt; 2" c='"'>x&#65;&#x42;<![CDATA[<&>]]></a>\n`,
      "f",
    );
    expect([...xml.attributes]).toEqual([
      ["b", "1 < 2"],
      ["c", '"'],
    ]);
    expect(xml.text).toBe("xAB<&>");
  });
  it.each([
    ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "XML with a document type is not read"],
    ["<a><b></a>", "1:10: unexpected close tag"],
    ["</a>", "1:4: unmatched closing tag"],
    ["<a", "it is no XML, or is truncated"],
    ["<a>".repeat(200), "nested deeper than 100 levels"],
    ["   ", "document must contain a root element"],
  ])("refuses %j", (text, message) => {
    expect(() => readXml(text, "f.xml")).toThrow(message);
  });
});

describe("what else COCO says", () => {
  const text = JSON.stringify({
    images: [
      { id: 1, file_name: "a.png", width: 2, height: 2, coco_url: "https://example.com/a.png", flickr_url: "ftp://x" },
    ],
    annotations: [
      { image_id: 1, category_id: 1, keypoints: [1, 1, 2, 0, 0, 0, 2, 1, 1], iscrowd: 0 },
      { image_id: 1, category_id: 2, bbox: [0, 0, 1, 1], iscrowd: 1 },
    ],
    categories: [
      {
        id: 1,
        name: "person",
        supercategory: "animal",
        keypoints: ["nose", "left eye", "right eye"],
        skeleton: [[1, 2]],
      },
      { id: 2, name: "crowd" },
    ],
  });

  it("is kept: names of keypoints, crowds, addresses of images", () => {
    const { categories, samples } = importCoco(text, { as: "shapes" });
    expect(categories[0]).toMatchObject({
      supercategory: "animal",
      keypoints: ["nose", "left eye", "right eye"],
      skeleton: [[1, 2]],
    });
    expect(samples[0]).toMatchObject({
      url: "https://example.com/a.png",
      annotations: [
        { id: 1, type: "point", points: [[1, 1]], attributes: { keypoint: "nose", visible: true, instance: 1 } },
        { id: 2, type: "point", points: [[2, 1]], attributes: { keypoint: "right eye", visible: false, instance: 1 } },
        { id: 3, type: "bbox", attributes: { iscrowd: true } },
      ],
    });
  });
});

describe("a folder", () => {
  it("is a sample for each image, or cloud; the rest is listed", () => {
    const names = ["a.jpg", "sub/b.PNG", ".hidden.png", "sub/.git/c.png", "notes.txt", "d.pcd.bin"];
    expect(importFolder(names)).toMatchObject({
      samples: [{ name: "a.jpg", annotations: [] }, { name: "sub/b.PNG" }],
      skipped: [{ place: "notes.txt", reason: "it is no image" }, { place: "d.pcd.bin" }],
    });
    expect(importFolder(names, { of: "clouds" }).samples).toMatchObject([{ name: "d.pcd.bin" }]);
  });
});
