import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Logger } from "pino";
import type { Config } from "../config.js";
import { AppError } from "../errors.js";
import { toAppError } from "../http/error-handler.js";
import { issueApiKey } from "../modules/accounts/api-key-service.js";
import { findAccount } from "../modules/accounts/repository.js";
import { checkUsername } from "../modules/accounts/usernames.js";
import * as buckets from "../modules/buckets/repository.js";
import { insertOrganization } from "../modules/organizations/repository.js";
import { listSoleAdministratorOf } from "../modules/server-users/repository.js";
import {
  disableUser,
  enableUser,
  grantAdministrator,
  resetPassword,
  revokeAdministrator,
} from "../modules/server-users/service.js";
import { hasAccounts } from "../modules/setup/repository.js";
import { createUser } from "../modules/setup/service.js";
import { addOrganizationAdministrator, listKeys, noteByShell, requireUser, revokeKey } from "./account-commands.js";
import { showOrphans } from "./asset-commands.js";
import { backup } from "./backup.js";
import { addExamples } from "./examples.js";
import { restore } from "./restore.js";
import { showStorage } from "./storage-report.js";
import { type AdminDatabase, withDatabase } from "./with-database.js";

/** The command line is wrong; answered with the usage and exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface CommandContext {
  readonly config: Config;
  readonly log: Logger;
  /** What stands behind the command's words. */
  readonly args: readonly string[];
}

interface Command {
  readonly words: readonly string[];
  readonly parameters: string;
  readonly description: string;
  run(context: CommandContext): Promise<void>;
}

