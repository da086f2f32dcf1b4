import { type Static, Type } from "typebox";
import { emailField, newPasswordField, nullable, Timestamp, Uuid, usernameField } from "./shared.js";

/** A browser (or other client) that is signed in. Its token is stored hashed and shown nowhere. */
export const SessionSchema = Type.Object(
  {
    uuid: Uuid,
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
    user_agent: nullable(Type.String({ description: "What the client called itself when it signed in" })),
    is_current: Type.Boolean({ description: "Whether this request came with it" }),
  },
  { title: "Session", description: "A client that is signed in." },
);
/** The type of {@link SessionSchema}. */
export type Session = Static<typeof SessionSchema>;

/** Body of POST `/sessions/`. */
export const SessionCreateSchema = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 320, description: "A username or an email address" }),
    password: Type.String({ maxLength: 1000 }),
  },
  {
    title: "SessionCreate",
    description: "Signs in.",
    examples: [{ username: "jane", password: "correct horse battery" }],
  },
);
/** The type of {@link SessionCreateSchema}. */
export type SessionCreate = Static<typeof SessionCreateSchema>;

/** Body of PUT `/user/password/`. */
export const PasswordPutSchema = Type.Object(
  {
    current_password: Type.Optional(
      Type.String({ maxLength: 1000, description: "Absent for an account that has none yet" }),
    ),
    new_password: newPasswordField(),
    revoke_keys: Type.Optional(
      Type.Boolean({ description: "Also revokes all API keys of the account; default false" }),
    ),
  },
  {
    title: "PasswordPut",
    description: "Changes one's own password.",
    examples: [{ current_password: "correct horse battery", new_password: "staple battery horse" }],
  },
);
/** The type of {@link PasswordPutSchema}. */
export type PasswordPut = Static<typeof PasswordPutSchema>;

/** Body of POST `/setup/`: the first account of a server. */
export const SetupSchema = Type.Object(
  {
    token: Type.String({ maxLength: 200, description: "From the link that the server prints" }),
    username: usernameField(),
    password: newPasswordField(),
    email: Type.Optional(emailField()),
    create_key: Type.Optional(Type.Boolean({ description: "Whether to create an API key too; default true" })),
  },
  {
    title: "Setup",
    description: "Creates the first account.",
    examples: [{ token: "0rYsg1jT5m2", username: "jane", password: "correct horse battery" }],
  },
);
/** The type of {@link SetupSchema}. */
export type Setup = Static<typeof SetupSchema>;
