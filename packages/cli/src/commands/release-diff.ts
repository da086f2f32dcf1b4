import { stat } from "node:fs/promises";
import path from "node:path";
import { toJson } from "@tessera/sdk";
import type { Command } from "commander";
import { wholeNumber, withExamples } from "../arguments.js";
import { withReleaseFile } from "../download/download-release.js";
import { usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import type { LabelChange, SampleChange } from "../release-diff/compare-samples.js";
import { diffReleases, type ReleaseDiff } from "../release-diff/diff-releases.js";
import type { Run, Shell } from "../shell.js";
import { count, counted } from "../text.js";

interface DiffOptions {
  readonly dataset?: string;
  readonly labelset?: string;
  readonly limit: number;
  readonly exitCode?: true;
}

export function addReleaseDiffCommand(releases: Command, shell: Shell): void {
  withExamples(
    releases
      .command("diff")
      .summary("what changed between two releases")
      .description(
        "Says which samples and objects were added, removed and changed from one release to another. Objects are the same by id, frame and sensor. Pixels are not compared: a mask that was saved again counts as changed.",
      )
      .argument("<a>", "a release file; with --dataset, a release's name")
      .argument("<b>", "likewise")
      .option("--dataset <owner/dataset>", "of which A and B are releases")
      .option("--labelset <name>", "only this labelset; all unless given")
      .option("--limit <count>", "so many changed samples are listed", wholeNumber(0), 50)
      .option("--exit-code", `end with ${EXIT.different} when they differ`)
      .action((a: string, b: string, options: DiffOptions, command: Command) =>
        shell.run(command, (run) => diff(run, a, b, options)),
      ),
    ["releases diff v1.0 v1.1 --dataset jane/flowers", "releases diff old.json new.json --json --exit-code"],
  );
}

async function diff(run: Run, a: string, b: string, options: DiffOptions): Promise<void> {
  await withFile(run, a, options, (fileA) =>
    withFile(run, b, options, async (fileB) => {
      const found = await diffReleases(fileA, fileB, { labelset: options.labelset, signal: run.signal });
      const totals = await (run.out.isJson ? printJson(run, { a, b }, found) : printText(run, found, options.limit));
      const isSame = totals.samples.added + totals.samples.removed + totals.samples.changed === 0 && isUnchanged(found);
      if (!isSame && options.exitCode === true) run.exitWith(EXIT.different);
    }),
  );
}

async function withFile(
  run: Run,
  name: string,
  { dataset }: DiffOptions,
  work: (file: string) => Promise<void>,
): Promise<void> {
  if (dataset !== undefined) return withReleaseFile(run, { dataset, name }, work);
  const file = path.resolve(run.io.cwd, name);
  if ((await stat(file).catch(() => undefined))?.isFile() !== true) {
    throw usageError(`There is no file ${name}.`, "For releases by name add --dataset OWNER/NAME.");
  }
  await work(file);
}

/** How many of each, over all samples. */
class Totals {
  readonly samples = { added: 0, removed: 0, changed: 0, same: 0 };
  readonly objects = { added: 0, removed: 0, changed: 0 };
  statuses = 0;

  add({ change, labels }: SampleChange): void {
    this.samples[change] += 1;
    for (const { added, removed, changed, status } of Object.values(labels)) {
      this.objects.added += added.length;
      this.objects.removed += removed.length;
      this.objects.changed += changed.length;
      if (status !== undefined) this.statuses += 1;
    }
  }
}

/** One document, written while it is found. */
async function printJson(
  run: Run,
  names: { readonly a: string; readonly b: string },
  found: ReleaseDiff,
): Promise<Totals> {
  const totals = new Totals();
  await run.out.raw(
    `{"a":${toJson(names.a)},"b":${toJson(names.b)},"categories":${toJson(found.categories)},"samples":[`,
  );
  let separator = "\n";
  for await (const change of found.changes) {
    totals.add(change);
    await run.out.raw(separator + toJson(change));
    separator = ",\n";
  }
  totals.samples.same = found.sameSamples();
  const { samples, objects, statuses } = totals;
  await run.out.raw(`\n],"totals":${toJson({ samples, objects, label_statuses: statuses })}}\n`);
  return totals;
}

async function printText(run: Run, found: ReleaseDiff, limit: number): Promise<Totals> {
  const totals = new Totals();
  const listed: SampleChange[] = [];
  for await (const change of found.changes) {
    totals.add(change);
    if (listed.length < limit) listed.push(change);
  }
  totals.samples.same = found.sameSamples();
  const { samples, objects, statuses } = totals;
  const all = samples.added + samples.removed + samples.changed;
  if (all === 0 && isUnchanged(found)) {
    await run.out.line(`No difference in ${counted(samples.same, "sample")}.`);
    return totals;
  }
  if (listed.length > 0) {
    await run.out.list(
      listed,
      [
        { title: "sample", value: ({ name }) => name, mayShrink: true },
        { title: "change", value: ({ change }) => change },
        { title: "labelset", value: ({ labels }) => Object.keys(labels).join(", ") },
        { title: "objects", value: ({ labels }) => objectsText(Object.values(labels)) },
        { title: "what", value: whatText, mayShrink: true },
      ],
      "",
    );
    if (all > listed.length)
      await run.out.line(`… and ${counted(all - listed.length, "other sample")}; --limit and --json show more.`);
    await run.out.line();
  }
  await run.out.line(
    `Samples:  ${count(samples.added)} added, ${count(samples.removed)} removed, ${count(samples.changed)} changed, ${count(samples.same)} same`,
  );
  await run.out.line(
    `Objects:  ${count(objects.added)} added, ${count(objects.removed)} removed, ${count(objects.changed)} changed`,
  );
  await run.out.line(`Statuses: ${count(statuses)} changed`);
  const { added, removed, changed } = found.categories;
  const categories = [
    ...added.map((name) => `+${name}`),
    ...removed.map((name) => `-${name}`),
    ...changed.map((name) => `~${name}`),
  ];
  if (categories.length > 0) await run.out.line(`Categories: ${categories.join(", ")}`);
  return totals;
}

function isUnchanged({ categories: { added, removed, changed } }: ReleaseDiff): boolean {
  return added.length + removed.length + changed.length === 0;
}

/** `+3 -1 ~2`. */
function objectsText(labels: readonly LabelChange[]): string {
  const sum = (kind: "added" | "removed" | "changed") => labels.reduce((total, label) => total + label[kind].length, 0);
  const parts = [
    ["+", sum("added")],
    ["-", sum("removed")],
    ["~", sum("changed")],
  ] as const;
  return parts
    .filter(([, number]) => number > 0)
    .map(([sign, number]) => `${sign}${number}`)
    .join(" ");
}

/** `LABELED → REVIEWED; metadata, points of 1`. */
function whatText({ fields, labels }: SampleChange): string {
  const all = Object.values(labels);
  const statuses = all.flatMap(({ status }) =>
    status === undefined ? [] : [`${status[0] ?? "no label"} → ${status[1] ?? "no label"}`],
  );
  const ofObjects = new Set(all.flatMap(({ changed }) => changed.flatMap((object) => object.fields)));
  return [...statuses, [...fields, ...all.flatMap((label) => label.fields), ...ofObjects].join(", ")]
    .filter((text) => text !== "")
    .join("; ");
}
