/**
 * Writes the files that are generated from the code: openapi.json and docs/api/README.md. With `--check` it writes nothing and
 * fails when one of them is not what the code says. Needs `npm run build` before.
 */
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { describeApi } from "../apps/server/dist/openapi-document.js";
import { renderReference } from "./render-reference.js";

const document = await describeApi();
const files = {
  "openapi.json": `${JSON.stringify(document, null, 2)}\n`,
  "docs/api/README.md": renderReference(document),
};

const isCheck = process.argv.includes("--check");
const stale = Object.entries(files).filter(([file, content]) => read(file) !== content);
for (const [file, content] of stale) {
  if (isCheck) console.error(`${file} is not up to date: run npm run generate.`);
  else writeFileSync(file, content);
}
if (isCheck && stale.length > 0) process.exitCode = 1;
else
  console.log(
    isCheck ? "Generated files are up to date." : `Wrote ${stale.length} of ${Object.keys(files).length} files.`,
  );

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
