import type { PasswordReset, ServerUserPatch } from "@tessera/schema";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { AppContext } from "../../context.js";
import { AppError } from "../../errors.js";
import { contextOf, SERVER } from "../../http/access.js";
import { isUuid } from "../../http/identifiers.js";
import { toJson } from "../../http/json-text.js";
import { PAGING_QUERY, readPage, sendPage } from "../../http/paging.js";
import { created, noContent, ok, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { apiKeyJson, listApiKeys } from "../accounts/api-key-repository.js";
import { audit } from "../audit/service.js";
import { USER_API_KEY_PARAMS, USERNAME_PARAMS } from "../params.js";
import { listSessions } from "../sessions/repository.js";
import { getServerUserJson, listServerUsersJson } from "./repository.js";
import * as service from "./service.js";

interface OfUser {
  Params: { username: string };
}

/** The people of a server, for who runs it. It gives no right on any dataset. */
export function serverUserRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;
  const config = { access: SERVER };
  const tags = ["server"];
  /** Who is not there is not found, whatever the body says. */
  const mustExist = async ({ params }: FastifyRequest<OfUser>) => {
    await service.getUser(db, params.username);
  };
  const by =
    (request: FastifyRequest): service.Note =>
    (tx, entry) =>
      audit(tx, contextOf(request), entry);

  app.get<{ Querystring: { search?: string; page?: string; per_page?: string } }>("/server/users/", {
    config,
    schema: {
      tags,
      summary: "List the users of the server",
      description:
        "People's accounts by name, disabled ones included. This and what follows is for server administrators.",
      querystring: Type.Object({
        search: Type.Optional(
          Type.String({ description: "A part of the username or the email address.", examples: ["jan"] }),
        ),
        ...PAGING_QUERY,
      }),
      response: answers({ 200: { description: "One page.", schema: listOf("ServerUser") } }),
    },
    handler: async (request, reply) => {
      const page = readPage(request.query);
      return sendPage(request, reply, page, await listServerUsersJson(db, request.query.search ?? "", page));
    },
  });

  app.get<OfUser>("/server/users/:username/", {
    config,
    schema: {
      tags,
      summary: "Get a user of the server",
      params: USERNAME_PARAMS,
      response: answers({ 200: { description: "The user.", schema: ref("ServerUser") } }),
    },
    handler: async (request, reply) =>
      sendJson(reply, await getServerUserJson(db, (await service.getUser(db, request.params.username)).id)),
  });

  app.patch<OfUser & { Body: ServerUserPatch }>("/server/users/:username/", {
    config,
    schema: {
      tags,
      summary: "Disable or enable a user, or change who administrates the server",
      description:
        "Disabling ends the account's sessions, refuses its keys, and gives back the samples that it holds; what it made stays. The last administrator can neither be disabled nor lose the role: 403. Organizations that are left without an administrator are named in `sole_administrator_of`.",
      params: USERNAME_PARAMS,
      body: ref("ServerUserPatch"),
      response: answers({ 200: { description: "The user.", schema: ref("ServerUser") } }),
    },
    preValidation: mustExist,
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const { username } = request.params;
        const account = await service.getUser(tx, username);
        await service.updateUser(tx, account, request.body, by(request));
        return ok(await getServerUserJson(tx, account.id));
      }),
  });

  app.post<OfUser & { Body: PasswordReset }>("/server/users/:username/password/", {
    config,
    schema: {
      tags,
      summary: "Reset a user's password",
      description:
        "To a random one, which this answer alone shows. The account's sessions end; its keys stay, unless `revoke_keys` is set.",
      params: USERNAME_PARAMS,
      body: ref("PasswordReset"),
      response: answers({
        201: { description: "The new password.", schema: Type.Object({ password: Type.String() }) },
      }),
    },
    preValidation: mustExist,
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const account = await service.getUser(tx, request.params.username);
        const options = { isRevokingKeys: request.body.revoke_keys === true };
        const password = await service.resetPassword(tx, account, options, by(request));
        return { ...created(toJson({ password })), isSecret: true };
      }),
  });

  app.get<OfUser>("/server/users/:username/api_keys/", {
    config,
    schema: {
      tags,
      summary: "List a user's API keys",
      params: USERNAME_PARAMS,
      response: answers({ 200: { description: "Without the keys themselves.", schema: listOf("ApiKey") } }),
    },
    handler: async (request, reply) => {
      const { id } = await service.getUser(db, request.params.username);
      const rows = await listApiKeys(db, id);
      return sendJson(reply, `[${rows.map((row) => apiKeyJson(row)).join(",")}]`);
    },
  });

  app.delete<{ Params: { username: string; uuid: string } }>("/server/users/:username/api_keys/:uuid/", {
    config,
    schema: {
      tags,
      summary: "Revoke a user's API key",
      params: USER_API_KEY_PARAMS,
      response: answers({ 204: { description: "Revoked, at once." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        const { username, uuid } = request.params;
        const account = await service.getUser(tx, username);
        const revoked = isUuid(uuid) && (await service.revokeKeyOf(tx, account, uuid, by(request)));
        if (!revoked) throw new AppError("notFound");
        return noContent;
      }),
  });

  app.get<OfUser>("/server/users/:username/sessions/", {
    config,
    schema: {
      tags,
      summary: "List a user's sessions",
      params: USERNAME_PARAMS,
      response: answers({ 200: { description: "The one that was used last first.", schema: listOf("Session") } }),
    },
    handler: async (request, reply) => {
      const { id } = await service.getUser(db, request.params.username);
      const rows = await listSessions(db, id);
      const current = request.caller?.sessionUuid;
      const items = rows.map((row) => toJson({ ...row, is_current: row.uuid === current }));
      return sendJson(reply, `[${items.join(",")}]`);
    },
  });

  app.delete<OfUser>("/server/users/:username/sessions/", {
    config,
    schema: {
      tags,
      summary: "End all of a user's sessions",
      description: "API keys stay.",
      params: USERNAME_PARAMS,
      response: answers({ 204: { description: "Ended, at once." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        await service.endSessions(tx, await service.getUser(tx, request.params.username), by(request));
        return noContent;
      }),
  });
}
