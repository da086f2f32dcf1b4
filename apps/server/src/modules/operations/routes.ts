import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { pingDatabase } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { ANONYMOUS } from "../../http/access.js";
import { sendJson } from "../../http/replies.js";

/** For load balancers and process managers: alive at all, and able to serve. */
export function operationRoutes(app: FastifyInstance, context: AppContext): void {
  const config = { access: ANONYMOUS, rateLimit: false } as const;
  const schema = { hide: true };

  app.get("/healthz", { config, schema }, async (_request, reply) => sendJson(reply, '{"status":"ok"}'));

  const checkReady = createReadyCheck(context);
  app.get("/readyz", { config, schema }, async (_request, reply) => {
    try {
      await checkReady();
    } catch (error) {
      throw new AppError("unavailable", { cause: error });
    }
    return sendJson(reply, '{"status":"ready"}');
  });
}

/** Load balancers ask every few seconds and wait for as long. */
const READY_TIMEOUT_MS = 1500;

/** All that ask while a check is under way share it: a database that hangs must not take every connection of the pool. */
function createReadyCheck({ database, assets }: AppContext): () => Promise<void> {
  let pending: Promise<unknown> | undefined;
  return async () => {
    pending ??= Promise.all([pingDatabase(database.db), assets.check()]).finally(() => {
      pending = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("The database or the asset store does not answer.")), READY_TIMEOUT_MS);
    });
    await Promise.race([pending, late]).finally(() => clearTimeout(timer));
  };
}
