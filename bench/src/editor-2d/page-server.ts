import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Url path → directory. The page loads the package as it was compiled, with no bundler in between. */
const DIRECTORIES: Readonly<Record<string, string>> = {
  "/editor-2d/": path.join(ROOT, "packages/editor-2d/dist"),
  "/bench/": path.join(ROOT, "bench/dist/editor-2d"),
  "/modules/": path.join(ROOT, "node_modules"),
};

const PAGE = `<!doctype html>
<script type="importmap">
  {"imports": {"rbush": "/modules/rbush/index.js", "quickselect": "/modules/quickselect/index.js"}}
</script>
<body style="margin: 0"><div id="host" style="width: 100vw; height: 100vh"></div></body>
<script type="module" src="/bench/page.js"></script>`;

/** Serves the page and what it imports on loopback. */
export async function servePage(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/") {
      response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
      return;
    }
    const prefix = Object.keys(DIRECTORIES).find((each) => pathname.startsWith(each));
    try {
      const file = path.join(DIRECTORIES[prefix ?? ""] ?? "", pathname.slice(prefix?.length));
      if (prefix === undefined) throw new Error("no such directory");
      const bytes = await readFile(file);
      response.writeHead(200, { "content-type": "text/javascript" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
