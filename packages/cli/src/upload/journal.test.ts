import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { UploadJournal } from "./journal.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tessera-journal-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const OF = { server: "http://a.test", dataset: "jane/flowers", folder: "/photos" };
const photo = { name: "sub/a.jpg", path: "/photos/sub/a.jpg", sizeBytes: 10, modifiedMs: 1000 };
const open = (of = OF) => UploadJournal.open({ XDG_CONFIG_HOME: folder }, of);

it("remembers what was uploaded, as it was", async () => {
  const journal = await open();
  await Promise.all([
    journal.add(photo, "http://a.test/1"),
    journal.add({ ...photo, name: "b.jpg" }, "http://a.test/2"),
  ]);
  const again = await open();
  expect(again.size).toBe(2);
  expect(again.urlOf(photo)).toBe("http://a.test/1");
  expect(again.urlOf({ ...photo, sizeBytes: 11 }), "the file was changed").toBeUndefined();
  expect(again.urlOf({ ...photo, modifiedMs: 2000 })).toBeUndefined();
  expect((await open({ ...OF, dataset: "jane/trees" })).urlOf(photo), "another dataset").toBeUndefined();
  expect((await open({ ...OF, server: "http://b.test" })).urlOf(photo), "another server").toBeUndefined();
});

it("survives a line that a power cut left half", async () => {
  const journal = await open();
  await journal.add(photo, "http://a.test/1");
  await appendFile(journal.file, '{"name":"half.jpg","si');
  const again = await open();
  await again.add({ ...photo, name: "c.jpg" }, "http://a.test/3");
  const third = await open();
  expect([third.size, third.urlOf(photo)]).toEqual([2, "http://a.test/1"]);
  expect((await readFile(third.file, "utf8")).split("\n")).toHaveLength(4);
});

it("is gone when everything is a sample", async () => {
  const journal = await open();
  await journal.add(photo, "http://a.test/1");
  await journal.remove();
  expect(await readdir(path.join(folder, "tessera/uploads"))).toEqual([]);
});
