import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openTestServer, type TestServer, type TestUser } from "../../testing/test-server.js";
import * as buckets from "./repository.js";
import { bucketRightsOf } from "./service.js";

let server: TestServer;
let [jane, john] = [] as unknown as [TestUser, TestUser];

beforeAll(async () => {
  server = await openTestServer();
  [jane, john] = [await server.addUser("jane"), await server.addUser("john")];
  // The connected bucket "drive"; what is signed is only what may be read.
  vi.spyOn(server.context.assets, "signedUrlFor").mockImplementation(async (url: string, mayRead: unknown) => {
    const key = /^s3:\/\/drive\/(.+)$/.exec(url)?.[1];
    const isAllowed = key !== undefined && (await (mayRead as (key: string) => Promise<boolean>)(key));
    return (isAllowed ? `https://drive.test/${key}?signed` : undefined) as undefined;
  });
});
afterAll(() => server.close());

async function signedOf(owner: TestUser, dataset: string, key: string): Promise<string | undefined> {
  const body = { name: key.replaceAll("/", "-"), attributes: { image: { url: `s3://drive/${key}` } } };
  const added = await owner.post<{ uuid: string }>(`${dataset}samples/`, body);
  expect(added.status, added.text).toBe(201);
  const { uuid } = added.body;
  type Signed = { attributes: { image: { signed_url?: string } } };
  const answer = await owner.get<Signed>(`/samples/${uuid}/?include_signed_urls=1`);
  expect(answer.status, answer.text).toBe(200);
  const sample = answer.body;
  return sample.attributes.image.signed_url;
}

test("a dataset reads what its owner was given, and nothing else", async () => {
  const { db } = server.database;
  const ofJane = await server.addDataset(jane, { name: "drives", collaborators: { john: "admin" } });
  const ofJohn = await server.addDataset(john, { name: "drives" });
  expect(await signedOf(jane, ofJane, "jane/before.jpg")).toBeUndefined();
  await buckets.insertPrefix(db, jane.id, "jane/");
  expect(await signedOf(jane, ofJane, "jane/1.jpg")).toBe("https://drive.test/jane/1.jpg?signed");
  expect(await signedOf(jane, ofJane, "janet/1.jpg")).toBeUndefined();
  expect(await signedOf(jane, ofJane, "jane/../john/1.jpg")).toBeUndefined();
  expect(await signedOf(john, ofJohn, "jane/1.jpg")).toBeUndefined();
  expect(await signedOf(john, ofJane, "jane/2.jpg")).toBe("https://drive.test/jane/2.jpg?signed");
  expect(await buckets.deletePrefix(db, jane.id, "jane/")).toBe(true);
  expect(await buckets.deletePrefix(db, jane.id, "jane/")).toBe(false);
  expect(await signedOf(jane, ofJane, "jane/3.jpg")).toBeUndefined();
});

test("the prefixes are asked for once, and the empty one is the whole bucket", async () => {
  const { db } = server.database;
  const dataset = await server.addDataset(john, { name: "all" });
  const { id } = await db.selectFrom("dataset").select("id").where("name", "=", "all").executeTakeFirstOrThrow();
  await buckets.insertPrefix(db, john.id, "");
  const mayRead = bucketRightsOf(db, id);
  expect(await mayRead("anything/at.all")).toBe(true);
  await buckets.deletePrefix(db, john.id, "");
  expect([await mayRead("x"), await bucketRightsOf(db, id)("x")]).toEqual([true, false]);
  expect((await john.get(dataset)).status).toBe(200);
});
