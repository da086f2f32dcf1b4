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

  app.get("/readyz", { config, schema }, async (_request, reply) => {
    try {
      await Promise.all([pingDatabase(context.database.db), context.assets.check()]);
    } catch (error) {
      throw new AppError("unavailable", { cause: error });
    }
    return sendJson(reply, '{"status":"ready"}');
  });
}
