import type { ApiKeyCreate, UserPatch } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { AppError } from "../../errors.js";
import { ACCOUNT, callerOf, contextOf } from "../../http/access.js";
import { isUuid } from "../../http/identifiers.js";
import { created, noContent, ok, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { audit } from "../audit/service.js";
import { API_KEY_PARAMS, USERNAME_PARAMS } from "../params.js";
import * as keys from "./api-key-service.js";
import {
  findAccount,
  findAccountById,
  findMembership,
  organizationJson,
  ownUserJson,
  publicUserJson,
  updateAccount,
} from "./repository.js";

/** Clients older than this speak a contract that we do not. */
const OLDEST_CLIENT = [1, 0] as const;

export function accountRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;

  app.get<{ Querystring: { lib_version?: string } }>("/api_status/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["users"],
      summary: "Check the key and the client's version",
      querystring: {
        type: "object",
        properties: { lib_version: { type: "string", description: "The client's version.", examples: ["1.33.0"] } },
      },
      response: answers({ 200: { description: "All is well.", schema: { type: "object" } } }),
    },
    handler: async (request, reply) => {
      if (isTooOld(request.query.lib_version)) throw new AppError("clientTooOld");
      return sendJson(reply, "{}");
    },
  });

  app.get("/user/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["users"],
      summary: "Get my account",
      response: answers({ 200: { description: "The caller.", schema: ref("User") } }),
    },
    handler: async (request, reply) => {
      const account = await findAccountById(db, callerOf(request).id);
      if (account === undefined) throw new AppError("notFound");
      return sendJson(reply, await ownUserJson(db, account));
    },
  });

  app.patch<{ Body: UserPatch }>("/user/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["users"],
      summary: "Change my account",
      body: ref("UserPatch"),
      response: answers({ 200: { description: "The caller.", schema: ref("User") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const { id, username } = callerOf(request);
        const { email } = request.body;
        const account = await updateAccount(tx, id, email === undefined ? {} : { email });
        if (email !== undefined) await audit(tx, contextOf(request), { action: "account.updated", subject: username });
        return ok(await ownUserJson(tx, account));
      }),
  });

  app.get<{ Params: { username: string } }>("/users/:username/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["users"],
      summary: "Get a user or an organization",
      description: "An organization's members see its members and emails.",
      params: USERNAME_PARAMS,
      response: answers({ 200: { description: "The account.", schema: ref("User") } }),
    },
    handler: async (request, reply) => {
      const account = await findAccount(db, request.params.username);
      if (account === undefined) throw new AppError("notFound");
      const caller = callerOf(request);
      if (account.id === caller.id) return sendJson(reply, await ownUserJson(db, account));
      const isMember = account.is_organization && (await findMembership(db, account.id, caller.id)) !== undefined;
      return sendJson(reply, isMember ? await organizationJson(db, account) : publicUserJson(account));
    },
  });

  app.get("/user/api_keys/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["users"],
      summary: "List my API keys",
      response: answers({ 200: { description: "Without the keys themselves.", schema: listOf("ApiKey") } }),
    },
    handler: async (request, reply) => sendJson(reply, await keys.listApiKeysJson(db, contextOf(request))),
  });

  app.post<{ Body: ApiKeyCreate }>("/user/api_keys/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["users"],
      summary: "Create an API key",
      description: "The answer is the only place where the key is shown.",
      body: ref("ApiKeyCreate"),
      response: answers({ 201: { description: "With the key.", schema: ref("ApiKey") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => ({
        ...created(await keys.createApiKey(tx, contextOf(request), request.body.name)),
        isSecret: true,
      })),
  });

  app.delete<{ Params: { uuid: string } }>("/user/api_keys/:uuid/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["users"],
      summary: "Revoke an API key",
      params: API_KEY_PARAMS,
      response: answers({ 204: { description: "Revoked, at once." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        if (!isUuid(request.params.uuid)) throw new AppError("notFound");
        await keys.revokeApiKey(tx, contextOf(request), request.params.uuid);
        return noContent;
      }),
  });
}

function isTooOld(version: string | undefined): boolean {
  const match = /^(\d+)\.(\d+)/.exec(version ?? "");
  if (match === null) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major < OLDEST_CLIENT[0] || (major === OLDEST_CLIENT[0] && minor < OLDEST_CLIENT[1]);
}
