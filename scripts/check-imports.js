/**
 * The import rules of docs/architecture.md: which of our packages may import which, that a package's index is its only door, that an
 * import is declared, and the walls inside the server. Prints each breach; exits 1 when there is one.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

/** Package → those of ours that it may import. A new package gets a line here before its first import. */
const MAY_IMPORT = {
  "@tessera/json": [],
  "@tessera/schema": ["@tessera/json"],
  "@tessera/tracking": [],
  "@tessera/geometry": ["@tessera/json"],
  "@tessera/codecs": ["@tessera/geometry"],
  "@tessera/sdk": ["@tessera/schema"],
  "@tessera/exchange": ["@tessera/json", "@tessera/schema", "@tessera/geometry", "@tessera/codecs"],
  "@tessera/cli": ["@tessera/json", "@tessera/sdk", "@tessera/exchange", "@tessera/exchange/node"],
  "@tessera/editor-core": ["@tessera/json", "@tessera/schema", "@tessera/geometry"],
  "@tessera/editor-2d": ["@tessera/json", "@tessera/geometry", "@tessera/editor-core", "@tessera/codecs"],
  "@tessera/server": ["@tessera/json", "@tessera/schema"],
  "@tessera/web": [
    "@tessera/json",
    "@tessera/sdk",
    "@tessera/schema",
    "@tessera/exchange",
    "@tessera/editor-core",
    "@tessera/editor-2d",
    "@tessera/tracking",
  ],
  "@tessera/e2e": [],
  "@tessera/bench": [],
};

/** Walls inside the server: files that match `in` may not import what matches `no`. */
const WALLS = [
  {
    in: /\/modules\/.*[/-]repository\.ts$/,
    no: /^fastify$|\/routes\.js$|\/service\.js$/,
    why: "a repository holds SQL only",
  },
  {
    in: /\/modules\/.*[/-]service\.ts$/,
    no: /\/routes\.js$|http\/replies\.js$/,
    why: "a service knows no HTTP answers",
  },
  {
    in: /\/modules\/.*service\.ts$/,
    no: /^fastify$/,
    why: "a service takes a RequestContext, not the web framework's request",
  },
  { in: /\/database\//, no: /\/modules\/|\/http\//, why: "the database layer stands below the modules" },
  { in: /\/src\/assets\//, no: /\/modules\/|\/database\/|\/http\//, why: "the asset store stands by itself" },
  {
    in: /\/src\/http-client\//,
    no: /\/modules\/|\/database\/|\/http\/|\/jobs\//,
    why: "what fetches for the server stands by itself",
  },
  {
    in: /\/modules\/web\/(?!.*\.test\.ts$)/,
    no: /^\.\.\/(?!web\/)|\/database\/|\/http\//,
    why: "the web app is files: it knows no module of the API",
  },
  {
    in: /\/src\/(?!testing\/)(?!.*(?:\.test|\.run|test-support)\.ts$).*\.ts$/,
    no: /\/testing\/|^vitest/,
    why: "product code imports no test code",
  },
];

/** Packages in which no file imports itself by way of others, types included. */
const HAS_NO_CIRCLES = ["@tessera/web"];

/** SQL is written in these places only. */
const SQL_HOMES = /\/(?:database|admin|jobs|testing)\/|[/-]repository\.ts$|\.test\.ts$/;

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^"';]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|(?:^|\n)import\s+"([^"]+)"/g;

const breaches = [];

for (const directory of workspaceDirectories()) {
  const manifest = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"));
  const allowed = MAY_IMPORT[manifest.name];
  if (allowed === undefined) {
    breaches.push(`${directory}: ${manifest.name} has no line in scripts/check-imports.js`);
    continue;
  }
  const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  const files = sourceFiles(path.join(directory, "src"));
  for (const file of files) checkFile(file, manifest.name, allowed, declared);
  if (HAS_NO_CIRCLES.includes(manifest.name)) checkCircles(files);
}

/** Depth first: a file that is met again while it is being walked closes a circle. */
function checkCircles(files) {
  const known = new Set(files);
  const done = new Set();
  const walk = (file, way) => {
    if (done.has(file)) return;
    const start = way.indexOf(file);
    if (start >= 0) {
      breaches.push(`${file}: imports itself by way of ${way.slice(start + 1).join(", ")}`);
      return;
    }
    for (const target of importsOf(file)) if (known.has(target)) walk(target, [...way, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
}

function importsOf(file) {
  return [...readFileSync(file, "utf8").matchAll(IMPORT)].flatMap(([, from]) => {
    if (from === undefined || !from.startsWith(".")) return [];
    const target = path.posix.join(path.posix.dirname(file), from);
    return [target, target.replace(/\.js$/, ".ts"), target.replace(/\.js$/, ".tsx")];
  });
}

function checkFile(file, packageName, allowed, declared) {
  const text = readFileSync(file, "utf8");
  for (const match of text.matchAll(IMPORT)) {
    const specifier = match[1] ?? match[2] ?? match[3];
    const problem = problemWith(file, specifier, packageName, allowed, declared);
    if (problem !== undefined) breaches.push(`${file}: imports ${specifier}: ${problem}`);
  }
  if (
    packageName === "@tessera/server" &&
    !SQL_HOMES.test(file) &&
    /\bsql(?:<[^`]*>)?`|\.(?:selectFrom|insertInto|updateTable|deleteFrom)\(/.test(text)
  ) {
    breaches.push(`${file}: SQL belongs in a repository`);
  }
}

function problemWith(file, specifier, packageName, allowed, declared) {
  if (specifier.startsWith(".")) {
    const target = path.resolve(path.dirname(file), specifier);
    const root = path.resolve(packageRoot(file));
    if (!target.startsWith(root + path.sep)) return "leaves its package";
  } else if (specifier.startsWith("@tessera/")) {
    const isDoor = allowed.includes(specifier);
    const name = specifier.split("/").slice(0, 2).join("/");
    // A package may have a second door, as exchange has one for Node; it is then allowed by its whole name.
    if (!isDoor && name !== specifier) return "goes past the package's index";
    if (!isDoor) return `${packageName} may not import it`;
    if (declared[name] === undefined) return "is not in package.json";
  } else if (!specifier.startsWith("node:")) {
    const name = specifier
      .split("/")
      .slice(0, specifier.startsWith("@") ? 2 : 1)
      .join("/");
    const isShared = name === "vitest" && /\.test\.tsx?$|\.run\.ts$|\/testing\/|test-support\.ts$/.test(file);
    if (declared[name] === undefined && !isShared) return "is not in package.json";
  }
  return WALLS.find((wall) => wall.in.test(file) && wall.no.test(specifier))?.why;
}

function workspaceDirectories() {
  const { workspaces } = JSON.parse(readFileSync("package.json", "utf8"));
  return workspaces.flatMap((pattern) => {
    if (!pattern.endsWith("/*")) return [pattern];
    const parent = pattern.slice(0, -2);
    return readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.posix.join(parent, entry.name));
  });
}

function sourceFiles(directory) {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:ts|tsx|js)$/.test(entry.name))
      .map((entry) => path.posix.join(entry.parentPath, entry.name));
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

function packageRoot(file) {
  return file.slice(0, file.indexOf("/src/"));
}

for (const breach of breaches) console.error(breach);
if (breaches.length > 0) process.exitCode = 1;
else console.log("The import rules hold.");
