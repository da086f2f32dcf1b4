import { expect, test } from "vitest";
import { TesseraClient } from "./index.js";
import { readMethods } from "./testing/reference.js";

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
