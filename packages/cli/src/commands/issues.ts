import type { Anchor, IssueStatus } from "@tessera/sdk";
import { type Command, Option } from "commander";
import { collect, readJsonObject, withExamples } from "../arguments.js";
import { SAMPLE_ARGUMENT, uuidOf } from "../sample-name.js";
import type { Run, Shell } from "../shell.js";

export function addIssueCommands(program: Command, shell: Shell): void {
  const issues = program.command("issues").alias("issue").summary("list, raise, answer and close issues");
  withExamples(issues.description("Issues: questions and faults that somebody found in a sample."), [
    "issues list jane/flowers --status OPEN",
    "issues add jane/flowers/violet.jpg 'Is this one flower or two?'",
  ]);
  issues
    .command("list")
    .summary("issues of a dataset")
    .description("Lists the issues of a dataset.")
    .argument("<owner/dataset>")
    .addOption(new Option("--status <status>", "only these").choices(["OPEN", "CLOSED"]))
    .option("--tags <tags>", "that have all of these, with commas between", collect)
    .action((dataset: string, options: { status?: IssueStatus; tags?: string[] }, command: Command) =>
      shell.run(command, (run) => list(run, dataset, options)),
    );
  issues
    .command("add")
    .summary("raise an issue")
    .description("Raises an issue on a sample.")
    .argument("<sample>", SAMPLE_ARGUMENT)
    .argument("<text>", "what is wrong")
    .option("--tags <tags>", "with commas between", collect)
    .option("--anchor <json>", "what it is about: JSON, or a file of it")
    .action((sample: string, text: string, options: { tags?: string[]; anchor?: string }, command: Command) =>
      shell.run(command, (run) => add(run, sample, text, options)),
    );
  for (const [name, status, summary] of [
    ["close", "CLOSED", "close an issue"],
    ["reopen", "OPEN", "open an issue again"],
  ] as const) {
    issues
      .command(name)
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
      .argument("<issue>", "its UUID")
      .action((uuid: string, _options, command: Command) => shell.run(command, (run) => setStatus(run, uuid, status)));
  }
  issues
    .command("comment")
    .summary("reply to an issue")
    .description("Replies to an issue.")
    .argument("<issue>", "its UUID")
    .argument("<text>", "the reply")
    .action((uuid: string, text: string, _options, command: Command) =>
      shell.run(command, (run) => comment(run, uuid, text)),
    );
}

async function list(
  run: Run,
  dataset: string,
  options: { readonly status?: IssueStatus; readonly tags?: string[] },
): Promise<void> {
  const client = await run.client();
  await run.out.list(
    client.issues.list(dataset, options, { signal: run.signal }),
    [
      { title: "uuid", value: ({ uuid }) => uuid },
      { title: "status", value: ({ status }) => status },
      { title: "sample", value: ({ sample_name }) => sample_name, mayShrink: true },
      { title: "by", value: ({ created_by }) => created_by },
      { title: "replies", value: ({ comments }) => comments.length, align: "right" },
      { title: "issue", value: ({ description }) => description, mayShrink: true },
    ],
    "There are no such issues.",
  );
}

async function add(
  run: Run,
  sample: string,
  description: string,
  options: { readonly tags?: string[]; readonly anchor?: string },
): Promise<void> {
  const client = await run.client();
  const anchor =
    options.anchor === undefined ? undefined : ((await readJsonObject(run.io, options.anchor)) as unknown as Anchor);
  const uuid = await uuidOf(client, sample, { signal: run.signal });
  const issue = await client.issues.create(uuid, { description, anchor, tags: options.tags }, { signal: run.signal });
  await run.out.done(`Raised issue ${issue.uuid} on ${issue.sample_name}.`, issue);
}

async function setStatus(run: Run, uuid: string, status: IssueStatus): Promise<void> {
  const client = await run.client();
  const issue = await client.issues.update(uuid, { status }, { signal: run.signal });
  await run.out.done(`Issue ${issue.uuid} is ${issue.status}.`, issue);
}

async function comment(run: Run, uuid: string, text: string): Promise<void> {
  const client = await run.client();
  const issue = await client.issues.comment(uuid, { text }, { signal: run.signal });
  await run.out.done(`Replied to issue ${uuid}.`, issue);
}
