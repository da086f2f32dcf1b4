import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { helpersTable, PYTHON_HELPERS } from "./testing/python-helpers.js";

const ROOT = new URL("../../../", import.meta.url);
const INDEXES = {
  codecs: "packages/codecs/src/index.ts",
  exchange: "packages/exchange/src/index.ts",
  "exchange/node": "packages/exchange/src/node/index.ts",
  geometry: "packages/geometry/src/index.ts",
  sdk: "packages/sdk/src/index.ts",
};
/** The package itself, where the end-to-end tests have installed it. */
const SITE = fileURLToPath(new URL("e2e/.venv/lib/", ROOT));

const read = (path: string) => readFileSync(new URL(path, ROOT), "utf8");

describe("the helpers of the Python package", () => {
  it.each(PYTHON_HELPERS.filter(({ ours }) => ours.length > 0).map((helper) => [helper.python, helper.ours] as const))(
    "%s has its counterpart",
    (_python, ours) => {
      for (const [packageName, name] of ours) {
        expect(read(INDEXES[packageName]), `${name} of ${packageName}`).toMatch(new RegExp(`\\b${name}\\b`));
      }
    },
  );

  it("that have none say why", () => {
    const none = PYTHON_HELPERS.filter(({ ours }) => ours.length === 0);
    expect(none.every(({ remark = "" }) => remark.length > 20)).toBe(true);
  });

  it("stand in docs/exchange.md as in the table here", () => {
    const [, table] = /<!-- helpers[^>]*-->\n\n([\s\S]*?)\n\n<!-- \/helpers -->/.exec(read("docs/exchange.md")) ?? [];
    expect(table).toBe(helpersTable());
  });

  it.skipIf(!existsSync(SITE))("are all that it has", () => {
    const known = new Set(PYTHON_HELPERS.map(({ python }) => python));
    const text = (name: string) =>
      readdirSync(SITE)
        .map((python) => `${SITE}${python}/site-packages/segments/${name}.py`)
        .filter((file) => existsSync(file))
        .map((file) => readFileSync(file, "utf8"))
        .join("\n");
    const functions = [...text("utils").matchAll(/^def ([a-z]\w*)\(/gm)].map(([, name]) => name);
    const methods = [...text("dataset").matchAll(/^ {4}def (__len__|__getitem__|[a-z]\w*)\(/gm)].map(
      ([, name]) => `SegmentsDataset.${name}`,
    );
    expect(functions.length).toBeGreaterThan(10);
    expect([...functions, ...methods].filter((name) => name === undefined || !known.has(name))).toEqual([]);
  });
});
