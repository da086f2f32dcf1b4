import { pino } from "pino";
import { ConfigError, readConfig } from "../config.js";
import { EmbeddedPostgresError } from "../database/embedded/index.js";
import { AppError } from "../errors.js";
import { COMMANDS, UsageError, usage } from "./commands.js";

/** The entry of `npm run tessera -- …`: administration from a shell, beside a running server or without one. */
async function main(args: readonly string[]): Promise<void> {
  if (args.length === 0 || args[0] === "help" || args.includes("--help")) {
    console.log(usage());
    return;
  }
  const command = COMMANDS.find(({ words }) => words.every((word, index) => args[index] === word));
  if (command === undefined) throw new UsageError(`There is no command ${args.slice(0, 2).join(" ")}.`);
  const config = readConfig(process.env);
  // Standard output is for answers alone: a key on its last line is read by scripts.
  const log = pino({ level: process.env.LOG_LEVEL === undefined ? "warn" : config.logLevel }, pino.destination(2));
  await command.run({ config, log, args: args.slice(command.words.length) });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage()}`);
  else if (isExpected(error)) console.error(error.message);
  else console.error(error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});

function isExpected(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof EmbeddedPostgresError || error instanceof AppError;
}
