import type { MemberCreate, MemberPatch, OrganizationCreate } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../../context.js";
import { ACCOUNT, contextOf, organizationAccess, organizationOf } from "../../http/access.js";
import { created, noContent, ok, sendJson } from "../../http/replies.js";
import { answers, listOf, ref } from "../../http/responses.js";
import { transact } from "../../http/transact.js";
import { MEMBER_PARAMS, ORGANIZATION_PARAMS } from "../params.js";
import { listMembersJson } from "./repository.js";
import * as service from "./service.js";

export function organizationRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;

  app.post<{ Body: OrganizationCreate }>("/organizations/", {
    config: { access: ACCOUNT },
    schema: {
      tags: ["organizations"],
      summary: "Create an organization",
      description: "The caller becomes its first administrator.",
      body: ref("OrganizationCreate"),
      response: answers({ 201: { description: "The organization.", schema: ref("User") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        created(await service.createOrganization(tx, contextOf(request), request.body)),
      ),
  });

  app.get("/organizations/:organization/members/", {
    config: { access: organizationAccess("member") },
    schema: {
      tags: ["organizations"],
      summary: "List the members",
      params: ORGANIZATION_PARAMS,
      response: answers({ 200: { description: "All members.", schema: listOf("OrganizationMember") } }),
    },
    handler: async (request, reply) =>
      sendJson(reply, `[${(await listMembersJson(db, organizationOf(request).id)).join(",")}]`),
  });

  app.post<{ Body: MemberCreate }>("/organizations/:organization/members/", {
    config: { access: organizationAccess("administrator") },
    schema: {
      tags: ["organizations"],
      summary: "Add a member",
      params: ORGANIZATION_PARAMS,
      body: ref("MemberCreate"),
      response: answers({ 201: { description: "The member.", schema: ref("OrganizationMember") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        created(await service.addMember(tx, contextOf(request), organizationOf(request), request.body)),
      ),
  });

  app.patch<{ Body: MemberPatch; Params: { username: string } }>("/organizations/:organization/members/:username/", {
    config: { access: organizationAccess("administrator") },
    schema: {
      tags: ["organizations"],
      summary: "Change a member's roles",
      description: "The last administrator stays one.",
      params: MEMBER_PARAMS,
      body: ref("MemberPatch"),
      response: answers({ 200: { description: "The member.", schema: ref("OrganizationMember") } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) =>
        ok(
          await service.updateMember(
            tx,
            contextOf(request),
            organizationOf(request),
            request.params.username,
            request.body,
          ),
        ),
      ),
  });

  app.delete<{ Params: { username: string } }>("/organizations/:organization/members/:username/", {
    config: { access: organizationAccess("member") },
    schema: {
      tags: ["organizations"],
      summary: "Remove a member, or leave",
      description:
        "Administrators remove anybody, everybody may leave. Access to the organization's datasets ends; the person's work stays.",
      params: MEMBER_PARAMS,
      response: answers({ 204: { description: "No longer a member." } }),
    },
    handler: (request, reply) =>
      transact(db, request, reply, async (tx) => {
        await service.removeMember(tx, contextOf(request), organizationOf(request), request.params.username);
        return noContent;
      }),
  });
}
