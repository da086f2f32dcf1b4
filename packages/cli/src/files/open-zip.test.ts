import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { afterAll, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { openFiles } from "./open-files.js";
import { openZip } from "./open-zip.js";
import { readBytes, readStart } from "./source-file.js";

const folder = await mkdtemp(path.join(tmpdir(), "tessera-zip-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
let archives = 0;

async function zipped(entries: readonly { name: string; data?: Buffer; mode?: number }[]): Promise<string> {
  const file = path.join(folder, `${archives++}.zip`);
  const zip = new ZipFile();
  for (const { name, data, mode } of entries)
    zip.addBuffer(data ?? Buffer.from(name), name, mode === undefined ? {} : { mode });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
  return file;
}

/** Writes over the bytes of an archive, wherever they stand. */
async function spoil(file: string, from: string | Buffer, to: string | Buffer): Promise<string> {
  const bytes = await readFile(file);
  const [old, now] = [Buffer.from(from), Buffer.from(to)];
  expect(now.length).toBe(old.length);
  let at = bytes.indexOf(old);
  expect(at).toBeGreaterThanOrEqual(0);
  for (; at >= 0; at = bytes.indexOf(old, at + old.length)) now.copy(bytes, at);
  await writeFile(file, bytes);
  return file;
}

describe("a zip file", () => {
  it("is read entry by entry, without hidden files", async () => {
    const file = await zipped([
      { name: "a.txt" },
      { name: "sub/b.txt" },
      { name: ".DS_Store" },
      { name: "__MACOSX/._a.txt" },
    ]);
    const set = await openZip(file, "a.zip");
    expect(set.files.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
      ["a.txt", 5],
      ["sub/b.txt", 9],
    ]);
    const [, second] = set.files;
    expect(second && String(await readBytes(second, 9))).toBe("sub/b.txt");
    expect(second && String(await readStart(second, 3))).toBe("sub");
    await set.close();
  });

  it.each([
    ["_/a.txt", "./a.txt", "a.txt"],
    ["_/sub/b.txt", "./sub/b.txt", "sub/b.txt"],
    ["sub/_/b.txt", "sub/./b.txt", "sub/b.txt"],
    ["sub_/b.txt", "sub//b.txt", "sub/b.txt"],
    ["sub_b.txt", "sub\\b.txt", "sub/b.txt"],
  ])("whose entry is named %s with %s reads it as %s", async (written, name, due) => {
    const file = await spoil(await zipped([{ name: written, data: Buffer.from("x") }]), written, name);
    const set = await openZip(file, "a.zip");
    expect(set.files.map((one) => one.name)).toEqual([due]);
    const [only] = set.files;
    expect(only && String(await readBytes(only, 9))).toBe("x");
    await set.close();
  });

  it.each(["../up.txt", "/abs0.txt", "a/../x.txt", "C:/win.txt"])(
    "with a name that leads out of it is refused: %s",
    async (name) => {
      const file = await spoil(
        await zipped([{ name: "x".repeat(name.length), data: Buffer.from("1") }]),
        "x".repeat(name.length),
        name,
      );
      await expect(openZip(file, "slip.zip")).rejects.toThrow(/^slip.zip is not imported: .*(?:path|name)/i);
    },
  );

  it("passes over links", async () => {
    const set = await openZip(
      await zipped([{ name: "link", data: Buffer.from("/etc/passwd"), mode: 0o120777 }, { name: "a.txt" }]),
      "l.zip",
    );
    expect(set.files.map(({ name }) => name)).toEqual(["a.txt"]);
    expect(set.passedOver).toEqual([{ place: "l.zip: link", reason: "it is a link" }]);
    await set.close();
  });

  it("with too many entries is refused before they are read", async () => {
    const file = await zipped(Array.from({ length: 20 }, (_, index) => ({ name: `${index}.txt` })));
    await expect(openZip(file, "many.zip", { maxEntries: 19, maxBytes: 1e9 })).rejects.toThrow(
      "it has 20 entries; 19 are the limit",
    );
  });

  it("that promises more than the limit is refused", async () => {
    const file = await zipped([{ name: "zeros", data: Buffer.alloc(3_000_000) }]);
    await expect(openZip(file, "bomb.zip", { maxEntries: 10, maxBytes: 2_999_999 })).rejects.toThrow(
      "it inflates to more than 2,999,999 bytes",
    );
  });

  it("whose entry promises more than DEFLATE can make passes it over", async () => {
    const file = await zipped([{ name: "lie", data: Buffer.alloc(100_000) }]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(100_000);
    const set = await openZip(await spoil(file, size, Buffer.from([0xff, 0xff, 0xff, 0x7f])), "lie.zip");
    expect(set.passedOver).toEqual([{ place: "lie.zip: lie", reason: "it promises more than it can hold" }]);
    await set.close();
  });

  it("whose entry holds more than it promised fails when it is read, not later", async () => {
    const file = await zipped([{ name: "more", data: Buffer.alloc(5_000_000, "ab") }]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(5_000_000);
    const set = await openZip(await spoil(file, size, Buffer.from([10, 0, 0, 0])), "more.zip");
    const [entry] = set.files;
    expect(entry?.sizeBytes).toBe(10);
    await expect(entry && readBytes(entry, 1000)).rejects.toThrow(/too many bytes|larger/);
    await set.close();
  });

  it.each([
    ["empty", Buffer.alloc(0)],
    ["something else", Buffer.from("no zip at all, but text of some length")],
  ])("that is %s is said to be none", async (_name, bytes) => {
    const file = path.join(folder, `${archives++}.zip`);
    await writeFile(file, bytes);
    await expect(openZip(file, "a.zip")).rejects.toThrow("a.zip is not imported: ");
  });

  it("that is truncated is refused", async () => {
    const file = await zipped([{ name: "a.txt" }, { name: "b.txt" }]);
    await writeFile(file, (await readFile(file)).subarray(0, -30));
    await expect(openZip(file, "half.zip")).rejects.toThrow("half.zip is not imported: ");
  });
});

describe("a folder", () => {
  it("is read without following links", async () => {
    const root = path.join(folder, "tree");
    await mkdir(path.join(root, "sub"), { recursive: true });
    await writeFile(path.join(root, "sub", "a-10.txt"), "1");
    await writeFile(path.join(root, "sub", "a-9.txt"), "2");
    await symlink("/etc", path.join(root, "etc"));
    await symlink(root, path.join(root, "sub", "circle"));
    const set = await openFiles(["tree"], folder, new AbortController().signal);
    expect(set.files.map(({ name }) => name)).toEqual(["sub/a-9.txt", "sub/a-10.txt"]);
    expect(set.passedOver).toMatchObject([{ reason: "links are not followed: 2" }]);
    await set.close();
  });

  it("that is not there is a fault of the line", async () => {
    await expect(openFiles(["nothing"], folder, new AbortController().signal)).rejects.toMatchObject({
      message: "There is no file or folder nothing.",
      exitCode: 2,
    });
  });
});
