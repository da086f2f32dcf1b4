import { type SdkError, sdkErrorOf } from "@tessera/schema";
import { expect } from "vitest";
import { fingerprint } from "./access-world.js";
import type { Answer, TestServer } from "./test-server.js";

export interface Refusal {
  readonly status: number;
  /** The exception that the Python package raises for the body. */
  readonly sdkError: SdkError;
  /** The member that the answer must name, with a list of sentences. */
  readonly field?: string;
}

export const NOT_FOUND: Refusal = { status: 404, sdkError: "NotFoundError" };
export const INVALID: Refusal = { status: 400, sdkError: "NetworkError" };
export const invalid = (field: string): Refusal => ({ ...INVALID, field });

/** Expects an answer of the contract's form: a status, a sentence, and the right exception. */
export function expectRefusal(answer: Answer, refusal: Refusal, what = ""): void {
  const { detail, ...fields } = (answer.body ?? {}) as Record<string, unknown>;
  const got = { status: answer.status, sdkError: sdkErrorOf(answer.text) };
  expect(got, `${what} ${answer.text}`).toEqual({ status: refusal.status, sdkError: refusal.sdkError });
  expect(detail, what).toMatch(/^\S.{3,}$/su);
  const { field } = refusal;
  if (field === undefined) return;
  const named = Object.keys(fields).filter((name) => name === field || /^[.[]/.test(name.slice(field.length)));
  expect(named, `${what} names ${field}: ${answer.text}`).toContainEqual(expect.stringContaining(field));
}

/** Runs calls that must all be refused, and expects that none of them changed a row. */
export async function expectUnchanged(server: TestServer, calls: () => Promise<void>): Promise<void> {
  const before = await fingerprint(server);
  await calls();
  expect(await fingerprint(server)).toBe(before);
}
