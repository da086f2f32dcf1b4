import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ROOT } from "./paths.js";
import { ServerProcess } from "./server-process.js";

const BIN = path.join(ROOT, "packages/cli/bin/tessera.js");
/** As small as a JPEG can be. */
const PHOTO = new Uint8Array([0xff, 0xd8, 0xff, 0xd9]);
const LABEL = {
  annotations: [
    {
      id: 1,
      category_id: 1,
      type: "bbox",
      points: [
        [1, 2],
        [12, 20],
      ],
    },
  ],
};

let server: ServerProcess;
let key: string;
let folder: string;
beforeAll(async () => {
  server = await ServerProcess.start();
  key = await server.createFirstAccount("jane");
});
afterAll(() => server.dispose());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tessera-cli-e2e-"));
  await mkdir(path.join(folder, "photos"));
  for (const name of ["violet.jpg", "rose.jpg"]) await writeFile(path.join(folder, "photos", name), PHOTO);
  await writeFile(path.join(folder, "violet.jpg"), PHOTO);
  await writeFile(path.join(folder, "label.json"), JSON.stringify(LABEL));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as a user runs it, in a folder and a configuration of its own. */
function tessera(
  args: readonly string[],
  options: { stdin?: string; env?: Record<string, string>; interruptOn?: RegExp } = {},
): Promise<Ended> {
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    XDG_CONFIG_HOME: path.join(folder, "config"),
    ...options.env,
  };
  const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env });
  child.stdin.end(options.stdin ?? "");
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    if (options.interruptOn?.test(stderr)) child.kill("SIGINT");
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

async function blockOf(file: string, mark: string): Promise<string> {
  const document = await readFile(path.join(ROOT, file), "utf8");
  const block = new RegExp(`<!-- ${mark}[^>]*-->\n\`\`\`\\w+\n([\\s\\S]*?)\`\`\``).exec(document)?.[1];
  if (block === undefined) throw new Error(`${file} has no block after <!-- ${mark} -->`);
  return block;
}

/** Runs each line of a document's block as it stands there; only the server's port and the question for the key differ. */
async function runBlock(block: string): Promise<Map<string, Ended>> {
  const results = new Map<string, Ended>();
  for (const line of block.split("\n").filter((text) => text.trim() !== "")) {
    expect(line).toMatch(/^npx tessera /);
    const args = line.replace("http://127.0.0.1:8484", server.url).split(" ").slice(2);
    const isLogin = args[0] === "login";
    const asked = isLogin ? { stdin: `${key}\n`, env: { TESSERA_URL: server.url } } : {};
    const result = await tessera(isLogin ? [...args, "--key-stdin"] : args, asked);
    if (result.code !== 0) throw new Error(`${line} ended with ${result.code}:\n${result.stdout}${result.stderr}`);
    results.set(line, result);
  }
  return results;
}

const outputOf = (results: Map<string, Ended>, part: string) =>
  [...results].find(([line]) => line.includes(part))?.[1].stdout;

describe("what the documents say works as it stands there", () => {
  test("the quickstart of docs/cli.md", async () => {
    const results = await runBlock(await blockOf("docs/cli.md", "quickstart"));
    expect(outputOf(results, "doctor")).toContain("All is well.");
    expect(outputOf(results, "upload")).toBe("Added 2 samples.\n");
    expect(outputOf(results, "samples list")).toMatch(/^violet.jpg +UNLABELED/m);
    expect(outputOf(results, "export coco-instance")).toContain("Exported 1 object of 1 sample");
    expect(outputOf(results, "releases diff")).toMatch(/^violet.jpg +changed +ground-truth.*LABELED → REVIEWED/m);
    expect(outputOf(results, "import coco")).toContain("Added 1 sample and 1 label with 1 object to jane/copies.");
    expect((await readdir(path.join(folder, "everything"), { recursive: true })).sort()).toEqual([
      ...["dataset.json", "images", "images/rose.jpg", "images/violet.jpg", "labels", "labels/violet.jpg.json"],
    ]);
    expect(existsSync(path.join(folder, "yolo.zip"))).toBe(true);
  });

  test("the README's quickstart from the shell", async () => {
    const results = await runBlock(await blockOf("README.md", "shell quickstart"));
    expect(outputOf(results, "releases create")).toBe("Release v0.1 of jane/photos holds 2 samples.\n");
  });

  test("the README's quickstart in TypeScript", async () => {
    const program = (await blockOf("README.md", "typescript quickstart"))
      .replace('"@tessera/sdk"', JSON.stringify(new URL("../../packages/sdk/dist/index.js", import.meta.url).href))
      .replace("YOUR_API_KEY", key)
      .replace("http://127.0.0.1:8484", server.url);
    await writeFile(path.join(folder, "quickstart.mjs"), program);
    const { stdout } = await promisify(execFile)(process.execPath, ["quickstart.mjs"], { cwd: folder });
    expect(stdout).toBe("1\n");
  });

  test("`npx tessera` is this program", async () => {
    const { stdout } = await promisify(execFile)("npx", ["--no-install", "tessera", "--help"], { cwd: ROOT });
    expect(stdout).toContain("Usage: tessera COMMAND");
    expect(stdout).toContain("npm run tessera");
  });
});

