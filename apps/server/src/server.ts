import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { buildApp } from "./app.js";
import type { Config } from "./config.js";
import { connectDatabase } from "./database/connect.js";
import { migrateDatabase, openDatabase } from "./database/database.js";
import { createBodyValidator } from "./http/body-validator.js";
import { createGuardedFetch } from "./http-client/guarded-fetch.js";
import { migrateJobs, openWorkerPool, runJobs } from "./jobs/runner.js";
import { renewSetupToken } from "./modules/setup/service.js";
import { createThumbnailer } from "./modules/thumbnails/thumbnailer.js";
import { openAssetStore } from "./open-asset-store.js";

export interface RunningServer {
  readonly url: string;
  /** Where the first account is created; undefined once there is one. */
  readonly setupUrl: string | undefined;
  /** Finishes requests and jobs in progress, then the database. */
  stop(): Promise<void>;
}

/** Starts the whole product: database, migrations, jobs, HTTP. */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  const closers: (() => Promise<void>)[] = [];
  let isStopping = false;
  const closeAll = async () => {
    isStopping = true;
    for (const close of closers.reverse()) await close();
  };
  try {
    const databaseServer = await connectDatabase(config, "own", log);
    closers.push(() => databaseServer.stop());
    // The message alone: the error carries the whole connection. At a stop connections end because they are meant to.
    const onConnectionError = (error: Error & { code?: string }) => {
      if (!isStopping) log.warn({ reason: error.message, code: error.code }, "a database connection was lost");
    };
    const database = openDatabase({
      connection: databaseServer.connection,
      poolSize: config.databasePoolSize,
      statementTimeoutSeconds: config.statementTimeoutSeconds,
      onConnectionError,
    });
    closers.push(() => database.close());
    const jobDatabase = openDatabase({
      connection: databaseServer.connection,
      poolSize: config.jobConcurrency + 2,
      statementTimeoutSeconds: 0,
      onConnectionError,
    });
    closers.push(() => jobDatabase.close());
    const workerPool = openWorkerPool(databaseServer.connection, config.jobConcurrency + 3, onConnectionError);
    closers.push(() => workerPool.end());

    await migrateDatabase(jobDatabase.db);
    await migrateJobs(workerPool, log);

    const assets = await openAssetStore(config, jobDatabase.db);
    closers.push(() => assets.close());
    const guardedFetch = createGuardedFetch({ allowedHosts: config.allowedPrivateHosts });
    const bodies = createBodyValidator();
    closers.push(() => bodies.close());
    const app = await buildApp({ config, database, assets, bodies, log });
    if (config.jobConcurrency > 0) {
      const thumbnailer = createThumbnailer();
      const jobs = await runJobs(
        { database: jobDatabase, assets, guardedFetch, thumbnailer, assetGraceDays: config.assetGraceDays, log },
        workerPool,
        config.jobConcurrency,
      );
      closers.push(() => jobs.stop());
      closers.push(() => thumbnailer.close());
    }
    closers.push(() => app.close());
    const token = await renewSetupToken(jobDatabase.db);
    await app.listen({ host: config.host, port: config.port });
    const url = config.publicUrl ?? listeningUrl(app.addresses(), config.host);
    return {
      url,
      setupUrl: token && `${url}/setup/?token=${token}`,
      stop: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function listeningUrl(addresses: readonly (string | AddressInfo)[], host: string): string {
  const name = host.includes(":") ? `[${host}]` : host;
  const [address] = addresses;
  return `http://${name}:${typeof address === "object" ? address.port : ""}`;
}
