import type { Command } from "commander";
import { confirm, wholeNumber, withExamples } from "../arguments.js";
import { downloadRelease } from "../download/download-release.js";
import type { Run, Shell } from "../shell.js";
import { bytesText, counted } from "../text.js";
import { addReleaseDiffCommand } from "./release-diff.js";

interface CreateOptions {
  readonly description?: string;
  readonly wait?: true;
  readonly timeout?: number;
}

export function addReleaseCommands(program: Command, shell: Shell): void {
  const releases = program.command("releases").alias("release").summary("list, create, download and compare releases");
  withExamples(releases.description("Releases: snapshots of a dataset with its labels, as one JSON file each."), [
    "releases create jane/flowers v1.0 --wait",
    "releases download jane/flowers v1.0 --out v1.0.json",
    "releases diff v1.0 v1.1 --dataset jane/flowers",
  ]);
  releases
    .command("list")
    .summary("releases of a dataset")
    .description("Lists the releases of a dataset.")
    .argument("<owner/dataset>")
    .action((dataset: string, _options, command: Command) => shell.run(command, (run) => list(run, dataset)));
  releases
    .command("get")
    .summary("one release")
    .description("Shows a release and the address of its file.")
    .argument("<owner/dataset>")
    .argument("<release>", "its name")
    .action((dataset: string, name: string, _options, command: Command) =>
      shell.run(command, (run) => get(run, dataset, name)),
    );
  releases
    .command("create")
    .summary("take a snapshot")
    .description("Takes a snapshot of a dataset. Its file is written after this ends, unless --wait is given.")
    .argument("<owner/dataset>")
    .argument("<release>", "its name, such as v1.0")
    .option("--description <text>", "what it is for")
    .option("--wait", "until the file is there")
    .option("--timeout <seconds>", "with --wait: how long at most", wholeNumber(1))
    .action((dataset: string, name: string, options: CreateOptions, command: Command) =>
      shell.run(command, (run) => create(run, dataset, name, options)),
    );
  releases
    .command("download")
    .summary("download a release file")
    .description("Downloads a release file. A file that is there already is kept unless --force is given.")
    .argument("<owner/dataset>")
    .argument("<release>", "its name")
    .option("-o, --out <file>", "where to; OWNER_NAME_RELEASE.json unless given, - for standard output")
    .option("--force", "in place of a file that is there")
    .action((dataset: string, name: string, options: { out?: string; force?: true }, command: Command) =>
      shell.run(command, (run) => download(run, dataset, name, options)),
    );
  addReleaseDiffCommand(releases, shell);
  releases
    .command("delete")
    .summary("delete a release")
    .description("Deletes a release with its file. Samples and labels stay.")
    .argument("<owner/dataset>")
    .argument("<release>", "its name")
    .option("-y, --yes", "do not ask")
    .action((dataset: string, name: string, options: { yes?: true }, command: Command) =>
      shell.run(command, (run) => remove(run, dataset, name, options)),
    );
}

async function list(run: Run, dataset: string): Promise<void> {
  const client = await run.client();
  await run.out.list(
    client.releases.list(dataset, {}, { signal: run.signal }),
    [
      { title: "name", value: ({ name }) => name },
      { title: "status", value: ({ status }) => status },
      { title: "samples", value: ({ samples_count }) => samples_count, align: "right" },
      { title: "created", value: ({ created_at }) => created_at.slice(0, 16).replace("T", " ") },
      { title: "description", value: ({ description }) => description, mayShrink: true },
    ],
    "There are no releases yet.",
  );
}

async function get(run: Run, dataset: string, name: string): Promise<void> {
  const client = await run.client();
  const release = await client.releases.get(dataset, name, { signal: run.signal });
  await run.out.object(release, [
    ["name", release.name],
    ["status", release.status],
    ["reason", release.status_info ?? undefined],
    ["description", release.description],
    ["samples", release.samples_count],
    ["created", release.created_at],
    ["file", release.attributes.url],
  ]);
}

async function create(
  run: Run,
  dataset: string,
  name: string,
  { description, wait, timeout }: CreateOptions,
): Promise<void> {
  const client = await run.client();
  const options = { signal: run.signal };
  let release = await client.releases.create(dataset, { name, description }, options);
  if (wait === true) {
    if (release.status === "PENDING") run.out.remark(`Waiting for release ${name} …`);
    const maxWaitMs = timeout === undefined ? undefined : timeout * 1000;
    release = await client.releases.waitFor(dataset, name, { ...options, maxWaitMs });
  }
  const text =
    release.status === "SUCCEEDED"
      ? `Release ${name} of ${dataset} holds ${counted(release.samples_count, "sample")}.`
      : `Release ${name} of ${dataset} is being written. \`tessera releases get ${dataset} ${name}\` shows how far it is.`;
  await run.out.done(text, release);
}

async function download(
  run: Run,
  dataset: string,
  name: string,
  { out, force }: { readonly out?: string; readonly force?: true },
): Promise<void> {
  const done = await downloadRelease(run, { dataset, name, out, isForced: force === true });
  if (done.path === "-") return;
  await run.out.done(`Wrote ${bytesText(done.bytes)} to ${done.path}.`, { file: done.path, bytes: done.bytes });
}

async function remove(run: Run, dataset: string, name: string, options: { readonly yes?: true }): Promise<void> {
  const client = await run.client();
  await client.releases.get(dataset, name, { signal: run.signal });
  await confirm(run.io, `Delete release ${name} of ${dataset}?`, options);
  await client.releases.delete(dataset, name, { signal: run.signal });
  await run.out.done(`Deleted release ${name} of ${dataset}.`, { deleted: { dataset, release: name } });
}
