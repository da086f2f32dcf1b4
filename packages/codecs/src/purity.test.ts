import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("no source imports a module of Node: the package runs in browsers and workers too", () => {
  const directory = new URL("./", import.meta.url);
  const sources = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.startsWith("testing"),
  );
  expect(sources.length).toBeGreaterThan(20);
  const impure = sources.filter((name) =>
    /"node:|\bBuffer\b|\bprocess\./.test(readFileSync(new URL(name, directory), "utf8")),
  );
  expect(impure).toEqual([]);
});