export const COMMANDS: readonly Command[] = [
  {
    words: ["user", "create"],
    parameters: "NAME [--email E] [--password P]",
    description: "creates an account; without a password it works by API keys alone",
    run: (context) => {
      const { positional, values } = parse(context, ["NAME"], { email: string(), password: string() });
      return administer(context, async ({ db }) => {
        const isFirst = !(await hasAccounts(db));
        const user = { username: positional[0] ?? "", ...values, isServerAdministrator: isFirst };
        const account = await createUser(db, user);
        console.log(`Created the account ${account.username}${isFirst ? ", which administrates the server" : ""}.`);
      });
    },
  },
  {
    words: ["user", "list"],
    parameters: "",
    description: "lists the accounts: name, kind, email, time of creation, administrators and disabled ones",
    run: (context) => {
      parse(context, [], {});
      return administer(context, async ({ db }) => {
        const accounts = await db.selectFrom("account").selectAll().orderBy("username").execute();
        for (const account of accounts) {
          const kind = account.is_organization ? "organization" : "user";
          const state = [
            ...(account.is_server_administrator ? ["administrator"] : []),
            ...(account.disabled_at === null ? [] : ["disabled"]),
          ];
          console.log([account.username, kind, account.email ?? "-", account.created_at, ...state].join("\t"));
        }
      });
    },
  },
  {
    words: ["user", "disable"],
    parameters: "NAME",
    description: "ends its sessions, refuses its keys, gives back what it holds; what it made stays",
    run: (context) =>
      administerUser(context, async ({ db }, account) => {
        await db.transaction().execute((tx) => disableUser(tx, account, noteByShell));
        console.log(`Disabled the account ${account.username}.`);
        for (const name of await listSoleAdministratorOf(db, account.id)) {
          console.log(`${name} has no administrator now: org add-admin ${name} USER names one.`);
        }
      }),
  },
  {
    words: ["user", "enable"],
    parameters: "NAME",
    description: "lets a disabled account in again, with its password and keys",
    run: (context) =>
      administerUser(context, async ({ db }, account) => {
        await db.transaction().execute((tx) => enableUser(tx, account, noteByShell));
        console.log(`Enabled the account ${account.username}.`);
      }),
  },
  {
    words: ["user", "reset-password"],
    parameters: "NAME [--password P] [--revoke-keys]",
    description: "sets a password (a random one is printed, alone on the last line), ends its sessions",
    run: (context) => {
      const options = { password: string(), "revoke-keys": { type: "boolean" } } as const;
      const { positional, values } = parse(context, ["NAME"], options);
      return administer(context, async ({ db }) => {
        const account = await requireUser(db, positional[0] ?? "");
        const how = { password: values.password, isRevokingKeys: values["revoke-keys"] === true };
        const password = await db.transaction().execute((tx) => resetPassword(tx, account, how, noteByShell));
        console.log(`${account.username} has a new password.`);
        if (values.password === undefined) console.log(password);
      });
    },
  },
  {
    words: ["user", "grant-admin"],
    parameters: "NAME",
    description: "makes it an administrator of the server, who manages users",
    run: (context) =>
      administerUser(context, async ({ db }, account) => {
        await db.transaction().execute((tx) => grantAdministrator(tx, account, noteByShell));
        console.log(`${account.username} administrates the server.`);
      }),
  },
  {
    words: ["user", "revoke-admin"],
    parameters: "NAME",
    description: "takes that back; the last administrator stays one",
    run: (context) =>
      administerUser(context, async ({ db }, account) => {
        await db.transaction().execute((tx) => revokeAdministrator(tx, account, noteByShell));
        console.log(`${account.username} no longer administrates the server.`);
      }),
  },
  {
    words: ["org", "create"],
    parameters: "NAME --admin USER",
    description: "creates an organization with USER as its administrator",
    run: (context) => {
      const { positional, values } = parse(context, ["NAME"], { admin: string() });
      const { admin } = values;
      if (admin === undefined) throw new UsageError("org create needs --admin USER.");
      return administer(context, async ({ db }) => {
        await db.transaction().execute(async (tx) => {
          const account = await requireUser(tx, admin);
          checkUsername(positional[0] ?? "");
          await insertOrganization(tx, { username: positional[0] ?? "", createdById: account.id });
        });
        console.log(`Created the organization ${positional[0]} with ${admin} as its administrator.`);
      });
    },
  },
  {
    words: ["org", "add-admin"],
    parameters: "NAME USER",
    description: "makes USER an administrator of an organization, as where none is left",
    run: (context) => {
      const { positional } = parse(context, ["NAME", "USER"], {});
      const [name = "", username = ""] = positional;
      return administer(context, async ({ db }) => {
        await addOrganizationAdministrator(db, name, username);
        console.log(`${username} administrates the organization ${name}.`);
      });
    },
  },
  {
    words: ["key", "create"],
    parameters: "USER [--name N]",
    description: "creates an API key and prints it, alone on the last line",
    run: (context) => {
      const { positional, values } = parse(context, ["USER"], { name: string() });
      return administer(context, async ({ db }) => {
        const account = await requireUser(db, positional[0] ?? "");
        const { key } = await issueApiKey(db, account.id, values.name ?? "Command line");
        console.log(key);
      });
    },
  },
  {
    words: ["key", "list"],
    parameters: "USER",
    description: "lists the keys that work: uuid, first characters, name, creation, last use",
    run: (context) =>
      administerUser(context, async ({ db }, account) => {
        for (const line of await listKeys(db, account)) console.log(line);
      }),
  },
  {
    words: ["key", "revoke"],
    parameters: "UUID",
    description: "revokes a key",
    run: (context) => {
      const { positional } = parse(context, ["UUID"], {});
      return administer(context, async ({ db }) => {
        const { name, username } = await revokeKey(db, positional[0] ?? "");
        console.log(`Revoked the key ${JSON.stringify(name)} of ${username}.`);
      });
    },
  },
  {
    words: ["bucket", "allow"],
    parameters: "OWNER PREFIX",
    description: "lets datasets of OWNER read PREFIX… of the S3 bucket; '' is the whole of it",
    run: (context) =>
      administerPrefix(context, async ({ db }, owner, prefix) => {
        await buckets.insertPrefix(db, owner.id, prefix);
        console.log(`Datasets of ${owner.username} may read ${shownPrefix(prefix)}.`);
      }),
  },
  {
    words: ["bucket", "revoke"],
    parameters: "OWNER PREFIX",
    description: "takes that back; urls that are signed already work for a day",
    run: (context) =>
      administerPrefix(context, async ({ db }, owner, prefix) => {
        if (!(await buckets.deletePrefix(db, owner.id, prefix)))
          throw new AppError("notFound", { detail: `${owner.username} was not allowed ${shownPrefix(prefix)}.` });
        console.log(`Datasets of ${owner.username} may no longer read ${shownPrefix(prefix)}.`);
      }),
  },
  {
    words: ["bucket", "list"],
    parameters: "",
    description: "lists who may read which prefixes of the S3 bucket",
    run: (context) => {
      parse(context, [], {});
      return administer(context, async ({ db }) => {
        for (const { username, prefix } of await buckets.listAllPrefixes(db)) console.log(`${username}\t${prefix}`);
      });
    },
  },
  {
    words: ["storage"],
    parameters: "",
    description: "shows what the database and the asset store hold, by dataset",
    run: (context) => {
      parse(context, [], {});
      return administer(context, ({ db }) => showStorage(context.config, db));
    },
  },
  {
    words: ["assets", "orphans"],
    parameters: "[--days N] [--delete]",
    description: "lists uploads of N days ago or earlier (7) that nothing refers to; --delete removes them",
    run: (context) => {
      const { values } = parse(context, [], { days: string(), delete: { type: "boolean" } });
      const days = values.days ?? String(context.config.assetGraceDays);
      if (!/^\d{1,5}$/.test(days)) throw new UsageError("--days takes a whole number.");
      return administer(context, ({ db }) =>
        showOrphans(context.config, db, { days: Number(days), isDeleting: values.delete === true }),
      );
    },
  },
  {
    words: ["demo"],
    parameters: "USER",
    description: "gives USER the example datasets that it does not have yet, with images and labels",
    run: (context) => {
      const { positional } = parse(context, ["USER"], {});
      return administer(context, async ({ db }) => {
        const owner = await requireUser(db, positional[0] ?? "");
        for (const name of await addExamples(context.config, db, owner)) {
          console.log(`Created the dataset ${owner.username}/${name}.`);
        }
      });
    },
  },
  {
    words: ["backup"],
    parameters: "FILE [--no-assets]",
    description: "writes the database, and the files of the local asset store, to a zip file",
    run: (context) => {
      const { positional, values } = parse(context, ["FILE"], { "no-assets": { type: "boolean" } });
      return administer(context, async (database) => {
        const summary = await backup(database, context.config, {
          file: positional[0] ?? "",
          withAssets: values["no-assets"] !== true,
        });
        console.log(`Wrote ${positional[0]}: ${summary.rows} rows, ${summary.assets} files.`);
      });
    },
  },
  {
    words: ["restore"],
    parameters: "FILE [--replace]",
    description: "reads a backup into an empty database; with --replace, in place of what is there",
    run: (context) => {
      const { positional, values } = parse(context, ["FILE"], { replace: { type: "boolean" } });
      return withDatabase(context, { isMigrated: false }, async (database) => {
        const summary = await restore(database, context.config, {
          file: positional[0] ?? "",
          isReplacing: values.replace === true,
        });
        console.log(`Restored ${summary.rows} rows, ${summary.assets} files.`);
      });
    },
  },
];

