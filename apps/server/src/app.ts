import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { AppContext } from "./context.js";
import { registerAccess } from "./http/access.js";
import { registerBodyParser } from "./http/body.js";
import { answerClientError } from "./http/client-errors.js";
import { registerClosing } from "./http/closing.js";
import { answerError, registerErrorHandlers, registerRoutePatterns } from "./http/error-handler.js";
import { FailedCredentials } from "./http/failed-credentials.js";
import { registerMemory } from "./http/memory.js";
import { registerObservation, requestId } from "./http/observe.js";
import { registerContract } from "./http/openapi.js";
import { parseQueryString } from "./http/query.js";
import { registerRateLimit } from "./http/rate-limit.js";
import { accountRoutes } from "./modules/accounts/routes.js";
import { assetRoutes } from "./modules/assets/routes.js";
import { storageRoutes } from "./modules/assets/storage.js";
import { collaboratorRoutes } from "./modules/collaborators/routes.js";
import { datasetRoutes } from "./modules/datasets/routes.js";
import { taskAttributesRoutes } from "./modules/datasets/task-attributes-routes.js";
import { exampleRoutes } from "./modules/examples/routes.js";
import { invitationRoutes } from "./modules/invitations/routes.js";
import { issueRoutes } from "./modules/issues/routes.js";
import { labelDraftRoutes } from "./modules/labels/draft-routes.js";
import { labelHistoryRoutes } from "./modules/labels/history-routes.js";
import { labelRoutes } from "./modules/labels/routes.js";
import { labelsetRoutes } from "./modules/labelsets/routes.js";
import { operationRoutes } from "./modules/operations/routes.js";
import { organizationRoutes } from "./modules/organizations/routes.js";
import { queueRoutes } from "./modules/queue/routes.js";
import { releaseRoutes } from "./modules/releases/routes.js";
import { sampleRoutes } from "./modules/samples/routes.js";
import { serverUserRoutes } from "./modules/server-users/routes.js";
import { sessionRoutes } from "./modules/sessions/routes.js";
import { setupRoutes } from "./modules/setup/routes.js";
import { webApp } from "./modules/web/web-app.js";
import { workunitRoutes } from "./modules/workunits/routes.js";

const MAX_URL_PART_LENGTH = 2000;

/** A number of proxies counts hops from the right, where each proxy writes the address that it saw. */
function proxiesToTrust(trustProxy: AppContext["config"]["trustProxy"]) {
  return typeof trustProxy === "number" ? (_address: string, hop: number) => hop < trustProxy : trustProxy;
}

/** Composes the whole HTTP application. It listens nowhere: server.ts does, and tests inject requests. */
export async function buildApp(context: AppContext): Promise<FastifyInstance> {
  const { config, database } = context;
  const app = Fastify({
    loggerInstance: context.log as FastifyBaseLogger,
    // One line a request is enough: see observe.ts.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    trustProxy: proxiesToTrust(config.trustProxy),
    genReqId: (request) => requestId(request.headers["x-request-id"]),
    routerOptions: {
      // Every path answers with and without its trailing slash, with no redirect: that would lose a POST's body.
      ignoreTrailingSlash: true,
      maxParamLength: MAX_URL_PART_LENGTH,
      querystringParser: parseQueryString,
    },
    // Urls that the router cannot read (%ZZ, endless names) never reach a route: they are answered like the others.
    frameworkErrors: (error, request, reply) => {
      reply.header("x-request-id", request.id).header("x-content-type-options", "nosniff");
      answerError(error, request, reply);
    },
    clientErrorHandler: answerClientError,
    exposeHeadRoutes: true,
    // A large body on a slow line takes its time; a silent connection does not.
    requestTimeout: 15 * 60_000,
    connectionTimeout: 5 * 60_000,
    keepAliveTimeout: 75_000,
  });
  app.decorate("publicUrl", config.publicUrl);
  app.addHook("onSend", async (request, reply) => {
    reply.header("x-content-type-options", "nosniff");
    // A cookie, unlike a key, does not keep an answer out of shared caches by itself.
    if (request.caller !== undefined && !reply.hasHeader("cache-control")) {
      reply.header("cache-control", "private, no-cache");
    }
  });
  registerClosing(app);
  registerErrorHandlers(app, webApp(config.webDirectory));
  registerRoutePatterns(app);
  registerObservation(app, database.pool, config);
  await registerRateLimit(app, config.rateLimitPerMinute);
  registerAccess(app, database.pool, new FailedCredentials(config.rateLimitPerMinute));
  registerMemory(app);
  registerBodyParser(app, config);
  await registerContract(app);
  for (const routes of [
    operationRoutes,
    accountRoutes,
    organizationRoutes,
    datasetRoutes,
    taskAttributesRoutes,
    collaboratorRoutes,
    sampleRoutes,
    labelRoutes,
    labelHistoryRoutes,
    labelDraftRoutes,
    labelsetRoutes,
    issueRoutes,
    releaseRoutes,
    workunitRoutes,
    queueRoutes,
    assetRoutes,
    sessionRoutes,
    invitationRoutes,
    exampleRoutes,
    setupRoutes,
    serverUserRoutes,
  ]) {
    routes(app, context);
  }
  await app.register(storageRoutes, context);
  return app;
}
