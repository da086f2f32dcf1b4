import { expect, test } from "vitest";
import { emailFault, passwordFault, usernameFault } from "./account-rules.js";

test.each([
  ["jane", null],
  ["J.ane_2-x", null],
  ["", "Choose a username."],
  ["-jane", "It begins with a letter or a digit."],
  ["jane.", "It does not end with a dot."],
  ["jane doe", "It takes letters, digits, dots, dashes and underscores."],
  ["jäne", "It takes letters, digits, dots, dashes and underscores."],
  ["a".repeat(101), "It has at most 100 characters."],
  ["Datasets", "This name is reserved."],
])("username %j", (username, fault) => {
  expect(usernameFault(username)).toBe(fault);
});

test("passwords are long, whatever is in them", () => {
  expect(passwordFault("short")).not.toBeNull();
  expect(passwordFault("correct horse battery staple")).toBeNull();
});

test("an email may be left out, but not be something else", () => {
  expect(emailFault("")).toBeNull();
  expect(emailFault("jane@example.com")).toBeNull();
  expect(emailFault("jane at example")).not.toBeNull();
});
