import { describe, expect, it } from "vitest";
import { box, objectsOf, points, skippedOf } from "../testing/import-summary.js";
import { importPascalVoc } from "./pascal-voc.js";
import { decodeXml } from "./read-xml.js";

const bndbox = (xmin: unknown, ymin: unknown, xmax: unknown, ymax: unknown) =>
  `<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`;
const BOX = bndbox(10, 20, 30, 40);
const POLYGON = "<polygon><x1>1</x1><y1>2</y1><x2>3</x2><y2>4.5</y2><x3>5</x3><y3>6</y3></polygon>";
const xml = (object: string, head = "<filename>a.jpg</filename>") =>
  `<annotation>${head}<object>${object}</object></annotation>`;
const read = (text: string) => importPascalVoc([{ name: "Annotations/a.xml", text }]);

describe("objects of Pascal VOC", () => {
  it.each([
    [BOX, []],
    [bndbox(30, 40, 10, 20), []],
    [bndbox(30, 20, 10, 40), []],
    [bndbox(" 10.0 ", "20.0", "30.0", "4e1"), []],
    [`${BOX}<pose>Left</pose><truncated>1</truncated><difficult>0</difficult>`, [{ truncated: true, pose: "Left" }]],
    [`${BOX}<occluded>true</occluded><pose>Unspecified</pose>`, [{ occluded: true }]],
    [`${BOX}<attributes><attribute><name>color</name><value>red</value></attribute></attributes>`, [{ color: "red" }]],
  ])("%s", (object, attributes) => {
    const result = read(xml(`<name>cat</name>${object}`));
    expect(result.skipped).toEqual([]);
    expect(objectsOf(result)).toEqual({ "a.jpg": [["cat", "bbox", box(10, 20, 30, 40), ...attributes]] });
  });

  it.each([
    [`${BOX}${POLYGON}`],
    [POLYGON],
    ["<polygon><pt><x>1</x><y>2</y></pt><pt><x>3</x><y>4.5</y></pt><pt><x>5</x><y>6</y></pt></polygon>"],
  ])("%s is a polygon", (object) => {
    const result = read(xml(`<name>cat</name>${object}`));
    expect([result.taskType, result.skipped]).toEqual(["vector", []]);
    expect(objectsOf(result)).toEqual({ "a.jpg": [["cat", "polygon", points(1, 2, 3, 4.5, 5, 6)]] });
  });

  it.each([
    [`<name>cat</name>${bndbox(10, 20, 10, 40)}`, "its box is empty"],
    [`<name>cat</name>${bndbox(10, 20, 30, "")}`, "it has no name or no box"],
    [`<name> </name>${BOX}`, "it has no name or no box"],
    ["<name>cat</name>", "it has no name or no box"],
    [`<name>cat</name>${BOX}<polygon><x1>1</x1></polygon>`, "its polygon has fewer than 3 points, or no numbers"],
    [`<name>cat</name>${BOX}${POLYGON}${POLYGON}`, "it has several polygons, which are not read"],
    [`<name>cat</name>${BOX}<robndbox><cx>1</cx></robndbox>`, "<robndbox> is not read"],
    [`<name>cat</name>${BOX}<part><name>head</name></part>`, "<part> is not read"],
    [`<name>cat</name>${BOX}<actions><jumping>1</jumping></actions>`, "<actions> is not read"],
    [`<name>cat</name>${BOX}${BOX}`, "it has several boxes, and only the first is read"],
  ])("%s: what is not read is listed", (object, reason) =>
    expect(skippedOf(read(xml(object)))).toEqual([`Annotations/a.xml, object 1: ${reason}`]),
  );

  it.each([
    [bndbox(21, 11, 50, 30), ["bbox", box(20, 10, 50, 30)]],
    [bndbox(50, 30, 21, 11), ["bbox", box(20, 10, 50, 30)]],
    [bndbox(1, 1, 1, 1), ["bbox", box(0, 0, 1, 1)]],
    [POLYGON, ["polygon", points(0, 1, 2, 3.5, 4, 5)]],
  ])("%s counts pixels from 1 when told", (object, due) => {
    const text = xml(`<name>cat</name>${object}`);
    const result = importPascalVoc([{ name: "a.xml", text }], { isOneBased: true });
    expect(objectsOf(result)).toEqual({ "a.jpg": [["cat", ...due]] });
  });

  it.each([
    ["<filename>b.c.jpg</filename>", "b.c.jpg"],
    ["<filename>b</filename>", "b"],
    ["<filename></filename>", "a"],
    ["", "a"],
  ])("%s is the picture %s", (head, name) =>
    expect(read(xml(`<name>cat</name>${BOX}`, head)).samples.map((sample) => sample.name)).toEqual([name]),
  );
});

describe("the encoding of XML", () => {
  const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const utf16 = (text: string, mark: boolean) =>
    Uint8Array.from(Buffer.from(`${mark ? "\uFEFF" : ""}${text}`, "utf16le"));
  const head = (encoding: string) => `<?xml version='1.0' encoding='${encoding}'?><name>`;
  it.each([
    ["GBK", Uint8Array.of(...latin(head("GBK")), 0xc8, 0xae), "犬"],
    ["Shift_JIS", Uint8Array.of(...latin(head("Shift_JIS")), 0x8c, 0xa2), "犬"],
    ["ISO-8859-1", latin(`${head("ISO-8859-1")}caf\u00e9`), "café"],
    ["windows-1251", Uint8Array.of(...latin(head("windows-1251")), 0xea, 0xee, 0xf2), "кот"],
    ["UTF-8", Uint8Array.from(Buffer.from(`${head("utf-8")}犬`)), "犬"],
    ["UTF-16 with its mark", utf16(`${head("UTF-16")}犬`, true), "犬"],
    ["UTF-8 that says UTF-16", Uint8Array.from(Buffer.from(`${head("UTF-16")}犬`)), "犬"],
    ["none declared", Uint8Array.from(Buffer.from("<name>犬")), "犬"],
  ])("%s", (_, bytes, text) => expect(decodeXml(bytes, "a.xml").replace(/^.*<name>/, "")).toBe(text));

  it.each([
    ["an unknown one", latin(head("klingon"))],
    ["bytes of another", Uint8Array.of(...latin(head("utf-8")), 0xc8, 0x41)],
  ])("%s is refused", (_, bytes) =>
    expect(() => decodeXml(bytes, "a.xml")).toThrow("a.xml: its bytes are not of the encoding"),
  );
});
