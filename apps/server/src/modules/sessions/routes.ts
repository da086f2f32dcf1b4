import type { PasswordPut, SessionCreate } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import type { Tx } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { ACCOUNT, ANONYMOUS, contextOf } from "../../http/access.js";
import { isUuid } from "../../http/identifiers.js";
import { created, noContent, sendJson, sendOutcome } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { clearSessionCookie, findSessionToken, setSessionCookie } from "../../http/session-cookie.js";
import { transact } from "../../http/transact.js";
import { ownUserJson } from "../accounts/repository.js";
import { SESSION_PARAMS } from "../params.js";
import { findDevice, setDeviceCookie } from "./device-cookie.js";
import * as service from "./service.js";
import { visitOf } from "./visit.js";

/** Signing in and out in a browser. */
export function sessionRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;

  app.post<{ Body: SessionCreate }>("/sessions/", {
    config: { access: ANONYMOUS },
    schema: {
      tags: ["sessions"],
      summary: "Sign in",
      description:
        "Answers with a session cookie, which lasts 30 days after its last use. Slowed down after failures: 429 with `Retry-After`.",
      body: ref("SessionCreate"),
      response: answers({ 201: { description: "Signed in.", schema: ref("User") } }),
    },
    handler: async (request, reply) => {
      const account = await service.authenticate(db, contextOf(request), {
        body: request.body,
        findDevice: (accountId) => findDevice(db, request, accountId),
      });
      const signIn = { account, visit: visitOf(request) };
      const token = await db.transaction().execute((tx) => service.openSession(tx, contextOf(request), signIn));
      request.caller = { id: account.id, username: account.username };
      setSessionCookie(request, reply, token);
      await setDeviceCookie(db, request, reply, account.id);
      return sendOutcome(reply, created(await ownUserJson(db, account)));
    },
  });

  app.delete("/sessions/current/", {
    config: { access: ANONYMOUS },
    schema: {
      tags: ["sessions"],
      summary: "Sign out",
      description: "Ends the session of the cookie and clears it; without one there is nothing to do.",
      response: answers({ 204: { description: "Signed out." } }),
    },
    handler: async (request, reply) => {
      const token = findSessionToken(request);
      if (token !== undefined) {
        const close = (tx: Tx) => service.closeSession(tx, contextOf(request), token);
        request.caller = await db.transaction().execute(close);
      }
      clearSessionCookie(request, reply);
      return sendOutcome(reply, noContent);
    },
  });

  app.get("/user/sessions/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["sessions"],
      summary: "List my sessions",
      response: answers({ 200: { description: "The one that was used last first.", schema: listOf("Session") } }),
    },
    handler: async (request, reply) => sendJson(reply, await service.listSessionsJson(db, contextOf(request))),
  });

  app.delete<{ Params: { uuid: string } }>("/user/sessions/:uuid/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["sessions"],
      summary: "End one of my sessions",
      params: SESSION_PARAMS,
      response: answers({ 204: { description: "Ended, at once." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        if (!isUuid(request.params.uuid)) throw new AppError("notFound");
        await service.revokeSession(tx, contextOf(request), request.params.uuid);
        return noContent;
      }),
  });

  app.put<{ Body: PasswordPut }>("/user/password/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["sessions"],
      summary: "Change my password",
      description: "All other sessions end. API keys stay, unless `revoke_keys` is set.",
      body: ref("PasswordPut"),
      response: answers({ 204: { description: "Changed." } }),
    },
    handler: async (request, reply) => {
      await service.changePassword(db, contextOf(request), request.body);
      return sendOutcome(reply, noContent);
    },
  });
}
