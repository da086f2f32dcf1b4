import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { BinaryCopyRows } from "./binary-copy-rows.js";

const FRAME = { before: "[", between: ",", after: "]" };
const HEADER = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const END = Buffer.from([0xff, 0xff]);

function row(value: string, fields = 1): Buffer {
  const bytes = Buffer.from(value);
  const head = Buffer.alloc(6);
  head.writeInt16BE(fields, 0);
  head.writeInt32BE(bytes.length, 2);
  return Buffer.concat([head, bytes]);
}

async function join(chunks: readonly Buffer[]): Promise<{ joined: string; count: number }> {
  const rows = new BinaryCopyRows(FRAME);
  const joined = text(rows);
  for (const chunk of chunks) rows.write(chunk);
  rows.end();
  return { joined: await joined, count: rows.count };
}

describe("the rows of a binary COPY", () => {
  const values = ['{"a":1}', "", '"é 🌻"', "x".repeat(300)];
  const whole = Buffer.concat([HEADER, ...values.map((value) => row(value)), END]);

  it("are joined as they are, wherever the stream is cut", async () => {
    const wanted = { joined: `[${values.join(",")}]`, count: 4 };
    expect(await join([whole])).toEqual(wanted);
    expect(await join(Array.from(whole, (byte) => Buffer.from([byte])))).toEqual(wanted);
    for (let cut = 1; cut < whole.length; cut++) {
      expect(await join([whole.subarray(0, cut), whole.subarray(cut)]), `cut at ${cut}`).toEqual(wanted);
    }
  });

  it("may be none", async () => {
    expect(await join([HEADER, END])).toEqual({ joined: "[]", count: 0 });
  });

  it.each([
    ["it ends before its last row", whole.subarray(0, -2)],
    ["it ends within a row", whole.subarray(0, 60)],
    ["it is empty", Buffer.alloc(0)],
    ["it is something else", Buffer.from("hello, this is no COPY at all")],
    ["a row has two fields", Buffer.concat([HEADER, row("a", 2), END])],
    ["a row is null", Buffer.concat([HEADER, Buffer.from([0, 1, 0xff, 0xff, 0xff, 0xff]), END])],
  ])("are a fault where %s", async (_, bytes) => {
    await expect(join([bytes])).rejects.toThrow();
  });
});
