import { type Static, Type } from "typebox";
import { nullable, Timestamp } from "./shared.js";

/** A person's account, as server administrators see it. */
export const ServerUserSchema = Type.Object(
  {
    username: Type.String(),
    email: nullable(Type.String()),
    created_at: Timestamp,
    is_server_administrator: Type.Boolean(),
    disabled_at: nullable(Timestamp),
    sole_administrator_of: Type.Array(Type.String(), {
      description:
        "Organizations whose only enabled administrator is this account. Make another member an administrator before you disable it; on the server, `org add-admin` does that too.",
    }),
  },
  { title: "ServerUser", description: "A person's account, as server administrators see it." },
);
/** The type of {@link ServerUserSchema}. */
export type ServerUser = Static<typeof ServerUserSchema>;

/** Body of PATCH `/server/users/{username}/`. */
export const ServerUserPatchSchema = Type.Object(
  {
    is_disabled: Type.Optional(
      Type.Boolean({ description: "A disabled account cannot sign in, and its keys are refused" }),
    ),
    is_server_administrator: Type.Optional(Type.Boolean()),
  },
  { title: "ServerUserPatch", description: "Changes somebody's account.", examples: [{ is_disabled: true }] },
);
/** The type of {@link ServerUserPatchSchema}. */
export type ServerUserPatch = Static<typeof ServerUserPatchSchema>;

/** Body of POST `/server/users/{username}/password/`. */
export const PasswordResetSchema = Type.Object(
  {
    revoke_keys: Type.Optional(
      Type.Boolean({ description: "Also revokes all API keys of the account; default false" }),
    ),
  },
  { title: "PasswordReset", description: "Replaces somebody's password.", examples: [{ revoke_keys: true }] },
);
/** The type of {@link PasswordResetSchema}. */
export type PasswordReset = Static<typeof PasswordResetSchema>;
