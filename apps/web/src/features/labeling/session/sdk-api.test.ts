import { TesseraClient } from "@tessera/sdk";
import { describe, expect, it } from "vitest";
import type { LabelingFault } from "./faults.js";
import { createSdkApi } from "./sdk-api.js";

/** A client whose requests are answered here. */
function clientWith(answer: (request: { method: string; path: string; body: unknown; headers: Headers }) => Response) {
  const requests: { method: string; path: string; body: unknown }[] = [];
  const client = new TesseraClient({
    apiKey: null,
    baseUrl: "http://tessera.test",
    compress: false,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      const text = ArrayBuffer.isView(init?.body) ? new TextDecoder().decode(init.body) : "";
      const request = {
        method: init?.method ?? "GET",
        path: String(input).replace("http://tessera.test", ""),
        body: text === "" ? undefined : JSON.parse(text),
      };
      requests.push(request);
      return answer({ ...request, headers });
    },
  });
  return { api: createSdkApi(client), requests };
}

const json = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json", ...headers } });

const save = { work_type: "label", action: "submit", version: 3, time: 5, inactive_time: 0 } as const;

describe("the API over the SDK", () => {
  it("asks the queue, at most a hundred samples excluded", async () => {
    const { api, requests } = clientWith(() => json({ sample: null, lease: null, reason: null }));
    const exclude = Array.from({ length: 120 }, (_, i) => `s${i}`);
    expect(await api.next({ dataset: "jane/flowers", queue: "review", client: "tab-12345", exclude })).toBeNull();
    expect(requests).toEqual([
      {
        method: "POST",
        path: "/datasets/jane/flowers/queue/review/",
        body: { client: "tab-12345", exclude: exclude.slice(20) },
      },
    ]);
  });

  it("tells a whole label from none and from a summary", async () => {
    const sample = { uuid: "u", name: "n" };
    const label = { version: 2, attributes: { annotations: [] } };
    for (const [given, read] of [
      [label, label],
      [null, null],
      [{ label_status: "LABELED" }, null],
    ]) {
      const { api, requests } = clientWith(() => json({ ...sample, label: given }));
      expect((await api.getSample("u", "ground-truth")).label).toEqual(read);
      expect(requests[0]?.path).toBe("/samples/u/?labelset=ground-truth&include_signed_urls=1");
    }
  });

  it("keeps drafts, and tells which one is there instead", async () => {
    const draft = { revision: 3, label_version: 1, format: "f", client: "tab-12345", object_count: 2, content: {} };
    const { api, requests } = clientWith(({ method }) => (method === "PUT" ? json({ revision: 4 }) : json([])));
    expect(await api.putDraft("u", "my labels", draft)).toBe(4);
    await api.deleteDraft("u", "my labels", 4);
    expect(await api.listDrafts()).toEqual([]);
    expect(requests).toEqual([
      { method: "PUT", path: "/labels/u/my%20labels/draft/", body: draft },
      { method: "DELETE", path: "/labels/u/my%20labels/draft/?revision=4", body: undefined },
      { method: "GET", path: "/user/drafts/?per_page=100", body: undefined },
    ]);

    for (const found of [{ revision: 9 }, null]) {
      const other = clientWith(() => json({ detail: "Another device changed this draft.", draft: found }, 409)).api;
      const error = await other.putDraft("u", "ground-truth", draft).catch((thrown: LabelingFault) => thrown);
      expect(error).toMatchObject({ kind: "conflict", draft: found });
    }
    expect(await clientWith(() => json({}, 404)).api.getDraft("u", "ground-truth")).toBeNull();
    await expect(clientWith(() => json({}, 500)).api.getDraft("u", "ground-truth")).rejects.toMatchObject({
      kind: "server",
    });
  });

  it("sends a save once, under its own key", async () => {
    const keys: (string | null)[] = [];
    const { api, requests } = clientWith(({ headers }) => {
      keys.push(headers.get("idempotency-key"));
      return json({ detail: "The server met an unexpected error." }, 500);
    });
    await expect(api.work("u", "my labels", save, { key: "the-key" })).rejects.toMatchObject({ kind: "server" });
    expect(keys).toEqual(["the-key"]);
    expect(requests[0]).toMatchObject({ path: "/labels/u/my%20labels/work/", body: save });
  });

  const theirs = { version: 4, attributes: { annotations: [] } };
  it.each([
    [401, { detail: "Authentication credentials were not provided." }, { kind: "signIn" }],
    [403, { detail: "You do not have permission to perform this action." }, { kind: "forbidden" }],
    [404, { detail: "Not found." }, { kind: "gone" }],
    [409, { detail: "Somebody else saved.", version: 4, label: theirs }, { kind: "conflict", theirs }],
    [409, { detail: "Somebody else saved.", version: 0, label: null }, { kind: "conflict", theirs: null }],
    [409, { detail: "Somebody else has this sample from the queue now." }, { kind: "leased" }],
    [
      409,
      { detail: "This request was applied before; its answer was not kept." },
      { kind: "conflict", theirs: undefined },
    ],
    [409, { detail: "This label is in review now, or was reviewed." }, { kind: "invalid" }],
    [
      400,
      { detail: "Not valid.", "attributes.annotations[0]": ["is wrong"] },
      { kind: "invalid", fields: { "attributes.annotations[0]": ["is wrong"] } },
    ],
    [413, { detail: "The body is too large." }, { kind: "invalid" }],
    [429, { detail: "Request was throttled." }, { kind: "busy", retryAfterMs: 7_000 }],
    [503, { detail: "The server is starting or stopping." }, { kind: "busy" }],
    [502, { detail: "Bad gateway" }, { kind: "busy" }],
    [500, { detail: "The server met an unexpected error." }, { kind: "server", requestId: "r1" }],
    [504, { detail: "Time-out" }, { kind: "offline" }],
  ])("%i %j", async (status, body, fault) => {
    const { api } = clientWith(() =>
      json(body, status, { "retry-after": status === 429 ? "7" : "", "x-request-id": "r1" }),
    );
    const error = await api.work("u", "ground-truth", save, { key: "k" }).catch((thrown: LabelingFault) => thrown);
    expect(error).toMatchObject(fault);
  });

  it("takes no answer for offline, and the page of a portal for a fault of the server", async () => {
    const { api } = clientWith(() => {
      throw new TypeError("fetch failed");
    });
    await expect(api.whoAmI()).rejects.toMatchObject({ kind: "offline" });
    const portal = clientWith(
      () => new Response("<html>Sign in to the hotel</html>", { headers: { "content-type": "text/html" } }),
    );
    await expect(portal.api.keepAlive("l")).rejects.toMatchObject({ kind: "server" });
  });
});
