import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import * as schema from "@tessera/schema";
import { Ajv } from "ajv";
import type { FastifyInstance } from "fastify";
import type { TSchema } from "typebox";
import { ANONYMOUS, REFERENCE_PAGE } from "./access.js";
import { SESSION_COOKIE } from "./session-cookie.js";

/** The wire's objects by their names in the OpenAPI document. */
const COMPONENTS: Readonly<Record<string, TSchema>> = {
  ApiKey: schema.ApiKeySchema,
  ApiKeyCreate: schema.ApiKeyCreateSchema,
  AssetCreate: schema.AssetCreateSchema,
  AttributeUsage: schema.AttributeUsageSchema,
  CategoryUsage: schema.CategoryUsageSchema,
  Collaborator: schema.CollaboratorSchema,
  CollaboratorCreate: schema.CollaboratorCreateSchema,
  CollaboratorPatch: schema.CollaboratorPatchSchema,
  CommentCreate: schema.CommentCreateSchema,
  Dataset: schema.DatasetSchema,
  TaskAttributesChange: schema.TaskAttributesChangeSchema,
  TaskAttributesChangeCreate: schema.TaskAttributesChangeCreateSchema,
  TaskAttributesVersion: schema.TaskAttributesVersionSchema,
  DatasetClone: schema.DatasetCloneSchema,
  DatasetCreate: schema.DatasetCreateSchema,
  DatasetInvitationCreate: schema.DatasetInvitationCreateSchema,
  DatasetPatch: schema.DatasetPatchSchema,
  Error: schema.ErrorBodySchema,
  Example: schema.ExampleSchema,
  ExampleCreate: schema.ExampleCreateSchema,
  File: schema.FileSchema,
  Invitation: schema.InvitationSchema,
  InvitationAccept: schema.InvitationAcceptSchema,
  InvitationOffer: schema.InvitationOfferSchema,
  Issue: schema.IssueSchema,
  IssueCreate: schema.IssueCreateSchema,
  IssuePatch: schema.IssuePatchSchema,
  Label: schema.LabelSchema,
  LabelDraft: schema.LabelDraftSchema,
  LabelDraftContent: schema.LabelDraftContentSchema,
  LabelDraftPut: schema.LabelDraftPutSchema,
  LabelPatch: schema.LabelPatchSchema,
  LabelPut: schema.LabelPutSchema,
  LabelRestore: schema.LabelRestoreSchema,
  LabelVersion: schema.LabelVersionSchema,
  LabelVersionContent: schema.LabelVersionContentSchema,
  Labelset: schema.LabelsetSchema,
  LabelsetCreate: schema.LabelsetCreateSchema,
  Lease: schema.LeaseSchema,
  HeldSample: schema.HeldSampleSchema,
  MemberCreate: schema.MemberCreateSchema,
  MemberPatch: schema.MemberPatchSchema,
  OrganizationCreate: schema.OrganizationCreateSchema,
  OrganizationInvitationCreate: schema.OrganizationInvitationCreateSchema,
  OrganizationMember: schema.OrganizationMemberSchema,
  PasswordPut: schema.PasswordPutSchema,
  PasswordReset: schema.PasswordResetSchema,
  QueueBack: schema.QueueBackSchema,
  QueueBackSample: schema.QueueBackSampleSchema,
  QueueCounts: schema.QueueCountsSchema,
  QueueNext: schema.QueueNextSchema,
  QueueSample: schema.QueueSampleSchema,
  Release: schema.ReleaseSchema,
  ReleaseCreate: schema.ReleaseCreateSchema,
  Sample: schema.SampleSchema,
  SampleCreate: schema.SampleCreateSchema,
  SampleNeighbours: schema.SampleNeighboursSchema,
  SamplePatch: schema.SamplePatchSchema,
  SamplesBulkDelete: schema.SamplesBulkDeleteSchema,
  ServerUser: schema.ServerUserSchema,
  ServerUserPatch: schema.ServerUserPatchSchema,
  Session: schema.SessionSchema,
  SessionCreate: schema.SessionCreateSchema,
  Setup: schema.SetupSchema,
  User: schema.UserSchema,
  UserPatch: schema.UserPatchSchema,
  Work: schema.WorkSchema,
  WorkResult: schema.WorkResultSchema,
  Workunit: schema.WorkunitSchema,
};

