import { invalidField } from "../../errors.js";

/**
 * Names that accounts cannot have: the roots of the API and the pages of the web app share the origin, and a few
 * names would let an account pass for the product itself.
 */
const RESERVED = new Set(
  `about account accounts activity admin api api_status app archive asset assets auth blog bulk cloud datasets docs explore favicon
  favicon.ico feedback healthz help home index issues join label labels legal login logout me metrics new notifications oauth
  openapi openapi.json organization organizations pricing privacy queue readyz register releases review robots robots.txt root
  samples search security sessions session settings setup sign-in sign-out sign-up signin signout signup static status storage
  support system teams terms tessera user users webhooks workunits www`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

const USERNAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/;

/** @throws {AppError} `invalid` when no account can have this name. */
export function checkUsername(username: string): void {
  if (!USERNAME.test(username)) {
    throw invalidField(
      "username",
      "takes 1 to 100 letters, digits, dots, dashes and underscores, and begins with a letter or digit.",
    );
  }
  if (RESERVED.has(username.toLowerCase())) throw invalidField("username", "is reserved.");
}
