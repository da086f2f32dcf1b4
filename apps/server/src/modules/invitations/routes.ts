import type { DatasetInvitationCreate, InvitationAccept, OrganizationInvitationCreate } from "@tessera/schema";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { AppContext } from "../../context.js";
import {
  ANONYMOUS,
  callerOf,
  contextOf,
  datasetAccess,
  datasetOf,
  INVITATION,
  OPTIONAL_ACCOUNT,
  organizationAccess,
  organizationOf,
} from "../../http/access.js";
import { originOf } from "../../http/origin.js";
import { created, noContent, ok, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { setSessionCookie } from "../../http/session-cookie.js";
import { transact } from "../../http/transact.js";
import { ownUserJson } from "../accounts/repository.js";
import { DATASET_PARAMS, INVITATION_PARAMS, INVITATION_TOKEN_PARAMS, ORGANIZATION_PARAMS } from "../params.js";
import { setDeviceCookie } from "../sessions/device-cookie.js";
import { openSession } from "../sessions/service.js";
import { visitOf } from "../sessions/visit.js";
import { offerJson } from "./repository.js";
import * as service from "./service.js";

const SHOWN_ONCE = "The link is shown in this answer alone; it works for one person, for seven days.";
const made = answers({ 201: { description: "With its token and link.", schema: ref("Invitation") } });
const pending = answers({ 200: { description: "The newest first.", schema: listOf("Invitation") } });

export function invitationRoutes(app: FastifyInstance, context: AppContext): void {
  const { config } = context;
  const { db } = context.database;

  app.get("/datasets/:owner/:dataset/invitations/", {
    config: { access: datasetAccess("manage") },
    schema: {
      tags: ["invitations"],
      summary: "List the invitations to a dataset",
      description: "Those that can still be accepted.",
      params: DATASET_PARAMS,
      response: pending,
    },
    handler: async (request, reply) =>
      sendJson(reply, await service.listInvitationsJson(db, { datasetId: datasetOf(request).id })),
  });

  app.post<{ Body: DatasetInvitationCreate }>("/datasets/:owner/:dataset/invitations/", {
    config: { access: datasetAccess("manage", { worksArchived: true }) },
    schema: {
      tags: ["invitations"],
      summary: "Invite somebody to a dataset",
      description: SHOWN_ONCE,
      params: DATASET_PARAMS,
      body: ref("DatasetInvitationCreate"),
      response: made,
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => ({
        ...created(await service.inviteToDataset(tx, contextOf(request), invitationIn(request))),
        isSecret: true,
      })),
  });

  app.get("/organizations/:organization/invitations/", {
    config: { access: organizationAccess("administrator") },
    schema: {
      tags: ["invitations"],
      summary: "List the invitations to an organization",
      description: "Those that can still be accepted.",
      params: ORGANIZATION_PARAMS,
      response: pending,
    },
    handler: async (request, reply) =>
      sendJson(reply, await service.listInvitationsJson(db, { organizationId: organizationOf(request).id })),
  });

  app.post<{ Body: OrganizationInvitationCreate }>("/organizations/:organization/invitations/", {
    config: { access: organizationAccess("administrator") },
    schema: {
      tags: ["invitations"],
      summary: "Invite somebody to an organization",
      description: SHOWN_ONCE,
      params: ORGANIZATION_PARAMS,
      body: ref("OrganizationInvitationCreate"),
      response: made,
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => ({
        ...created(await service.inviteToOrganization(tx, contextOf(request), invitationIn(request))),
        isSecret: true,
      })),
  });

  app.delete("/invitations/:invitation/", {
    config: { access: INVITATION },
    schema: {
      tags: ["invitations"],
      summary: "Revoke an invitation",
      params: INVITATION_PARAMS,
      response: answers({ 204: { description: "Its link no longer works." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        await service.revokeInvitation(tx, contextOf(request));
        return noContent;
      }),
  });

  app.get<{ Params: { invitation: string } }>("/invitations/:invitation/", {
    config: { access: ANONYMOUS },
    schema: {
      tags: ["invitations"],
      summary: "See what an invitation offers",
      description: "For whoever has its link. Not found once it was used, revoked or has expired.",
      params: INVITATION_TOKEN_PARAMS,
      response: answers({ 200: { description: "What it offers.", schema: ref("InvitationOffer") } }),
    },
    handler: async (request, reply) => {
      reply.header("cache-control", "no-store");
      return sendJson(reply, offerJson(await service.getInvitation(db, request.params.invitation)));
    },
  });

  app.post<{ Body: InvitationAccept; Params: { invitation: string } }>("/invitations/:invitation/accept/", {
    config: { access: OPTIONAL_ACCOUNT },
    schema: {
      tags: ["invitations"],
      summary: "Accept an invitation",
      description:
        "Whoever is signed in joins. Otherwise the body makes an account, which joins and is signed in. An invitation that names an email address is for the account with that address, or for a new one, which gets it. A role that is higher than the invitation's stays.",
      params: INVITATION_TOKEN_PARAMS,
      body: ref("InvitationAccept"),
      response: answers({
        200: { description: "The caller, who joined.", schema: ref("User") },
        201: { description: "The new account.", schema: ref("User") },
      }),
    },
    handler: (request, reply) => {
      const { body, caller } = request;
      let session: string | undefined;
      return transact(
        db,
        request,
        reply,
        async (tx) => {
          const options = { caller, body, maxCollaborators: config.maxCollaborators };
          const { account, isNew } = await service.acceptInvitation(
            tx,
            contextOf(request),
            request.params.invitation,
            options,
          );
          if (isNew) {
            session = await openSession(tx, contextOf(request), { account, visit: visitOf(request) });
            request.caller = { id: account.id, username: account.username };
          }
          const json = await ownUserJson(tx, account);
          return isNew ? created(json) : ok(json);
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

/** An invitation to be made, and where its link begins. */
function invitationIn<Body>(request: FastifyRequest<{ Body: Body }>) {
  return { body: request.body, origin: originOf(request) };
}
