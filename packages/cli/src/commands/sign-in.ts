import { TesseraClient } from "@tessera/sdk";
import type { Command } from "commander";
import { withExamples } from "../arguments.js";
import { configPath, readConfig, writeConfig } from "../config-file.js";
import { CliError, usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { readStdin } from "../io.js";
import { checkUrl, profileName, resolveSession } from "../session.js";
import type { Run, Shell } from "../shell.js";

export function addSignInCommands(program: Command, shell: Shell): void {
  withExamples(
    program
      .command("login")
      .summary("keep the address of a server and your key")
      .description(
        "Keeps the address of a server and your API key, after trying them. A key stands on your account's page.",
      )
      .option("--key-stdin", "read the key from standard input; no question is asked")
      .action((options: { keyStdin?: true }, command: Command) => shell.run(command, (run) => login(run, options))),
    [
      "login",
      "login --url https://labels.example.com --key-stdin < key.txt",
      "login --profile work --url https://labels.example.com",
    ],
  );
  program
    .command("logout")
    .summary("forget the key")
    .description("Forgets the address and the key of a profile. The key stays valid: revoke it on your account's page.")
    .action((_options, command: Command) => shell.run(command, logout));
  program
    .command("whoami")
    .summary("who you are, and on which server")
    .description("Shows whose key is used, on which server, and where both were found.")
    .action((_options, command: Command) => shell.run(command, whoami));
}

async function login(run: Run, { keyStdin }: { readonly keyStdin?: true }): Promise<void> {
  const { io, out, options, signal } = run;
  const name = profileName(io.env, options);
  const known = await resolveSession(
    io.env,
    options.url === undefined ? { profile: await existing(run, name) } : { url: options.url },
  );
  const isAsking = keyStdin !== true;
  if (isAsking && !io.isInteractive) {
    throw usageError("There is nobody to ask for the key.", "Add --key-stdin and send the key to standard input.");
  }
  let url = known.url;
  if (isAsking && options.url === undefined) {
    const answer = await io.ask(`Server address [${known.url}]: `);
    if (answer.trim() !== "") url = checkUrl(answer.trim());
  }
  const key = (isAsking ? await io.ask("API key (not shown): ", { isSecret: true }) : await readStdin(io)).trim();
  if (key === "") throw usageError("No key was given.");
  const client = new TesseraClient({ apiKey: key, baseUrl: url });
  const { username } = await client.users.get(undefined, { signal }).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    throw new CliError(`The key was not kept: ${message}`, {
      exitCode: EXIT.notAllowed,
      hint: `Is ${url} the right server, and is the key whole?`,
      cause: error,
    });
  });
  const { profiles } = await readConfig(io.env);
  await writeConfig(io.env, { profiles: { ...profiles, [name]: { url, key, username } } });
  await out.done(`Signed in to ${url} as ${username}.`, { profile: name, url, username });
  if (io.env.TESSERA_API_KEY) out.remark("TESSERA_API_KEY is set: it goes before the key that was kept.");
}

/** `login --profile new` makes that profile; only a known one gives a default. */
async function existing({ io }: Run, name: string): Promise<string | undefined> {
  const { profiles } = await readConfig(io.env);
  return Object.hasOwn(profiles, name) ? name : undefined;
}

async function logout({ io, out, options }: Run): Promise<void> {
  const name = profileName(io.env, options);
  const { profiles } = await readConfig(io.env);
  const { [name]: gone, ...rest } = profiles;
  if (gone !== undefined) await writeConfig(io.env, { profiles: rest });
  const text =
    gone === undefined
      ? `Nobody is signed in as profile ${name}.`
      : `Signed out of ${gone.url}. The key is no longer in ${configPath(io.env)}.`;
  await out.done(text, { profile: name, url: gone?.url ?? null });
}

async function whoami(run: Run): Promise<void> {
  const session = await run.session();
  const client = await run.client();
  const user = await client.users.get(undefined, { signal: run.signal });
  const organizations = (user.organizations ?? []).map(({ username }) => username);
  await run.out.object({ ...user, server: session.url, key_from: session.keyFrom }, [
    ["user", user.username],
    ["email", user.email],
    ["organizations", organizations.length === 0 ? undefined : organizations.join(", ")],
    ["server", `${session.url} (from ${session.urlFrom})`],
    ["key", `from ${session.keyFrom}`],
  ]);
}
