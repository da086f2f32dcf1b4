import { isReservedUsername } from "@tessera/schema";

/** As the server has it. */
const USERNAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/;

/** What is wrong with a username, in words; null when nothing is. */
export function usernameFault(username: string): string | null {
  if (username === "") return "Choose a username.";
  if (!/^[A-Za-z0-9]/.test(username)) return "It begins with a letter or a digit.";
  if (username.length > 100) return "It has at most 100 characters.";
  if (!/^[A-Za-z0-9._-]+$/.test(username)) return "It takes letters, digits, dots, dashes and underscores.";
  if (!USERNAME.test(username)) return "It does not end with a dot.";
  if (isReservedUsername(username)) return "This name is reserved.";
  return null;
}

/** Length is what makes a password strong; the server asks for as much. */
export const MIN_PASSWORD_LENGTH = 10;

export function passwordFault(password: string): string | null {
  if (password.length < MIN_PASSWORD_LENGTH) return `It takes at least ${MIN_PASSWORD_LENGTH} characters.`;
  return null;
}

export function emailFault(email: string): string | null {
  if (email === "") return null;
  return /^[^\s@]+@[^\s@]+$/.test(email) ? null : "This is no email address.";
}
