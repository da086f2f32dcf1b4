import { type Static, Type } from "typebox";
import { DATASET_ROLES, ORGANIZATION_ROLES } from "../roles.js";
import {
  DatasetRoleField,
  emailField,
  newPasswordField,
  nullable,
  oneOf,
  Timestamp,
  Uuid,
  usernameField,
} from "./shared.js";
import { DEFAULT_DATASET_ROLES } from "./user.js";

const offerFields = {
  created_at: Timestamp,
  created_by: Type.String(),
  expires_at: Timestamp,
  email: nullable(
    Type.String({
      description:
        "Only an account with this address, or one that is made with it, can accept; `null`: whoever has the link",
    }),
  ),
  role: oneOf([...DATASET_ROLES, ...ORGANIZATION_ROLES]),
  default_dataset_role: nullable(oneOf(DEFAULT_DATASET_ROLES)),
  dataset: nullable(Type.String({ examples: ["jane/flowers"] })),
  organization: nullable(Type.String({ examples: ["acme"] })),
};

/** An invitation as its makers see it. Its token is stored hashed; `token` and `url` are in the answer to its creation alone. */
export const InvitationSchema = Type.Object(
  {
    uuid: Uuid,
    ...offerFields,
    token: Type.Optional(Type.String({ description: "Only in the answer to its creation" })),
    url: Type.Optional(Type.String({ description: "The link to hand on: only in the answer to its creation" })),
  },
  { title: "Invitation", description: "An invitation to a dataset or an organization, for one person." },
);
/** The type of {@link InvitationSchema}. */
export type Invitation = Static<typeof InvitationSchema>;

/** An invitation as the invited see it, who know its token. */
export const InvitationOfferSchema = Type.Object(offerFields, {
  title: "InvitationOffer",
  description: "What an invitation offers.",
});
/** The type of {@link InvitationOfferSchema}. */
export type InvitationOffer = Static<typeof InvitationOfferSchema>;

/** Body of POST `/datasets/{owner}/{name}/invitations/`. */
export const DatasetInvitationCreateSchema = Type.Object(
  { role: Type.Optional(DatasetRoleField), email: Type.Optional(nullable(emailField())) },
  {
    title: "DatasetInvitationCreate",
    description: "Invites somebody to a dataset, as labeler unless it says otherwise.",
    examples: [{ role: "labeler", email: "john@example.com" }],
  },
);
/** The type of {@link DatasetInvitationCreateSchema}. */
export type DatasetInvitationCreate = Static<typeof DatasetInvitationCreateSchema>;

/** Body of POST `/organizations/{organization}/invitations/`. */
export const OrganizationInvitationCreateSchema = Type.Object(
  {
    role: Type.Optional(oneOf(ORGANIZATION_ROLES, { default: "member" })),
    default_dataset_role: Type.Optional(oneOf(DEFAULT_DATASET_ROLES, { default: "none" })),
    email: Type.Optional(nullable(emailField())),
  },
  {
    title: "OrganizationInvitationCreate",
    description: "Invites somebody to an organization.",
    examples: [{ role: "member", default_dataset_role: "labeler" }],
  },
);
/** The type of {@link OrganizationInvitationCreateSchema}. */
export type OrganizationInvitationCreate = Static<typeof OrganizationInvitationCreateSchema>;

/** Body of POST `/invitations/{invitation}/accept/`: empty for who has an account, the new account's for who has none. */
export const InvitationAcceptSchema = Type.Object(
  {
    username: Type.Optional(usernameField()),
    password: Type.Optional(newPasswordField()),
    email: Type.Optional(nullable(emailField())),
  },
  {
    title: "InvitationAccept",
    description: "Joins; with the data of a new account when nobody is signed in.",
    examples: [{}, { username: "john", password: "correct horse battery" }],
  },
);
/** The type of {@link InvitationAcceptSchema}. */
export type InvitationAccept = Static<typeof InvitationAcceptSchema>;
