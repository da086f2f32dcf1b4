import { isReservedUsername } from "@tessera/schema";
import { invalidField } from "../../errors.js";

const USERNAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/;

/**
 * @param field the member of the body that holds the name
 * @throws {AppError} `invalid` when no account can have this name.
 */
export function checkUsername(username: string, field = "username"): void {
  if (!USERNAME.test(username)) {
    throw invalidField(
      field,
      "takes 1 to 100 letters, digits, dots, dashes and underscores, and begins with a letter or digit.",
    );
  }
  if (isReservedUsername(username)) throw invalidField(field, "is reserved.");
}
