import { cp, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { TesseraClient } from "@tessera/sdk";
import type { ExitCode } from "../exit-codes.js";
import { startRealServer } from "./real-server.js";
import { type CliPlace, makePlace } from "./test-io.js";

const CASES = fileURLToPath(new URL("./import-cases/", import.meta.url));

export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

export interface ImportSummary {
  readonly added: number;
  readonly objects: number;
  readonly skipped: readonly { readonly place: string; readonly reason: string }[];
  readonly skipped_by_reason: readonly ReasonCount[];
  readonly changed_by_reason: readonly ReasonCount[];
}

export interface ImportRun {
  readonly code: ExitCode;
  readonly stderr: string;
  readonly summary: ImportSummary;
}

/** A server and a folder, in which tests import files and look at what is stored. */
export interface ImportBench {
  readonly client: TesseraClient;
  readonly place: CliPlace;
  /** Copies folders of `import-cases` into one of the name of the first. */
  copyCases(...names: readonly string[]): Promise<void>;
  /** Writes files into a folder. */
  write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  /** Imports a folder, or a file of it, into a new dataset `jane/FOLDER`. */
  importFolder(format: string, folder: string, source?: string, ...options: readonly string[]): Promise<ImportRun>;
  /** By sample: category, type, points and attributes of each object; null without a label. */
  storedObjects(dataset: string): Promise<Record<string, unknown[] | null>>;
  /** Makes a release of `jane/NAME` and exports it to `NAME.FORMAT`; returns that folder. */
  exportRelease(name: string, format: string, ...options: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startImportBench(): Promise<ImportBench> {
  const server = await startRealServer();
  const client = new TesseraClient({ apiKey: server.key, baseUrl: server.url });
  const place = await makePlace({ TESSERA_URL: server.url, TESSERA_API_KEY: server.key });
  const released = new Set<string>();
  return {
    client,
    place,
    async copyCases(...names) {
      const [folder = ""] = names;
      for (const name of names) await cp(path.join(CASES, name), path.join(place.folder, folder), { recursive: true });
    },
    async write(folder, files) {
      for (const [name, content] of Object.entries(files)) {
        const file = path.join(place.folder, folder, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    },
    async importFolder(format, folder, source = "", ...options) {
      const given = path.join(folder, source);
      const args = ["import", format, given, `jane/${folder}`, "--create", "--json", ...options];
      const { code, stdout, stderr } = await place.run(args);
      return { code, stderr, summary: JSON.parse(stdout || "{}") };
    },
    storedObjects: (dataset) => storedObjects(client, dataset),
    async exportRelease(name, format, ...options) {
      const out = `${name}.${format}`;
      if (!released.has(name)) await place.ok(`releases create jane/${name} v1 --wait`);
      released.add(name);
      await place.ok(["export", format, `jane/${name}`, "v1", "--out", out, ...options]);
      return path.join(place.folder, out);
    },
    async stop() {
      await server.stop();
      await place.remove();
    },
  };
}

async function storedObjects(client: TesseraClient, dataset: string): Promise<Record<string, unknown[] | null>> {
  const { task_attributes } = await client.datasets.get(`jane/${dataset}`);
  const categories = new Map(task_attributes?.categories.map((one) => [one.id, one.name]));
  const found: Record<string, unknown[] | null> = {};
  for await (const sample of client.samples.list(`jane/${dataset}`, { labelset: "ground-truth" })) {
    if (sample.label === null || sample.label === undefined) {
      found[sample.name] = null;
      continue;
    }
    const label = await client.labels.get(sample.uuid, { labelset: "ground-truth" });
    const { annotations } = label.attributes as { annotations: Record<string, unknown>[] };
    found[sample.name] = annotations.map(({ category_id, type, points, attributes }) => [
      ...[categories.get(category_id as number), ...(type === undefined ? [] : [type, rounded(points ?? null)])],
      ...(attributes === undefined ? [] : [attributes]),
    ]);
  }
  return found;
}

/** Without the last digits, which floating-point arithmetic leaves wrong. */
export function rounded(values: unknown): unknown {
  return JSON.parse(JSON.stringify(values), (_, value) =>
    typeof value === "number" ? Number(value.toFixed(6)) : value,
  );
}

/** Reason → how often. */
export function counts(groups: readonly ReasonCount[] = []): Record<string, number> {
  return Object.fromEntries(groups.map(({ reason, count }) => [reason, count]));
}
