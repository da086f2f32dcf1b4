import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { TesseraClient } from "./index.js";
import { methodsMarkdown, pythonMarkdown, readMethods, withSection } from "./testing/reference.js";

const DOCUMENT = fileURLToPath(new URL("../../../docs/sdk.md", import.meta.url));

test("docs/sdk.md lists every method, and every call of the Python package", () => {
  const present = readFileSync(DOCUMENT, "utf8");
  const due = withSection(withSection(present, "methods", methodsMarkdown()), "python", pythonMarkdown());
  if (process.env.UPDATE === "1") writeFileSync(DOCUMENT, due);
  expect(readFileSync(DOCUMENT, "utf8") === due, "UPDATE=1 npx vitest run packages/sdk/src/docs.test.ts").toBe(true);
});

test("no method is without a comment, and none is overlooked", () => {
  const client = new TesseraClient({ apiKey: "key" });
  const documented = new Set(Object.values(readMethods()).flatMap((methods) => methods.map(({ call }) => call)));
  const names = new Set([...documented].map((call) => call.replace(/\(.*/, "")));
  const resources = Object.entries(client).flatMap(([name, resource]) => {
    const parts = typeof resource === "object" ? Object.entries<unknown>(resource) : [];
    return [[name, resource] as const, ...parts.map(([part, value]) => [`${name}.${part}`, value] as const)];
  });
  for (const [resource, value] of resources) {
    if (typeof value !== "object") continue;
    for (const method of Object.getOwnPropertyNames(Object.getPrototypeOf(value))) {
      if (method !== "constructor") expect(names, `${resource}.${method}`).toContain(`client.${resource}.${method}`);
    }
  }
  for (const [section, methods] of Object.entries(readMethods())) {
    expect(methods.length, section).toBeGreaterThan(0);
    for (const { call, summary } of methods) expect(summary, call).not.toBe("");
  }
});