describe("the process", () => {
  const env = () => ({ TESSERA_URL: server.url, TESSERA_API_KEY: key });

  test("ends with the code that says what happened", async () => {
    expect((await tessera(["whoami"])).code).toBe(3);
    expect((await tessera(["whoami"], { env: { ...env(), TESSERA_API_KEY: "wrong" } })).code).toBe(3);
    expect((await tessera(["datasets", "get", "jane/nothing"], { env: env() })).code).toBe(4);
    expect((await tessera(["nonsense"])).code).toBe(2);
    expect((await tessera(["whoami"], { env: { ...env(), TESSERA_URL: "http://127.0.0.1:9" } })).code).toBe(1);
  });

  test("is interrupted by Ctrl-C in the middle of an upload, and goes on", async () => {
    await mkdir(path.join(folder, "many"));
    for (let index = 0; index < 400; index++) await writeFile(path.join(folder, "many", `${index}.jpg`), PHOTO);
    expect((await tessera(["datasets", "create", "many", "--task-type", "vector"], { env: env() })).code).toBe(0);
    await writeFile(path.join(folder, "many", "notes.txt"), "");
    // The remark on other files comes just before the first upload.
    const stopped = await tessera(["upload", "many", "jane/many"], { env: env(), interruptOn: /Passed over 1 file/ });
    expect(stopped).toMatchObject({ code: 130, stderr: expect.stringContaining("Interrupted.") });
    const { stdout } = await tessera(["upload", "many", "jane/many", "--json"], { env: env() });
    const { added, already_there } = JSON.parse(stdout) as { added: number; already_there: number };
    expect(added + already_there).toBe(400);
    const listed = await tessera(["samples", "list", "jane/many", "--json"], { env: env() });
    expect(JSON.parse(listed.stdout)).toHaveLength(400);
  });

  test("a pipe that closes early is no failure", async () => {
    const command = `"${process.execPath}" "${BIN}" samples list jane/many | head -n 1; exit "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", command], {
      env: { ...env(), PATH: process.env.PATH, HOME: folder },
    });
    expect(stdout).toMatch(/^NAME/);
    expect(stderr).toBe("");
  });

  test("bash completes commands, options and their choices", async () => {
    await writeFile(path.join(folder, "complete.bash"), (await tessera(["completion", "bash"])).stdout);
    const complete = async (line: string) => {
      const words = line.split(" ");
      const script = `source complete.bash; COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _tessera; echo "\${COMPREPLY[@]}"`;
      return (await promisify(execFile)("bash", ["-c", script], { cwd: folder })).stdout.trim();
    };
    expect(await complete("tessera rel")).toBe("releases");
    expect(await complete("tessera release d")).toBe("download diff delete");
    expect(await complete("tessera releases create --w")).toBe("--wait");
    expect(await complete("tessera datasets create x --task-type text")).toBe(
      "text-named-entities text-span-categorization",
    );
    expect(await complete("tessera export coco")).toBe("coco coco-instance coco-panoptic");
    expect(await complete("tessera samples list --js")).toBe("--json");
  });
});