/** A screenful of help. */
export function usage(): string {
  const lines = COMMANDS.map(({ words, parameters, description }) => {
    return `  ${`${words.join(" ")} ${parameters}`.trim().padEnd(47)} ${description}`;
  });
  return [
    "Usage: npm run tessera -- COMMAND",
    "",
    ...lines,
    "",
    "The commands work while the server runs and when it does not. They read the same environment",
    "(DATA_DIR, DATABASE_URL); see docs/configuration.md.",
  ].join("\n");
}

function administer(context: CommandContext, work: (database: AdminDatabase) => Promise<void>): Promise<void> {
  return withDatabase(context, { isMigrated: true }, async (database) => {
    try {
      await work(database);
    } catch (error) {
      // A name that is taken is told in the same words as over the API.
      throw (error as { code?: unknown }).code === "23505" ? toAppError(error) : error;
    }
  });
}

/** A command on one user's account. */
function administerUser(
  context: CommandContext,
  work: (database: AdminDatabase, account: Awaited<ReturnType<typeof requireUser>>) => Promise<void>,
): Promise<void> {
  const { positional } = parse(context, ["NAME"], {});
  return administer(context, async (database) => work(database, await requireUser(database.db, positional[0] ?? "")));
}

/** A command on what an owner, a user or an organization, may read of the connected bucket. */
function administerPrefix(
  context: CommandContext,
  work: (database: AdminDatabase, owner: { id: number; username: string }, prefix: string) => Promise<void>,
): Promise<void> {
  const { positional } = parse(context, ["OWNER", "PREFIX"], {});
  const [name = "", prefix = ""] = positional;
  return administer(context, async (database) => {
    const owner = await findAccount(database.db, name);
    if (owner === undefined)
      throw new AppError("notFound", { detail: `There is no user or organization ${JSON.stringify(name)}.` });
    await work(database, owner, prefix);
  });
}

function shownPrefix(prefix: string): string {
  return prefix === "" ? "the whole bucket" : `${JSON.stringify(prefix)} of the bucket`;
}

const string = () => ({ type: "string" }) as const;

function parse<const O extends NonNullable<ParseArgsConfig["options"]>>(
  context: CommandContext,
  names: readonly string[],
  options: O,
) {
  let parsed: ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...context.args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const positional: readonly string[] = parsed.positionals;
  if (positional.length !== names.length) throw new UsageError(`This command takes ${names.join(" ") || "no names"}.`);
  return { positional, values: parsed.values };
}
