import type { Setup } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { AppContext } from "../../context.js";
import { AppError } from "../../errors.js";
import { ANONYMOUS, callerOf, contextOf } from "../../http/access.js";
import { toJson } from "../../http/json-text.js";
import { created, sendJson } from "../../http/replies.js";
import { answers, ref } from "../../http/responses.js";
import { setSessionCookie } from "../../http/session-cookie.js";
import { transact } from "../../http/transact.js";
import { issueApiKey } from "../accounts/api-key-service.js";
import { audit } from "../audit/service.js";
import { setDeviceCookie } from "../sessions/device-cookie.js";
import { openSession } from "../sessions/service.js";
import { visitOf } from "../sessions/visit.js";
import { hasAccounts } from "./repository.js";
import { createFirstUser, isSetupToken } from "./service.js";

/** The first account. The link to the page of the web app is printed when the server starts on an empty database. */
export function setupRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;
  const config = { access: ANONYMOUS };

  app.get<{ Querystring: { token?: string } }>("/setup/token/", {
    config,
    schema: {
      tags: ["setup"],
      summary: "Check a set-up link",
      querystring: Type.Object({ token: Type.Optional(Type.String({ description: "The link's token." })) }),
      response: answers({
        200: {
          description: "The link works.",
          schema: Type.Object({ is_valid: Type.Boolean() }),
        },
      }),
    },
    handler: async (request, reply) => {
      reply.header("cache-control", "no-store");
      if (!(await isSetupToken(db, String(request.query.token ?? "")))) throw new AppError("setupLinkUsed");
      return sendJson(reply, '{"is_valid":true}');
    },
  });

  app.get("/setup/status/", {
    config,
    schema: {
      tags: ["setup"],
      summary: "Ask whether the server has been set up",
      description: "Before that, the server's log has the link to create the first account.",
      response: answers({
        200: {
          description: "Whether there is an account.",
          schema: Type.Object({ is_done: Type.Boolean() }),
        },
      }),
    },
    handler: async (_request, reply) => {
      reply.header("cache-control", "no-store");
      return sendJson(reply, toJson({ is_done: await hasAccounts(db) }));
    },
  });

  app.post<{ Body: Setup }>("/setup/", {
    config,
    schema: {
      tags: ["setup"],
      summary: "Create the first account",
      description:
        "Uses the link up, signs in, and answers with an API key that is shown only now, unless `create_key` is false.",
      body: ref("Setup"),
      response: answers({
        201: {
          description: "The account, and its key if one was created.",
          schema: Type.Object({ username: Type.String(), key: Type.Optional(Type.String()) }),
        },
      }),
    },
    handler: async (request, reply) => {
      let session: string | undefined;
      return transact(
        db,
        request,
        reply,
        async (tx) => {
          const { token, create_key: createsKey = true, ...user } = request.body;
          const account = await createFirstUser(tx, token, user);
          const key = createsKey ? (await issueApiKey(tx, account.id, "Set-up")).key : undefined;
          session = await openSession(tx, contextOf(request), { account, visit: visitOf(request) });
          request.caller = { id: account.id, username: account.username };
          await audit(tx, contextOf(request), { action: "server.set_up", subject: account.username });
          return { ...created(toJson({ username: account.username, key })), isSecret: true };
        },
        {
          afterCommit: async (outcome) => {
            if (session !== undefined) {
              setSessionCookie(request, reply, session);
              await setDeviceCookie(db, request, reply, callerOf(request).id);
            }
            return outcome;
          },
        },
      );
    },
  });
}
