import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { TesseraClient } from "@tessera/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pngOf } from "./testing/images.js";
import { startProxy } from "./testing/proxy.js";
import { type RealServer, startRealServer } from "./testing/real-server.js";
import { type CliPlace, makePlace } from "./testing/test-io.js";

let server: RealServer;
let client: TesseraClient;
let place: CliPlace;
let johnsKey: string;

beforeAll(async () => {
  server = await startRealServer();
  client = new TesseraClient({ apiKey: server.key, baseUrl: server.url });
  await server.admin("user", "create", "john");
  johnsKey = (await server.admin("key", "create", "john")).split("\n").at(-1) ?? "";
});
afterAll(() => server.stop());
beforeEach(async () => {
  place = await makePlace({ TESSERA_URL: server.url, TESSERA_API_KEY: server.key });
  return () => place.remove();
});

const BOX = {
  id: 1,
  category_id: 1,
  type: "bbox",
  points: [
    [1, 2],
    [12, 20],
  ],
};

async function writeImages(folder: string, names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    const file = path.join(place.folder, folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, pngOf(20, 30, index));
  }
}

describe("signing in", () => {
  it("keeps address and key, and forgets them", async () => {
    const nobody = { env: { TESSERA_API_KEY: "", TESSERA_URL: "" } };
    const login = await place.run(["login", "--url", server.url, "--key-stdin"], {
      ...nobody,
      stdin: `${server.key}\n`,
    });
    expect(login.stdout).toBe(`Signed in to ${server.url} as jane.\n`);
    expect((await place.ok("whoami --json", nobody)).json()).toMatchObject({
      username: "jane",
      key_from: "profile default",
      server: server.url,
    });
    expect((await place.ok("logout", nobody)).stdout).toContain(`Signed out of ${server.url}.`);
    expect((await place.run("whoami", nobody)).code).toBe(3);
  });

  it("asks where nothing is said", async () => {
    const nobody = { TESSERA_API_KEY: "", TESSERA_URL: "" };
    await place.ok("login", { env: nobody, answers: [server.url, johnsKey] });
    expect((await place.ok("whoami", { env: nobody })).stdout).toContain("john");
  });

  it("keeps no key that the server does not take", async () => {
    const { code, stderr } = await place.run(["login", "--url", server.url, "--key-stdin"], { stdin: "wrong" });
    expect(code).toBe(3);
    expect(stderr).toContain("The key was not kept");
    expect(await readdir(place.folder)).not.toContain(".config");
  });
});

