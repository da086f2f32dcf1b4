import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { TesseraClient } from "./index.js";
import { EXAMPLES } from "./testing/examples.generated.js";
import { exportedNames, readExamples } from "./testing/examples.js";
import { type RealServer, startRealServer } from "./testing/real-server.js";

const examples = readExamples();

test("every export has an example", () => {
  const { values, types } = exportedNames();
  const named = new Set(examples.map(({ name }) => name));
  expect([...values, ...types].filter((name) => !named.has(name))).toEqual([]);
});

let server: RealServer;
let client: TesseraClient;
beforeAll(async () => {
  server = await startRealServer();
  await server.admin("user", "create", "john");
  client = new TesseraClient({ apiKey: server.key, baseUrl: server.url });
});
afterAll(() => server.stop());

test.each(EXAMPLES)("$name", async ({ run }) => {
  await client.datasets.delete("jane/flowers").catch(() => undefined);
  await client.datasets.create({ name: "flowers", taskType: "vector" });
  const sample = await client.samples.create<"vector">("jane/flowers", {
    name: "violet.jpg",
    attributes: { image: { url: "https://example.com/violet.jpg" } },
    metadata: { city: "London" },
  });
  const points = [
    [12.34, 56.78],
    [90.12, 134.56],
  ];
  const attributes = { annotations: [{ id: 1, category_id: 1, type: "bbox" as const, points }] };
  await sample.addLabel({ attributes, labelStatus: "LABELED" });
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    await run({ client, sample });
  } finally {
    log.mockRestore();
  }
});
