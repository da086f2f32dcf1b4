import type { Command } from "commander";
import { afterAll, expect, test } from "vitest";
import { makeProgram } from "./program.js";
import { Shell } from "./shell.js";
import { makePlace } from "./testing/test-io.js";

const place = await makePlace();
afterAll(() => place.remove());

function commandsOf(command: Command, path: readonly string[] = []): { command: Command; path: readonly string[] }[] {
  return [{ command, path }, ...command.commands.flatMap((child) => commandsOf(child, [...path, child.name()]))];
}

const io = { stdout: { columns: 80 }, stderr: { columns: 80 } } as never;
const all = commandsOf(makeProgram(new Shell(io)));

test.each(all.map(({ path }) => path.join(" ")))(
  "the help of `tessera %s` fits a screen of 80 columns",
  async (path) => {
    const { code, stdout } = await place.run([...path.split(" ").filter((word) => word !== ""), "--help"]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    const isExample = (line: string) => line.startsWith("  $ ");
    expect(lines.filter((line) => line.length > 80 && !isExample(line))).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(path === "" ? 24 : 30);
  },
);

test("all commands are in the help, with a sentence each", async () => {
  const { stdout } = await place.run("--help");
  for (const { command } of all.filter(({ path }) => path.length === 1)) {
    expect(stdout).toMatch(new RegExp(`^ {2}${command.name()} +\\S`, "m"));
  }
  for (const { command, path } of all.slice(1)) {
    expect(command.summary(), path.join(" ")).not.toBe("");
    expect(command.description(), path.join(" ")).toMatch(/\.$/);
  }
});

test("each example in a help is a command that there is, with options that it has", async () => {
  const root = all[0]?.command as Command;
  const shared = root.options.map(({ long }) => long);
  for (const { path } of all) {
    const { stdout } = await place.run([...path, "--help"]);
    for (const [, example = ""] of stdout.matchAll(/^ {2}\$ tessera (.*)$/gm)) {
      let command = root;
      for (const word of example.split(" ")) {
        const child = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
        if (child === undefined) break;
        command = child;
      }
      expect(command.commands, example).toEqual([]);
      const known = [...shared, ...command.options.map(({ long }) => long)];
      for (const [, option] of example.matchAll(/ (--[a-z-]+)/g)) expect(known, example).toContain(option);
    }
  }
});

test.each([
  ["nonsense", 2, "Unknown command 'nonsense'"],
  ["datsets list", 2, "Did you mean datasets?"],
  ["samples list", 2, "Missing required argument 'owner/dataset'"],
  ["samples list jane/flowers --limit 0", 2, "A whole number from 1 is due."],
  ["samples list jane/flowers --limit 1.5", 2, "A whole number from 1 is due."],
  ["samples list jane/flowers --nope", 2, "Unknown option '--nope'"],
  ["datasets create a --task-type cuboids", 2, "Allowed choices are segmentation-bitmap"],
  ["export bmp a.json", 2, "Allowed choices are coco, ultralytics"],
  ["whoami", 3, "You are not signed in."],
  ["whoami --profile work", 2, 'There is no profile "work".'],
  ["whoami --url ftp://example.com", 2, "is no http or https address"],
  ["releases diff a.json b.json", 2, "There is no file a.json."],
  ["export csv a.json --task pose", 2, "--task is an option of ultralytics."],
  ["export yolo a.json --with-images", 2, "Only coco, ultralytics, voc, datumaro"],
  ["export yolo nothing.json", 2, "There is no file nothing.json."],
])("`tessera %s` ends with %i and says why", async (args, code, words) => {
  const result = await place.run(args);
  expect(result.stderr).toContain(words);
  expect(result).toMatchObject({ code, stdout: "" });
});

test("an error with --json is one line of JSON on standard error", async () => {
  const { stderr } = await place.run("whoami --json");
  expect(JSON.parse(stderr)).toEqual({
    error: "You are not signed in.",
    hint: "Run `tessera login`, or set TESSERA_API_KEY.",
    exit_code: 3,
  });
});

test("the version is the package's", async () => {
  expect((await place.run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("a group without a command shows its help and ends with 2", async () => {
  const { code, stderr } = await place.run("datasets");
  expect(code).toBe(2);
  expect(stderr).toContain("Usage: tessera datasets");
});