describe("datasets, samples, labels", () => {
  it("removes categories and choices, with what labels have for them", async () => {
    const color = { name: "color", input_type: "select", values: ["red", "crimson"] };
    const taskAttributes = {
      format_version: "0.1",
      categories: [
        { id: 1, name: "rose", attributes: [color] },
        { id: 2, name: "tulip", attributes: [color] },
      ],
    };
    await client.datasets.create({ name: "beds", taskType: "vector", taskAttributes: taskAttributes as never });
    const [sample] = await client.samples.createMany("jane/beds", [
      { name: "a.jpg", attributes: { image: { url: "" } } },
    ]);
    const box = (id: number, categoryId: number) => ({
      ...BOX,
      id,
      category_id: categoryId,
      attributes: { color: "crimson" },
    });
    const uuid = sample?.uuid ?? "";
    await client.labels.put(uuid, { attributes: { annotations: [box(1, 1), box(2, 2)] } as never });
    expect((await place.ok("datasets usage jane/beds --json")).json()).toEqual([
      { id: 1, name: "rose", objects: 1, samples: 1 },
      { id: 2, name: "tulip", objects: 1, samples: 1 },
    ]);
    expect((await place.run("datasets remove-category jane/beds tulip -y")).stderr).toContain("--move-to NAME");
    const moved = await place.ok("datasets remove-category jane/beds tulip --move-to rose -y");
    expect(moved.stdout).toBe("Changed 1 label of jane/beds: 1 object moved.\n");
    await place.ok("datasets remove-attribute jane/beds color --category rose --choice crimson --move-to red -y");
    const { attributes } = await client.labels.get(uuid);
    expect(attributes).toMatchObject({
      annotations: [1, 2].map((id) => ({ id, category_id: 1, attributes: { color: "red" } })),
    });
    const dataset = await client.datasets.get("jane/beds");
    expect(dataset.task_attributes).toMatchObject({
      categories: [{ id: 1, name: "rose", attributes: [{ name: "color", values: ["red"] }] }],
    });
  });

  it("live through create, update, clone and delete", async () => {
    expect(
      (await place.ok("datasets create tulips --task-type vector --categories red,white --tags spring")).stdout,
    ).toBe("Created jane/tulips, a dataset of type vector.\n");
    expect((await place.run("datasets create tulips")).code).toBe(5);
    await place.ok(["datasets", "update", "jane/tulips", "--description", "Of the north field", "--public"]);
    expect((await place.ok("datasets get jane/tulips --json")).json()).toMatchObject({
      ...{ description: "Of the north field", public: true, tags: ["spring"] },
      task_attributes: {
        categories: [
          { id: 1, name: "red" },
          { id: 2, name: "white" },
        ],
      },
    });
    await place.ok(
      "samples add jane/tulips --name a/b.jpg --image https://example.com/b.jpg --metadata field=north --priority 2.5",
    );
    await writeFile(path.join(place.folder, "label.json"), JSON.stringify({ annotations: [BOX] }));
    expect((await place.run("labels get jane/tulips/a/b.jpg")).code).toBe(4);
    await place.ok("labels set jane/tulips/a/b.jpg --attributes label.json --status LABELED");
    await place.ok("labels set jane/tulips/a/b.jpg --status REVIEWED --score 0.5 --rating 4");
    expect((await place.ok("labels get jane/tulips/a/b.jpg --json")).json()).toMatchObject({
      ...{ label_status: "REVIEWED", score: 0.5, rating: 4 },
      attributes: { annotations: [BOX] },
    });
    expect((await place.ok("samples list jane/tulips --status REVIEWED --metadata field=north")).stdout).toMatch(
      /^a\/b.jpg +REVIEWED +2.5/m,
    );
    expect((await place.ok("samples list jane/tulips --status SKIPPED")).stderr).toBe("There are no such samples.\n");
    await place.ok("samples update jane/tulips/a/b.jpg --labeler jane --name c.jpg");
    expect((await place.ok("samples get jane/tulips/c.jpg --json")).json()).toMatchObject({ assigned_labeler: "jane" });
    await place.ok("datasets clone jane/tulips tulips-2 --labels");
    expect(
      (await place.ok("datasets list --json")).json<{ full_name: string }[]>().map(({ full_name }) => full_name),
    ).toEqual(expect.arrayContaining(["jane/tulips", "jane/tulips-2"]));
    await place.ok("labels delete jane/tulips/c.jpg -y");
    await place.ok("samples delete jane/tulips/c.jpg --yes");
    const asked = await place.run("datasets delete jane/tulips", { answers: ["n"] });
    expect(asked).toMatchObject({
      code: 2,
      stderr: "Delete jane/tulips with 0 samples, for good? [y/N] Error: Nothing was done.\n",
    });
    expect((await place.run("datasets delete jane/tulips")).stderr).toContain("Add --yes");
    await place.ok("datasets delete jane/tulips", { answers: ["y"] });
    expect((await place.run("datasets get jane/tulips")).code).toBe(4);
  });

  it("take many samples of a JSON list, with integers of 19 digits", async () => {
    await place.ok("datasets create drives --task-type image-vector-sequence");
    const text =
      '[{"name": "one", "attributes": {"frames": [{"image": {"url": ""}, "timestamp": 1700000000123456789}]}}]';
    await place.ok("samples add jane/drives --from -", { stdin: text });
    expect((await place.ok("samples get jane/drives/one --json")).stdout).toContain('"timestamp": 1700000000123456789');
  });

  it("say what is wrong with a label, by its path", async () => {
    await place.ok("datasets create faulty --task-type vector");
    await place.ok("samples add jane/faulty --name a.jpg --image https://example.com/a.jpg");
    const { code, stderr } = await place.run([
      "labels",
      "set",
      "jane/faulty/a.jpg",
      "--attributes",
      '{"annotations":[{"id":1}]}',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/annotations\[0\]/);
    expect(stderr).toMatch(/^Request id: /m);
  });
});

describe("people", () => {
  it("of a dataset and of an organization get roles", async () => {
    await place.ok("datasets create shared --task-type vector");
    expect((await place.ok("members add jane/shared john --role reviewer")).stdout).toBe(
      "john is reviewer of jane/shared.\n",
    );
    await place.ok("members role jane/shared john manager");
    expect((await place.ok("members list jane/shared")).stdout).toContain("john  manager");
    expect((await place.run("members role jane/shared john king")).stderr).toContain("There are: viewer, labeler");
    expect((await place.run("datasets delete jane/shared -y", { env: { TESSERA_API_KEY: johnsKey } })).code).toBe(3);
    await place.ok("members remove jane/shared john -y");
    expect((await place.run("datasets get jane/shared", { env: { TESSERA_API_KEY: johnsKey } })).code).toBe(4);
    await client.organizations.create({ name: "botanists" });
    await place.ok("members add botanists john --organization --dataset-role labeler");
    await place.ok("members role botanists john administrator --organization");
    expect((await place.ok("members list botanists --organization")).stdout).toMatch(/^john +administrator$/m);
    await place.ok("datasets create botanists/trees");
    expect((await place.ok("datasets get botanists/trees --json")).json()).toMatchObject({
      owner: { username: "botanists" },
    });
  });

  it("raise, answer, close and reopen issues; labelsets come and go", async () => {
    await place.ok("datasets create asked --task-type vector");
    await place.ok("samples add jane/asked --name a.jpg --image https://example.com/a.jpg");
    const added = await place.ok([
      "issues",
      "add",
      "jane/asked/a.jpg",
      "Is this one flower or two?",
      "--tags",
      "unsure",
      "--json",
    ]);
    const { uuid } = added.json<{ uuid: string }>();
    await place.ok(["issues", "comment", uuid, "Two."]);
    await place.ok(["issues", "close", uuid]);
    expect((await place.ok("issues list jane/asked --status OPEN --json")).json()).toEqual([]);
    await place.ok(["issues", "reopen", uuid]);
    expect((await place.ok("issues list jane/asked")).stdout).toContain("Is this one flower or two?");
    await place.ok(["labelsets", "add", "jane/asked", "model", "--description", "Predictions"]);
    expect((await place.ok("labelsets list jane/asked")).stdout).toMatch(/^model +\d{4}-\d\d-\d\d +Predictions$/m);
    await place.ok("labelsets delete jane/asked model -y");
    expect((await place.run("labelsets delete jane/asked model -y")).code).toBe(4);
  });
});

describe("upload", () => {
  it("makes a sample of each image and passes over what is there", async () => {
    await place.ok("datasets create photos --task-type vector");
    await writeImages("photos", ["a.png", "sub/b.png", "sub/notes.txt"]);
    expect((await place.ok("upload photos jane/photos --dry-run --json")).json()).toMatchObject({
      found: 2,
      would_add: [{ name: "a.png" }, { name: "sub/b.png" }],
    });
    const first = await place.ok("upload photos jane/photos --metadata from=garden");
    expect(first).toMatchObject({ stdout: "Added 2 samples.\n", stderr: "Passed over 1 file of other kinds.\n" });
    await writeImages("photos", ["c.png"]);
    expect((await place.ok("upload photos jane/photos --json")).json()).toMatchObject({
      added: 1,
      already_there: 2,
      failed: [],
    });
    const samples = await client.samples.list("jane/photos").all();
    expect(samples.map(({ name, metadata }) => [name, metadata])).toEqual([
      ["a.png", { from: "garden" }],
      ["c.png", {}],
      ["sub/b.png", { from: "garden" }],
    ]);
    const attributes = samples[2]?.attributes as { image: { url: string } } | undefined;
    const bytes = Buffer.from(await (await fetch(attributes?.image.url ?? "")).arrayBuffer());
    expect(bytes.equals(await readFile(path.join(place.folder, "photos/sub/b.png")))).toBe(true);
  });

  it("makes a sample of each folder of frames, in natural order, and knows clouds by their endings", async () => {
    await place.ok("datasets create frames --task-type image-vector-sequence");
    await writeImages("drives", ["one/f-10.png", "one/f-9.png", "two/f-1.png"]);
    expect((await place.ok("upload drives jane/frames --sequences --json")).json()).toMatchObject({ added: 2 });
    const [one] = await client.samples.list("jane/frames").all();
    expect(one).toMatchObject({ name: "one", attributes: { frames: [{ name: "f-9.png" }, { name: "f-10.png" }] } });
    expect(JSON.stringify(one?.attributes)).not.toContain("timestamp");
    await place.ok("datasets create clouds --task-type pointcloud-cuboid");
    await writeImages("clouds", ["a.pcd", "b.pcd.bin", "c.bin", "d.laz", "e.png"]);
    await place.ok("upload clouds jane/clouds");
    const types = (await client.samples.list<"pointcloud-cuboid">("jane/clouds").all()).map(
      ({ attributes }) => attributes.pcd.type,
    );
    expect(types).toEqual(["pcd", "binary-xyzir", "binary-xyzi", "las"]);
    expect((await place.run("upload clouds jane/clouds --sequences")).stderr).toContain("holds no sequences");
  });

  it("keeps the timestamps in the names of frames, digit for digit", async () => {
    await place.ok("datasets create timed --task-type image-vector-sequence");
    await writeImages("timed", ["cam/1700000000123456790.png", "cam/1700000000123456789.png"]);
    await place.ok("upload timed jane/timed");
    const { stdout } = await place.ok("samples get jane/timed/cam --json");
    expect(stdout.match(/"timestamp": *\d+/g)?.map((text) => text.replace(/\D/g, ""))).toEqual([
      "1700000000123456789",
      "1700000000123456790",
    ]);
  });

  it("stops when the key is revoked in the middle, and goes on with another one", async () => {
    await place.ok("datasets create resumed --task-type vector");
    await writeImages(
      "many",
      Array.from({ length: 12 }, (_, index) => `${index}.png`),
    );
    const { uuid, key = "" } = await client.apiKeys.create({ name: "to be revoked" });
    let uploads = 0;
    const proxy = await startProxy(server.url, async (method, requestPath) => {
      if (method === "POST" && requestPath.startsWith("/assets") && ++uploads === 6) await client.apiKeys.delete(uuid);
    });
    try {
      const env = { TESSERA_URL: proxy.url, TESSERA_API_KEY: key };
      const stopped = await place.run("upload many jane/resumed --parallel 1", { env });
      expect(stopped.code).toBe(3);
      expect(stopped.stderr).toContain("The upload was stopped, because the server no longer takes the key");
      expect(stopped.stderr).toContain("Sign in with `tessera login`. Nothing is lost: run the same command again");
      uploads = 100;
      const again = await place.ok("upload many jane/resumed --json", { env: { ...env, TESSERA_API_KEY: server.key } });
      expect(again.json()).toMatchObject({ added: 12, resumed_files: 5, failed: [] });
      expect(uploads, "five files were not sent again").toBe(107);
    } finally {
      await proxy.close();
    }
    expect(await readdir(path.join(place.folder, ".config/tessera/uploads"))).toEqual([]);
  });

  it("is interrupted in order, and one bad file fails alone", async () => {
    await place.ok("datasets create broken --task-type vector");
    await writeImages("some", ["a.png", "b.png", "c.png"]);
    const interruption = new AbortController();
    const proxy = await startProxy(server.url, async (method, requestPath) => {
      if (method === "POST" && requestPath.startsWith("/assets")) interruption.abort(new Error("Ctrl-C"));
    });
    const env = { TESSERA_URL: proxy.url };
    const stopped = await place.run("upload some jane/broken", { env, signal: interruption.signal });
    await proxy.close();
    expect(stopped).toMatchObject({
      code: 130,
      stdout: "",
      stderr: expect.stringContaining("it goes on where it stopped"),
    });
    let refused = 0;
    const full = await startProxy(server.url, async (method, requestPath) => {
      // The file goes while it is on its way: only its own upload fails.
      if (method === "POST" && requestPath.startsWith("/assets") && refused++ === 0)
        await rm(path.join(place.folder, "some/a.png"));
    });
    const partly = await place.run("upload some jane/broken --parallel 1 --json", { env: { TESSERA_URL: full.url } });
    await full.close();
    expect(partly.code).toBe(6);
    expect(partly.json()).toMatchObject({ added: 2, failed: [{ file: "a.png" }] });
  });

  it("says why nothing can be uploaded", async () => {
    await place.ok("datasets create texts --task-type text-named-entities");
    await mkdir(path.join(place.folder, "empty"));
    await writeFile(path.join(place.folder, "file.png"), "");
    for (const [args, words] of [
      ["upload empty jane/texts", "is not filled from a folder"],
      ["upload nothing jane/photos", "There is no folder nothing."],
      ["upload file.png jane/photos", "is a file"],
      ["upload empty jane/photos", "There are no images"],
      ["upload empty jane/none", "Not found"],
    ] as const) {
      const { code, stderr } = await place.run(args);
      expect([args, stderr]).toEqual([args, expect.stringContaining(words)]);
      expect(code).toBeGreaterThan(0);
    }
  });
});

describe("import, release, export, diff, download", () => {
  const coco = (images: readonly string[]) => ({
    images: images.map((file_name, index) => ({ id: index + 1, file_name, width: 20, height: 30 })),
    annotations: images.map((_, index) => ({
      id: index + 1,
      image_id: index + 1,
      category_id: 1,
      segmentation: { size: [30, 20], counts: [10, 60 + index, 530 - index] },
    })),
    categories: [{ id: 1, name: "rose" }],
  });

  it("go round", async () => {
    await writeImages("roses", ["a.png", "b.png"]);
    await writeFile(
      path.join(place.folder, "roses/instances.json"),
      JSON.stringify(coco(["a.png", "b.png", "gone.png"])),
    );
    const imported = await place.ok("import coco roses jane/roses --create --status LABELED --allow-skipped --json");
    expect(imported.json()).toMatchObject({
      added: 2,
      labels: 2,
      objects: 2,
      failed: [],
      skipped: [{ place: "gone.png", reason: "its file is not among those given" }],
    });
    expect((await place.ok("import coco roses jane/roses --allow-skipped --json")).json()).toMatchObject({
      added: 0,
      labels: 0,
      kept_labels: 2,
    });
    expect((await place.run("import coco roses jane/roses")).code).toBe(6);

    await place.ok("releases create jane/roses v1 --wait");
    expect((await place.run("releases create jane/roses v1")).code).toBe(5);
    await place.ok("export coco-instance jane/roses v1 --out coco");
    const exported = JSON.parse(
      await readFile(path.join(place.folder, "coco/export_coco-instance_jane_roses_v1.json"), "utf8"),
    );
    expect(exported.annotations.map(({ area, bbox }: { area: number; bbox: unknown }) => [area, bbox])).toEqual([
      [60, [0, 0, 3, 30]],
      [61, [0, 0, 3, 30]],
    ]);
    await place.ok("releases download jane/roses v1 --out v1.json");
    expect((await place.run("releases download jane/roses v1 --out v1.json")).code).toBe(5);
    expect(JSON.parse((await place.ok("releases download jane/roses v1 --out -")).stdout)).toMatchObject({
      name: "v1",
    });
    await place.ok("export instance v1.json --out masks.zip");
    expect((await place.run("export instance v1.json --out masks.zip")).code).toBe(5);
    expect((await place.run("export yolo v1.json")).stderr).toContain("yolo holds datasets of type");

    await place.ok("labels set jane/roses/a.png --status REVIEWED");
    await place.ok("releases create jane/roses v2 --wait");
    const diff = await place.run("release diff v1 v2 --dataset jane/roses --json --exit-code");
    expect(diff.code).toBe(7);
    expect(diff.json()).toMatchObject({
      samples: [{ name: "a.png", change: "changed", labels: { "ground-truth": { status: ["LABELED", "REVIEWED"] } } }],
      totals: { samples: { added: 0, removed: 0, changed: 1, same: 1 }, label_statuses: 1 },
    });
    expect((await place.ok("release diff v1 v1 --dataset jane/roses --exit-code")).stdout).toBe(
      "No difference in 2 samples.\n",
    );

    await place.ok("download jane/roses out --release v1");
    expect((await readdir(path.join(place.folder, "out"), { recursive: true })).sort()).toEqual([
      ...["dataset.json", "images", "images/a.png", "images/b.png", "labels"],
      ...["labels/a.png.json", "labels/a.png.png", "labels/b.png.json", "labels/b.png.png"],
    ]);
    expect((await place.ok("download jane/roses out --only-images --json")).json()).toMatchObject({
      files: 0,
      kept: 2,
    });
  });

  it("say what is missing", async () => {
    await writeImages("yolo", ["images/a.png"]);
    await mkdir(path.join(place.folder, "yolo/labels"));
    await writeFile(path.join(place.folder, "yolo/labels/a.txt"), "0 0.5 0.5 0.5 0.5\n7 0.5 0.5 0.1 0.1\n");
    const unnamed = await place.run("import yolo yolo jane/yolo --create");
    expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringContaining("--classes car,truck") });
    await writeFile(path.join(place.folder, "yolo/data.yaml"), "path: .\nnames:\n  0: car\n");
    const { stdout } = await place.ok("import yolo yolo jane/yolo --create --allow-skipped");
    expect(stdout).toContain("Added 1 sample and 1 label with 1 object to jane/yolo.");
    expect(stdout).toContain("yolo/labels/a.txt".slice(5));
    expect(stdout).toContain("there is no class 7");
    expect((await place.run("import coco yolo jane/yolo")).stderr).toContain("There is no JSON file of coco");
    expect((await place.run("import coco jane/yolo")).code).toBe(2);
    expect((await place.run("import folder yolo jane/missing")).stderr).toContain("Add --create to make it.");
  });

  it("doctor finds nothing wrong, and a wrong key", async () => {
    const { stdout, code } = await place.run("doctor --json");
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, checks: Array(9).fill({ result: "ok" }) });
    expect(code).toBe(0);
    const wrong = await place.run("doctor", { env: { TESSERA_API_KEY: "wrong" } });
    expect(wrong).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^failed +key +The server does not take the key/m),
    });
  });
});
