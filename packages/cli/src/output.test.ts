import { describe, expect, it } from "vitest";
import { reportOf } from "./errors.js";
import type { Output } from "./io.js";
import { Printer } from "./output.js";
import { ProgressBar } from "./progress.js";
import { Table } from "./table.js";
import { bytesText, counted, cut, durationText, printable, widthOf } from "./text.js";

function recorder(isTerminal = false) {
  const parts: string[] = [];
  const output: Output = {
    write: (text) => parts.push(String(text)) > 0,
    drain: async () => undefined,
    isTerminal,
    columns: 40,
  };
  return { output, parts, text: () => parts.join("") };
}

function printer(options: { isJson?: boolean; isTerminal?: boolean } = {}) {
  const stdout = recorder(options.isTerminal);
  const stderr = recorder();
  const io = { stdout: stdout.output, stderr: stderr.output } as never;
  return { out: new Printer(io, { isJson: options.isJson === true, isQuiet: false }), stdout, stderr };
}

const COLUMNS = [
  { title: "name", value: ({ name }: { name: string; size: number }) => name, mayShrink: true },
  { title: "size", value: ({ size }: { name: string; size: number }) => size, align: "right" as const },
];

describe("a list", () => {
  const rows = [
    { name: "violet.jpg", size: 1234 },
    { name: "花.jpg", size: 5 },
    { name: "", size: 0 },
  ];

  it("is a table for people, with wide characters counted as two", async () => {
    const { out, stdout } = printer();
    await out.list(rows, COLUMNS, "nothing");
    expect(stdout.text()).toBe("NAME         SIZE\nviolet.jpg  1,234\n花.jpg          5\n-               0\n");
  });

  it("is one JSON document, an item a line, with integers of any size", async () => {
    const { out, stdout } = printer({ isJson: true });
    await out.list(
      [
        { name: "a", size: 1700000000123456789n },
        { name: "b", size: 1 },
      ] as never[],
      COLUMNS,
      "",
    );
    expect(stdout.text()).toBe('[\n{"name":"a","size":1700000000123456789},\n{"name":"b","size":1}\n]\n');
  });

  it("says that there is nothing beside the result", async () => {
    const text = printer();
    await text.out.list([], COLUMNS, "There is nothing.");
    expect([text.stdout.text(), text.stderr.text()]).toEqual(["", "There is nothing.\n"]);
    const json = printer({ isJson: true });
    await json.out.list([], COLUMNS, "There is nothing.");
    expect([json.stdout.text(), json.stderr.text()]).toEqual(["[]\n", ""]);
  });

  it("is printed while it comes: what stands in memory does not grow", async () => {
    const { out, stdout } = printer();
    let printedAhead = 0;
    async function* many() {
      for (let index = 0; index < 1000; index++) {
        if (index === 999) printedAhead = stdout.parts.length;
        yield { name: `${index}`, size: index };
      }
    }
    await out.list(many(), COLUMNS, "");
    expect(printedAhead).toBeGreaterThan(900);
  });

  it("gives way to a terminal's width, and cuts nothing in a pipe", () => {
    const long = [{ name: "a".repeat(60), size: 1 }];
    expect(new Table(COLUMNS, long, 40).line(long[0] as never)).toBe(`${"a".repeat(33)}…     1`);
    expect(new Table(COLUMNS, long).line(long[0] as never)).toContain("a".repeat(60));
  });
});

describe("text", () => {
  it.each([
    ["\u001b[31mred", "\\u{1b}[31mred"],
    ["a\u202eb", "a\\u{202e}b"],
    ["two\nlines", "two⏎lines"],
    ["violet 花", "violet 花"],
  ])("shows %j as %s", (text, shown) => expect(printable(text)).toBe(shown));

  it.each([
    [widthOf("花🌸é"), 5],
    [widthOf("e\u0301"), 1],
    [cut("abcdef", 4), "abc…"],
    [bytesText(999), "999 bytes"],
    [bytesText(1234), "1.2 kB"],
    [bytesText(45_600_000), "46 MB"],
    [durationText(7_400), "0:07"],
    [durationText(3_750_000), "1:02:30"],
    [counted(1, "sample"), "1 sample"],
    [counted(1200, "category", "categories"), "1,200 categories"],
  ])("%j", (found, due) => expect(found).toBe(due));
});

describe("a progress bar", () => {
  it("moves on a terminal and leaves its last state", () => {
    const { output, text } = recorder(true);
    let now = 0;
    const bar = new ProgressBar(
      { stderr: output },
      { title: "Uploading", unit: "files", total: 4, isQuiet: false, nowMs: () => now },
    );
    bar.add();
    now = 50;
    bar.add(); // too soon to be painted again
    now = 1000;
    bar.add();
    bar.add();
    bar.end();
    const shown = text()
      .split("\r")
      .filter((part) => part !== "");
    expect(shown.map((part) => part.replace("\u001b[K", ""))).toEqual([
      "Uploading [######..................] 1 of 4 files (25%)",
      "Uploading [##################......] 3 of 4 files (75%), 3.0 a second, 0:00 left",
      "Uploading [########################] 4 of 4 files (100%), 4.0 a second\n",
    ]);
  });

  it("is a line every ten seconds where nobody watches", () => {
    const { output, text } = recorder();
    let now = 0;
    const bar = new ProgressBar(
      { stderr: output },
      { title: "Adding", unit: "samples", isQuiet: false, nowMs: () => now },
    );
    for (now = 0; now <= 25_000; now += 100) bar.add();
    bar.end();
    expect(text().trim().split("\n")).toEqual(["Adding: 101 samples, 10 a second", "Adding: 201 samples, 10 a second"]);
  });

  it("says nothing when that is asked for", () => {
    const { output, text } = recorder(true);
    const bar = new ProgressBar({ stderr: output }, { title: "Adding", unit: "samples", isQuiet: true });
    bar.add();
    bar.end();
    expect(text()).toBe("");
  });
});

it("a fault of the file system is told in words", () => {
  const error = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC", path: "out/a.png" });
  expect(reportOf(error)).toMatchObject({ error: "out/a.png: the disk is full", exitCode: 1 });
});
