import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";

const MAX_GZIP_BYTES = 20_000;

async function bundle(source: string) {
  const entry = fileURLToPath(new URL("./entry.js", import.meta.url));
  const build = await rolldown({
    input: entry,
    platform: "browser",
    plugins: [
      { name: "entry", resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? source : null) },
    ],
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    treeshake: { moduleSideEffects: false },
    onLog: (_level, { message }) => {
      throw new Error(message);
    },
  });
  const { output } = await build.generate({ format: "esm", minify: true });
  expect(output).toHaveLength(1);
  return output[0];
}

test("a browser's bundle is small and imports nothing", async () => {
  const { code, imports, dynamicImports } = await bundle('export * from "./index.js";');
  const size = gzipSync(code).length;
  console.log(`The SDK is ${code.length} bytes, ${size} compressed`);
  expect(size).toBeLessThan(MAX_GZIP_BYTES);
  expect([...imports, ...dynamicImports]).toEqual([]);
  expect(code).not.toMatch(/node:|\brequire\(/);
  for (const name of builtinModules) expect(code).not.toContain(`from"${name}"`);
});

test("who takes one thing gets one thing", async () => {
  const { code } = await bundle('export { toJson } from "./index.js";');
  expect(code.length).toBeLessThan(1000);
});
