import { type Static, Type } from "typebox";
import { DATASET_ROLES, ORGANIZATION_ROLES } from "../roles.js";
import { SUBSCRIPTIONS } from "../vocabulary.js";
import { DatasetRoleField, emailField, nameField, nullable, oneOf, Timestamp, Uuid } from "./shared.js";

/** The roles that a member gets on new datasets of the organization. */
export const DEFAULT_DATASET_ROLES = ["none", ...DATASET_ROLES] as const;

/** One of {@link DEFAULT_DATASET_ROLES}. */
export type DefaultDatasetRole = (typeof DEFAULT_DATASET_ROLES)[number];

const userFields = {
  username: Type.String({ examples: ["jane"] }),
  created_at: Timestamp,
  is_organization: Type.Boolean(),
  email: Type.Optional(nullable(Type.String())),
  webhooks_enabled: Type.Optional(Type.Boolean()),
  private_upload_count: Type.Optional(Type.Integer()),
  public_upload_count: Type.Optional(Type.Integer()),
  subscription: Type.Optional(oneOf(SUBSCRIPTIONS)),
  is_trial_expired: Type.Optional(Type.Boolean()),
  organization_created_by: Type.Optional(nullable(Type.String())),
  // The Python package reads a dataset role here, and an administrator of an organization is admin of its datasets.
  organization_role: Type.Optional(nullable(DatasetRoleField)),
  insights_urls: Type.Optional(nullable(Type.Record(Type.String(), Type.String()))),
  is_server_administrator: Type.Optional(
    Type.Boolean({ description: "Whether the account runs the server; own account only" }),
  ),
};

const ShortUserSchema = Type.Object(userFields);

/** An account: a person or an organization. Email and what follows it: own account and fellow members only. */
export const UserSchema = Type.Object(
  {
    ...userFields,
    organizations: Type.Optional(Type.Array(ShortUserSchema)),
    members: Type.Optional(Type.Array(ShortUserSchema)),
  },
  { title: "User", description: "A person or an organization." },
);
/** The type of {@link UserSchema}. */
export type User = Static<typeof UserSchema>;

/** Body of PATCH `/user/`; a `null` email clears it. */
export const UserPatchSchema = Type.Object(
  { email: Type.Optional(nullable(emailField())) },
  { title: "UserPatch", description: "Changes one's own account.", examples: [{ email: "jane@example.com" }] },
);
/** The type of {@link UserPatchSchema}. */
export type UserPatch = Static<typeof UserPatchSchema>;

/** Somebody in an organization. */
export const OrganizationMemberSchema = Type.Object(
  {
    user: UserSchema,
    role: oneOf(ORGANIZATION_ROLES),
    default_dataset_role: oneOf(DEFAULT_DATASET_ROLES),
    created_at: Timestamp,
  },
  { title: "OrganizationMember", description: "Somebody in an organization." },
);
/** The type of {@link OrganizationMemberSchema}. */
export type OrganizationMember = Static<typeof OrganizationMemberSchema>;

/** Body of POST `/organizations/`. */
export const OrganizationCreateSchema = Type.Object(
  { name: nameField({ description: "The organization's username" }) },
  { title: "OrganizationCreate", description: "Founds an organization.", examples: [{ name: "acme" }] },
);
/** The type of {@link OrganizationCreateSchema}. */
export type OrganizationCreate = Static<typeof OrganizationCreateSchema>;

/** Body of POST `/organizations/{organization}/members/`. */
export const MemberCreateSchema = Type.Object(
  {
    user: nameField({ description: "A username" }),
    role: Type.Optional(oneOf(ORGANIZATION_ROLES, { default: "member" })),
    default_dataset_role: Type.Optional(oneOf(DEFAULT_DATASET_ROLES, { default: "none" })),
  },
  {
    title: "MemberCreate",
    description: "Adds somebody to an organization.",
    examples: [{ user: "jane", role: "member", default_dataset_role: "labeler" }],
  },
);
/** The type of {@link MemberCreateSchema}. */
export type MemberCreate = Static<typeof MemberCreateSchema>;

/** Body of PATCH `/organizations/{organization}/members/{username}/`. */
export const MemberPatchSchema = Type.Object(
  {
    role: Type.Optional(oneOf(ORGANIZATION_ROLES)),
    default_dataset_role: Type.Optional(oneOf(DEFAULT_DATASET_ROLES)),
  },
  { title: "MemberPatch", description: "Changes a membership.", examples: [{ role: "administrator" }] },
);
/** The type of {@link MemberPatchSchema}. */
export type MemberPatch = Static<typeof MemberPatchSchema>;

/** A key for the API. It is stored hashed; `key` itself is only in the answer to its creation. */
export const ApiKeySchema = Type.Object(
  {
    uuid: Uuid,
    name: Type.String(),
    prefix: Type.String({ description: "The first characters, to tell keys apart" }),
    key: Type.Optional(Type.String({ description: "The whole key: only in the answer to its creation" })),
    created_at: Timestamp,
    last_used_at: nullable(Timestamp),
  },
  { title: "ApiKey", description: "A key for the API, stored hashed." },
);
/** The type of {@link ApiKeySchema}. */
export type ApiKey = Static<typeof ApiKeySchema>;

/** Body that makes an API key. */
export const ApiKeyCreateSchema = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }) },
  { title: "ApiKeyCreate", description: "Makes an API key; it is shown once.", examples: [{ name: "Uploads" }] },
);
/** The type of {@link ApiKeyCreateSchema}. */
export type ApiKeyCreate = Static<typeof ApiKeyCreateSchema>;
