import type { lookup } from "node:dns";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAllowableHost } from "./address-policy.js";
import { createGuardedFetch, FetchRefusedError } from "./guarded-fetch.js";

const LIMITS = { maxBytes: 1024 * 1024, timeoutMs: 10_000 };
const PRIVATE = /private network/;

let server: Server;
let port: number;
let hits: string[];
const guarded = createGuardedFetch({ allowedHosts: [] });
const lenient = createGuardedFetch({ allowedHosts: ["127.0.0.1"] });

beforeAll(async () => {
  hits = [];
  server = createServer((request, response) => {
    const url = request.url ?? "";
    hits.push(url);
    const [, to] = /^\/redirect\?to=(.*)$/.exec(url) ?? [];
    if (to !== undefined) response.writeHead(302, { location: decodeURIComponent(to) }).end();
    else if (url === "/loop") response.writeHead(301, { location: "/loop" }).end();
    else if (url === "/promised") response.writeHead(200, { "content-length": 2 * 1024 * 1024 }).end();
    else if (url === "/endless") response.on("drain", () => fill(response)).writeHead(200) && fill(response);
    else if (url === "/silent") response.writeHead(200).write("a");
    else if (url === "/gzip") response.writeHead(200, { "content-encoding": "gzip" }).end("x");
    else if (url === "/cut") response.writeHead(200, { "content-length": 100 }).write("a", () => response.destroy());
    else if (/^\/\d+$/.test(url)) response.writeHead(Number(url.slice(1))).end("secret of the inside");
    else response.end(`hello ${url}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function fill(stream: NodeJS.WritableStream): void {
  while (stream.write(Buffer.alloc(64 * 1024)));
}

const own = (path: string, host = "127.0.0.1") => `http://${host}:${port}${path}`;

async function refusal(fetching: Promise<Buffer>): Promise<FetchRefusedError> {
  const error = await fetching.then(
    () => new Error("It was fetched."),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FetchRefusedError);
  return error as FetchRefusedError;
}

describe("an address inside", () => {
  const HOSTS = [
    ...["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "0", "localhost", "LOCALHOST"],
    ...["[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]", "[::7f00:1]"],
    ...["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"],
    ...[
      "2852039166",
      "0xa9fea9fe",
      "[::ffff:169.254.169.254]",
      "[64:ff9b::a9fe:a9fe]",
      "[2002:7f00:1::]",
      "[::ffff:0:7f00:1]",
    ],
    ...["[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "224.0.0.1", "255.255.255.255"],
    ...["192.0.0.192", "198.18.0.1", "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1"],
  ];

  it.each(HOSTS)("is not connected to: %s", async (host) => {
    hits = [];
    expect((await refusal(guarded(own("/secret", host), LIMITS))).message).toMatch(PRIVATE);
    expect(hits).toEqual([]);
  });

  it("is no way in by a redirect", async () => {
    for (const target of [own("/secret", "127.0.0.2"), own("/secret", "[::1]"), "http://169.254.169.254/"]) {
      hits = [];
      const url = own(`/redirect?to=${encodeURIComponent(target)}`);
      expect((await refusal(lenient(url, LIMITS))).message, target).toMatch(PRIVATE);
      expect(hits).toHaveLength(1);
    }
  });

  it("is no way in by a name that stands for it, now or the next time", async () => {
    const answers = ["93.184.216.34", "127.0.0.1"];
    let asked = 0;
    const resolve = ((_name: string, _options: object, callback: (error: null, found: object[]) => void) => {
      asked++;
      callback(null, [{ address: answers.at(-1), family: 4 }]);
    }) as unknown as typeof lookup;
    const fetching = createGuardedFetch({ allowedHosts: [], resolve });
    expect((await refusal(fetching(own("/secret", "rebinding.example.com"), LIMITS))).message).toMatch(PRIVATE);
    // Once: what was checked is what is connected to.
    expect(asked).toBe(1);
  });

  it("may be opened by the operator, by name, address or range", async () => {
    const text = async (allowed: string, host?: string) =>
      (await createGuardedFetch({ allowedHosts: [allowed] })(own("/a", host), LIMITS)).toString();
    expect(await text("127.0.0.1")).toBe("hello /a");
    expect(await text("127.0.0.0/8")).toBe("hello /a");
    expect(await text("LocalHost", "localhost")).toBe("hello /a");
    await refusal(text("127.0.0.2") as never);
    await refusal(text("10.0.0.0/8") as never);
    // The name alone: its address by itself stays closed.
    await refusal(text("localhost") as never);
    const trusted = await guarded(own("/a"), { ...LIMITS, trustedHost: "127.0.0.1" });
    expect(trusted.toString()).toBe("hello /a");
  });
});

describe("a url", () => {
  it.each(["", "x", "//example.com/a.png", "/a.png"])("that is none is refused: %j", async (url) => {
    expect((await refusal(guarded(url, LIMITS))).message).toBe("This is no url.");
  });

  it.each([
    "file:///etc/passwd",
    "ftp://example.com/",
    "data:image/png;base64,AAAA",
    "s3://bucket/key",
    "javascript:1",
  ])("of another kind is refused: %s", async (url) => {
    expect((await refusal(guarded(url, LIMITS))).message).toMatch(/neither http nor https/);
    const redirect = own(`/redirect?to=${encodeURIComponent(url)}`);
    expect((await refusal(lenient(redirect, LIMITS))).message).toMatch(/neither http nor https/);
  });

  it("with a password is refused", async () => {
    expect((await refusal(lenient(`http://jane:secret@127.0.0.1:${port}/`, LIMITS))).message).toMatch(/password/);
  });
});

describe("an answer", () => {
  it("is followed over redirects, not for ever", async () => {
    const url = own(`/redirect?to=${encodeURIComponent("/b?c=1")}`);
    expect((await lenient(url, LIMITS)).toString()).toBe("hello /b?c=1");
    expect((await refusal(lenient(own("/loop"), LIMITS))).message).toMatch(/redirects too often/);
  });

  it("is bounded, whatever it promises", async () => {
    for (const path of ["/promised", "/endless"]) {
      expect((await refusal(lenient(own(path), LIMITS))).message).toBe("The file is larger than 1 MiB.");
    }
  });

  it("is not waited for without end", async () => {
    const error = await refusal(lenient(own("/silent"), { ...LIMITS, timeoutMs: 100 }));
    expect([error.message, error.isPassing]).toEqual(["The file did not arrive in time.", true]);
  });

  it("that breaks off may come whole the next time", async () => {
    const error = await refusal(lenient(own("/cut"), LIMITS));
    expect([error.message, error.isPassing]).toEqual(["The connection failed.", true]);
  });

  it("that was compressed unasked is refused", async () => {
    expect((await refusal(lenient(own("/gzip"), LIMITS))).message).toMatch(/compressed/);
  });

  it.each([
    [404, false],
    [403, false],
    [204, false],
    [304, false],
    [500, true],
    [503, true],
    [429, true],
  ])("of status %i is told by its number alone", async (status, isPassing) => {
    const error = await refusal(lenient(own(`/${status}`), LIMITS));
    expect([error.message, error.isPassing]).toEqual([`The url answers with status ${status}.`, isPassing]);
  });

  it("of nobody fails", async () => {
    const error = await refusal(lenient("http://127.0.0.1:1/", LIMITS));
    expect([error.message, error.isPassing]).toEqual(["The connection failed.", true]);
  });
});

it.each([
  ["minio", true],
  ["minio.internal", true],
  ["10.0.0.1", true],
  ["10.0.0.0/8", true],
  ["fd00::/8", true],
  ["::1", true],
  ["10.0.0.0/33", false],
  ["10.0.0.0/8/8", false],
  ["fd00::/129", false],
  ["http://minio", false],
  ["minio:9000", false],
  ["minio/8", false],
  ["*", false],
  ["", false],
])("what may be allowed: %s %s", (text, isAllowable) => {
  expect(isAllowableHost(text)).toBe(isAllowable);
});
