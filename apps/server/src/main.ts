import { pino } from "pino";
import { ConfigError, readConfig } from "./config.js";
import { EmbeddedPostgresError } from "./database/embedded/index.js";
import { startServer } from "./server.js";

/** The server's entry: configuration from the environment, logs on standard output, a graceful stop on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel });
  const server = await startServer(config, log);
  log.info(`Tessera is ready at ${server.url}`);
  if (server.setupUrl !== undefined) log.info(`Create the first account at ${server.setupUrl}`);

  let isStopping = false;
  const stop = async (reason: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info(`stopping: ${reason}`);
    await server.stop();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
}

main().catch((error: unknown) => {
  const isExpected = error instanceof ConfigError || error instanceof EmbeddedPostgresError;
  console.error(isExpected ? error.message : error);
  process.exitCode = 1;
});
