import type { DatasetRole, DefaultDatasetRole, OrganizationRole } from "@tessera/sdk";
import { type Command, Option } from "commander";
import { checkDatasetName, confirm, withExamples } from "../arguments.js";
import { usageError } from "../errors.js";
import type { Run, Shell } from "../shell.js";
import { DATASET_ROLES, DEFAULT_DATASET_ROLES, ORGANIZATION_ROLES } from "../words.js";

interface TargetOptions {
  readonly organization?: true;
}

interface RoleOptions extends TargetOptions {
  readonly role?: string;
  readonly datasetRole?: DefaultDatasetRole;
}

const TARGET = "OWNER/NAME of a dataset; with --organization, its name";

export function addMemberCommands(program: Command, shell: Shell): void {
  const members = program.command("members").alias("member").summary("who works on a dataset or in an organization");
  withExamples(members.description("Members: who works on a dataset, and as what; or who is in an organization."), [
    "members list jane/flowers",
    "members add jane/flowers john --role reviewer",
    "members role --organization botanists john administrator",
  ]);
  const organization = () => new Option("--organization", "the target is an organization");
  members
    .command("list")
    .summary("members and their roles")
    .description("Lists members and their roles.")
    .argument("<target>", TARGET)
    .addOption(organization())
    .action((target: string, options: TargetOptions, command: Command) =>
      shell.run(command, (run) => list(run, target, options)),
    );
  members
    .command("add")
    .summary("let somebody in")
    .description(
      `Lets somebody in. Roles on a dataset: ${DATASET_ROLES.join(", ")}; in an organization: ${ORGANIZATION_ROLES.join(", ")}.`,
    )
    .argument("<target>", TARGET)
    .argument("<user>", "the username")
    .addOption(organization())
    .option("--role <role>", "labeler, and in an organization member, unless given")
    .addOption(new Option("--dataset-role <role>", "on the organization's new datasets").choices(DEFAULT_DATASET_ROLES))
    .action((target: string, user: string, options: RoleOptions, command: Command) =>
      shell.run(command, (run) => add(run, target, user, options)),
    );
  members
    .command("role")
    .summary("change somebody's role")
    .description("Changes somebody's role.")
    .argument("<target>", TARGET)
    .argument("<user>", "the username")
    .argument("<role>", `${DATASET_ROLES.join(", ")}; or ${ORGANIZATION_ROLES.join(", ")}`)
    .addOption(organization())
    .action((target: string, user: string, role: string, options: TargetOptions, command: Command) =>
      shell.run(command, (run) => setRole(run, target, user, { ...options, role })),
    );
  members
    .command("remove")
    .summary("take somebody off")
    .description("Takes somebody off a dataset or out of an organization. Their labels stay.")
    .argument("<target>", TARGET)
    .argument("<user>", "the username")
    .addOption(organization())
    .option("-y, --yes", "do not ask")
    .action((target: string, user: string, options: TargetOptions & { yes?: true }, command: Command) =>
      shell.run(command, (run) => remove(run, target, user, options)),
    );
}

async function list(run: Run, target: string, { organization }: TargetOptions): Promise<void> {
  const client = await run.client();
  const options = { signal: run.signal };
  const members = organization
    ? await client.organizations.listMembers(target, options)
    : client.collaborators.list(checkDatasetName(target), {}, options);
  await run.out.list<{ readonly user: { readonly username: string }; readonly role: string }>(
    members,
    [
      { title: "user", value: ({ user }) => user.username },
      { title: "role", value: ({ role }) => role },
    ],
    `Nobody but its owner works on ${target}.`,
  );
}

async function add(run: Run, target: string, username: string, options: RoleOptions): Promise<void> {
  const client = await run.client();
  const { signal } = run;
  const role = checkRole(options);
  const member = options.organization
    ? await client.organizations.addMember(
        target,
        { username, role: role as OrganizationRole | undefined, defaultDatasetRole: options.datasetRole },
        { signal },
      )
    : await client.collaborators.add(
        checkDatasetName(target),
        { username, role: role as DatasetRole | undefined },
        { signal },
      );
  await run.out.done(`${username} is ${member.role} of ${target}.`, member);
}

async function setRole(run: Run, target: string, username: string, options: RoleOptions): Promise<void> {
  const client = await run.client();
  const { signal } = run;
  const role = checkRole(options);
  const member = options.organization
    ? await client.organizations.updateMember(target, username, { role: role as OrganizationRole }, { signal })
    : await client.collaborators.update(checkDatasetName(target), username, { role: role as DatasetRole }, { signal });
  await run.out.done(`${username} is ${member.role} of ${target}.`, member);
}

async function remove(
  run: Run,
  target: string,
  username: string,
  options: TargetOptions & { readonly yes?: true },
): Promise<void> {
  const client = await run.client();
  const { signal } = run;
  if (!options.organization) checkDatasetName(target);
  await confirm(run.io, `Take ${username} off ${target}?`, options);
  await (options.organization
    ? client.organizations.removeMember(target, username, { signal })
    : client.collaborators.remove(target, username, { signal }));
  await run.out.done(`${username} is off ${target}.`, { removed: { target, username } });
}

function checkRole({ role, organization, datasetRole }: RoleOptions): string | undefined {
  const roles: readonly string[] = organization ? ORGANIZATION_ROLES : DATASET_ROLES;
  if (role !== undefined && !roles.includes(role)) {
    throw usageError(
      `${JSON.stringify(role)} is no role ${organization ? "in an organization" : "on a dataset"}.`,
      `There are: ${roles.join(", ")}.`,
    );
  }
  if (datasetRole !== undefined && !organization) throw usageError("--dataset-role goes with --organization.");
  return role;
}