/** Registers the components, how bodies and queries are checked against them, and the generated document. */
export async function registerContract(app: FastifyInstance): Promise<void> {
  for (const [name, component] of Object.entries(COMPONENTS)) app.addSchema({ ...component, $id: name });
  registerValidators(app);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Tessera",
        description:
          "Datasets, samples, labels, label sets, releases and issues. Speaks the wire format of the Python package `segments-ai`. Every path answers with and without its trailing slash.",
        version: "0.1.0",
        license: { name: "MIT" },
      },
      components: {
        securitySchemes: {
          apiKey: {
            type: "apiKey",
            in: "header",
            name: "Authorization",
            description: "`APIKey <key>` (or `Bearer <key>`).",
          },
          session: {
            type: "apiKey",
            in: "cookie",
            name: SESSION_COOKIE,
            description: "Of a browser that signed in; changes need an `Origin` of our own.",
          },
        },
      },
      security: [{ apiKey: [] }, { session: [] }],
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `def-${index}`) },
    transform: ({ schema: routeSchema, url, route }) => ({
      schema: {
        ...routeSchema,
        hide: routeSchema?.hide ?? routeSchema?.summary === undefined,
        ...(route.config?.access?.kind === "anonymous" && { security: [] }),
        ...(route.config?.access?.kind === "optional" && { security: [{}, { apiKey: [] }, { session: [] }] }),
      },
      url,
    }),
  });
  app.get("/openapi.json", { config: { access: ANONYMOUS }, schema: { hide: true } }, async (_request, reply) =>
    reply.header("access-control-allow-origin", "*").send(app.swagger()),
  );
  await app.register(swaggerUi, {
    routePrefix: REFERENCE_PAGE,
    staticCSP: true,
    transformStaticCSP: (header) => referencePolicy(header, app.publicUrl),
    uiConfig: { docExpansion: "list", deepLinking: true, tryItOutEnabled: false },
    theme: { title: "Tessera API", css: [{ filename: "theme.css", content: REFERENCE_STYLE }] },
  });
}

/** The page sets styles on its own elements; scripts stay those of our origin. */
function referencePolicy(policy: string, publicUrl: string | undefined): string {
  const ours = policy.replace(/style-src [^;]+/, "style-src 'self' 'unsafe-inline'");
  // Over plain http a browser would ask for the page's scripts by https, where nobody answers.
  return publicUrl?.startsWith("https:") ? ours : ours.replace(/\s*upgrade-insecure-requests;?/, "");
}

/** The page's own bar names a framework and an url; neither is of use here. */
const REFERENCE_STYLE = `
.swagger-ui .topbar, .swagger-ui .scheme-container { display: none; }
.swagger-ui .info { margin: 32px 0 16px; }
.swagger-ui, .swagger-ui .info .title, .swagger-ui .opblock-tag, .swagger-ui .opblock .opblock-summary-description { font-family: system-ui, sans-serif; }
`;

function registerValidators(app: FastifyInstance): void {
  // 1e400 parses as Infinity, which strict numbers are not.
  const options = { allErrors: false, strict: false, strictNumbers: true, useDefaults: false } as const;
  // Bodies say what they mean; everything in a query is text.
  const bodyAjv = new Ajv(options);
  const textAjv = new Ajv({ ...options, coerceTypes: true });
  for (const [name, component] of Object.entries(COMPONENTS)) {
    bodyAjv.addSchema(component, name);
    textAjv.addSchema(component, name);
  }
  app.setValidatorCompiler(({ schema: part, httpPart }) =>
    httpPart === "body" ? bodyAjv.compile(part as object) : textAjv.compile(part as object),
  );
  app.addHook("onRoute", (route) => {
    // Handlers of raw bodies validate them, off the main thread where they are large.
    if (route.config?.rawBody) {
      route.validatorCompiler = ({ schema: part, httpPart }) =>
        httpPart === "body" ? () => true : textAjv.compile(part as object);
    }
  });
  // Answers are documented by schema and made by hand; serializing by schema was 1.5 to 2 times slower on long pages.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
}
