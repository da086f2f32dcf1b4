import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CliError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { safePart } from "../files/safe-path.js";
import { writeToFile } from "../files/write-to-file.js";
import type { Run } from "../shell.js";

interface Wanted {
  readonly dataset: string;
  readonly name: string;
}

/** Downloads a release file, to where the user says; memory does not grow with it. */
export async function downloadRelease(
  run: Run,
  wanted: Wanted & { readonly out: string | undefined; readonly isForced: boolean },
): Promise<{ path: string; bytes: number }> {
  if (wanted.out === "-") {
    let bytes = 0;
    for await (const chunk of await openRelease(run, wanted)) {
      const part = chunk as Uint8Array;
      bytes += part.length;
      await run.out.raw(part);
    }
    return { path: "-", bytes };
  }
  const fallback = `${safePart(wanted.dataset.replace("/", "_"))}_${safePart(wanted.name)}.json`;
  const target = path.resolve(run.io.cwd, wanted.out ?? fallback);
  if (!wanted.isForced && (await stat(target).catch(() => undefined)) !== undefined) {
    throw new CliError(`${target} is there already.`, {
      exitCode: EXIT.conflict,
      hint: "Add --force to write over it.",
    });
  }
  const bytes = await writeToFile(target, await openRelease(run, wanted), run.signal);
  return { path: target, bytes };
}

/** A release in a file of its own while `work` reads it. */
export async function withReleaseFile<T>(run: Run, wanted: Wanted, work: (file: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), "tessera-release-"));
  try {
    const file = path.join(directory, "release.json");
    run.out.remark(`Downloading release ${wanted.name} of ${wanted.dataset} …`);
    await pipeline(await openRelease(run, wanted), createWriteStream(file), { signal: run.signal });
    return await work(file);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function openRelease(run: Run, { dataset, name }: Wanted): Promise<Readable> {
  const client = await run.client();
  const release = await client.releases.get(dataset, name, { signal: run.signal });
  if (release.status !== "SUCCEEDED") {
    const isPending = release.status === "PENDING";
    throw new CliError(
      isPending
        ? `Release ${name} is still being written.`
        : `Release ${name} failed: ${release.status_info ?? "for an unknown reason"}.`,
      { hint: isPending ? "Try again in a moment, or create it with --wait." : "Create another one." },
    );
  }
  const response = await release.download({ signal: run.signal }).asResponse();
  if (response.body === null) throw new CliError("The server sent no file.");
  return Readable.fromWeb(response.body);
}
