import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { zipSink } from "./zip-sink.js";

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

test("several files become a zip that unpacks to the same", async () => {
  const sink = zipSink("flowers-v1");
  await sink.writeFile("labels/a.png", new Uint8Array([1, 2, 3]));
  const text = await sink.openText("all.json");
  await text.write("[1,");
  await sink.writeFile("labels/b.txt", new TextEncoder().encode("b ".repeat(1000)));
  await text.write("2]");
  await text.close();
  const file = await sink.finish();
  expect(file?.name).toBe("flowers-v1.zip");
  const unzipped = unzipSync(await bytesOf(file?.blob ?? new Blob()));
  expect(Object.keys(unzipped).toSorted()).toEqual(["all.json", "labels/a.png", "labels/b.txt"]);
  expect(strFromU8(unzipped["all.json"] ?? new Uint8Array())).toBe("[1,2]");
  expect([...(unzipped["labels/a.png"] ?? [])]).toEqual([1, 2, 3]);
});

test("a single file comes as it is, under its own name", async () => {
  const sink = zipSink("flowers-v1");
  const text = await sink.openText("out/annotations.xml");
  await text.write("<a>");
  await text.write("</a>");
  await text.close();
  const file = await sink.finish();
  expect(file?.name).toBe("annotations.xml");
  expect(strFromU8(await bytesOf(file?.blob ?? new Blob()))).toBe("<a></a>");
});

test("nothing written is nothing to download", async () => {
  expect(await zipSink("none").finish()).toBeUndefined();
});

test.each(["../a.txt", "/a.txt", "a//b.txt", "a\\b.txt"])("no file is named %s", async (name) => {
  await expect(zipSink("x").writeFile(name, new Uint8Array())).rejects.toThrow("no name");
});
