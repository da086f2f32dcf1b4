/**
 * Writes the files that are generated from the code: the description and the reference of the API, the SDK's types, its examples as
 * code, and the lists in its page. With `--check` it writes nothing and fails when one of them is out of date. It needs compiled code,
 * but the compiler may have reported type errors: the SDK's types are among the files it writes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { describeApi } from "../apps/server/dist/openapi-document.js";
import { examplesModule, readExamples } from "../packages/sdk/dist/testing/examples.js";
import { sdkPage } from "../packages/sdk/dist/testing/reference.js";
import { wireModule } from "../packages/sdk/dist/testing/wire-types.js";
import { renderReference } from "./render-reference.js";

const document = await describeApi();

/** In this order: the examples are read from files that are written before. */
const files = {
  "openapi.json": () => `${JSON.stringify(document, null, 2)}\n`,
  "docs/api/README.md": () => renderReference(document),
  "docs/sdk.md": () => sdkPage(readFileSync("docs/sdk.md", "utf8")),
  "packages/sdk/src/wire.ts": wireModule,
  "packages/sdk/src/testing/examples.generated.ts": () => examplesModule(readExamples()),
};

const isCheck = process.argv.includes("--check");
let stale = 0;
for (const [file, contentOf] of Object.entries(files)) {
  const content = contentOf();
  if (read(file) === content) continue;
  stale++;
  if (isCheck) console.error(`${file} is not up to date: run npm run generate.`);
  else writeFileSync(file, content);
}
if (isCheck && stale > 0) process.exitCode = 1;
else console.log(isCheck ? "Generated files are up to date." : `Wrote ${stale} of ${Object.keys(files).length} files.`);

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
