import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Api } from "./api.js";
import { REPORTS, ROOT } from "./paths.js";
import { missingPython, preparePython } from "./python-environment.js";
import { ServerProcess } from "./server-process.js";

const missing = missingPython();
const MINUTE = 60_000;
const SEED = process.env.E2E_FUZZ_SEED ?? "20240601";
const EXAMPLES = process.env.E2E_FUZZ_EXAMPLES ?? "40";

/** What is not checked, and why. */
const EXCLUDED_CHECKS = {
  // Bodies are checked by more than their schema: names that are taken, roles that may not grant a role, labels by the
  // dataset's task type, usernames that nobody has. A request that the schema allows may well be refused.
  positive_data_acceptance: true,
  // Unknown members of a query or a body, and unknown headers, are ignored by contract; what is in a path is never
  // refused as malformed but as not found. Whether wrong bodies are refused is tested by apps/server, field by field.
  negative_data_rejection: true,
  // It deletes a thing and asks for it again, and takes for use after deletion that a label, or a membership, of the same
  // name was made again in between by another request.
  use_after_free: true,
  // The same the other way round: what one request made, another one deletes.
  ensure_resource_availability: true,
  // Our own one in hooks.py says why it takes its place.
  unsupported_method: true,
};

describe.skipIf(missing !== undefined)(`the contract under fuzzing${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let server: ServerProcess;
  let scratch = "";
  let key = "";
  let bin = "";

  beforeAll(async () => {
    bin = preparePython();
    scratch = await mkdtemp(path.join(tmpdir(), "tessera-e2e-fuzz-"));
    server = await ServerProcess.start({ env: { RATE_LIMIT_PER_MINUTE: "0" } });
    key = await server.createFirstAccount("jane");
    const api = new Api(server.url, key);
    const users = ["john", "kim", "lee"];
    for (const user of users) await server.administer("user", "create", user);
    await writeFile(path.join(scratch, "world.json"), JSON.stringify(await makeWorld(api, users)));
    await mkdir(REPORTS, { recursive: true });
  }, 10 * MINUTE);

  afterAll(async () => {
    await server.dispose();
    await rm(scratch, { recursive: true, force: true });
  });

  test(
    "no answer is outside of openapi.json, and none is a 5xx",
    async () => {
      const excluded = Object.keys(EXCLUDED_CHECKS).join(",");
      const args = ["run", `${server.url}/openapi.json`, "-H", `Authorization: APIKey ${key}`];
      args.push("--phases=examples,coverage,fuzzing", `--seed=${SEED}`, `--max-examples=${EXAMPLES}`, "--mode=all");
      args.push(`--exclude-checks=${excluded}`, "--continue-on-failure", "--no-color", "--request-timeout=30");
      args.push("--report=junit", `--report-junit-path=${path.join(REPORTS, "fuzz.xml")}`);
      expect(await run(path.join(bin, "schemathesis"), args), "schemathesis' exit code").toBe(0);
    },
    10 * MINUTE,
  );

  test("the server is well after it", async () => {
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(server.output.split("\n").filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  });

  function run(command: string, args: string[]): Promise<number | null> {
    const env = {
      ...process.env,
      SCHEMATHESIS_HOOKS: "hooks",
      PYTHONPATH: path.join(ROOT, "e2e/fuzz"),
      TESSERA_FUZZ_WORLD: path.join(scratch, "world.json"),
    };
    const child = spawn(command, args, { cwd: scratch, env, stdio: ["ignore", "inherit", "inherit"] });
    return new Promise((resolve) => child.once("exit", resolve));
  }
});

/** Things whose names and uuids the generated requests can hit; "spare" ones may be deleted. */
async function makeWorld(api: Api, users: readonly string[]) {
  const dataset = "/datasets/jane/flowers/";
  const attributes = { image: { url: "https://example.com/violet.jpg" } };
  const label = { annotations: [{ id: 1, category_id: 1, type: "point", points: [[1, 2]] }] };
  const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  const world = {
    owner: "jane",
    dataset: "flowers",
    organization: "acme",
    labelset: "ground-truth",
    release: "v1",
    users,
    spare_datasets: numbered("spare", 60),
    spare_labelsets: numbered("model", 30),
    spare_releases: numbered("old", 30),
  };
  await api.post("/organizations/", { name: "acme" });
  await api.post("/organizations/acme/members/", { user: users[0] });
  await api.post("/user/datasets/", { name: "flowers", task_type: "keypoints" });
  for (const name of world.spare_datasets) await api.post("/user/datasets/", { name });
  for (const name of world.spare_labelsets) await api.post(`${dataset}labelsets/`, { name });
  await api.post(`${dataset}collaborators/`, { user: users[1] });
  const list = numbered("sample", 150).map((name) => ({ name, attributes }));
  const samples = await api.post<{ uuid: string }[]>(`${dataset}samples_bulk/`, list);
  const issues: string[] = [];
  for (const { uuid } of samples.slice(0, 40)) {
    await api.put(`/labels/${uuid}/ground-truth/`, { attributes: label });
    const issue = await api.post<{ uuid: string }>(`/samples/${uuid}/issues/`, { description: "Look here" });
    issues.push(issue.uuid);
  }
  for (const name of ["v1", ...world.spare_releases]) await api.post(`${dataset}releases/`, { name });
  const keys = await Promise.all(users.map((name) => api.post<{ uuid: string }>("/user/api_keys/", { name })));
  return { ...world, samples: samples.map(({ uuid }) => uuid), issues, api_keys: keys.map(({ uuid }) => uuid) };
}
