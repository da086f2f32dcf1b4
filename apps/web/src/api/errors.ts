import {
  APILimitError,
  AuthenticationError,
  AuthorizationError,
  NetworkError,
  NotFoundError,
  TesseraError,
  TimeoutError,
} from "@tessera/sdk";

/** An error as a person reads it: what happened and what can be done. */
export interface ErrorInWords {
  readonly title: string;
  readonly advice: string;
  /** The server's log has more under it. */
  readonly requestId: string | undefined;
}

/** Says an error in words. The server's own sentence is used wherever it has one. */
export function describeError(error: unknown): ErrorInWords {
  const requestId = error instanceof TesseraError ? error.requestId : undefined;
  return { ...words(error), requestId };
}

function words(error: unknown): Pick<ErrorInWords, "title" | "advice"> {
  if (error instanceof NotFoundError) {
    return { title: "There is nothing here", advice: "It was moved or deleted, or you have no access to it." };
  }
  if (error instanceof AuthenticationError) {
    return { title: "You are signed out", advice: "Sign in to go on." };
  }
  if (error instanceof AuthorizationError) {
    return { title: "You have no access to this", advice: "Ask somebody who manages it for a role." };
  }
  if (error instanceof APILimitError) {
    const seconds = Math.ceil((error.retryAfterMs ?? 0) / 1000);
    const when = seconds > 0 ? `in ${seconds} s` : "in a moment";
    return { title: "Too many requests", advice: `The server asks for a pause. Try again ${when}.` };
  }
  if (error instanceof TimeoutError) {
    return { title: "The server did not answer in time", advice: "Try again. What you entered is still here." };
  }
  if (error instanceof NetworkError && error.status === undefined) {
    return { title: "The server cannot be reached", advice: "Check the connection, then try again." };
  }
  if (error instanceof TesseraError) {
    const isFault = error.status !== undefined && error.status >= 500;
    const advice = isFault ? "Try again. If it stays, give the request id to whoever runs the server." : "";
    return { title: detailOf(error), advice };
  }
  return {
    title: "This page ran into an error",
    advice: error instanceof Error ? error.message : "Reload the page. If it stays, report it.",
  };
}

/** The server's sentence, which the SDK's message repeats after the name of the call. */
export function detailOf(error: unknown): string {
  if (error instanceof TesseraError) {
    const { detail } = (error.body ?? {}) as { detail?: unknown };
    if (typeof detail === "string" && detail !== "") return detail;
  }
  return error instanceof Error ? error.message : String(error);
}

/** One line for a notification or beside a form. */
export function sentenceOf(error: unknown): string {
  const { title, advice } = describeError(error);
  const first = /[.!?]$/.test(title) ? title : `${title}.`;
  return advice === "" ? first : `${first} ${advice}`;
}

/** Field → what is wrong with it, for forms; sentences without their field's name get a capital. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof TesseraError)) return {};
  const entries = Object.entries(error.fields).map(([field, sentences]) => [field, sentences.join(" ")]);
  return Object.fromEntries(entries);
}
