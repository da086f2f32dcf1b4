import {
  AlreadyExistsError,
  APILimitError,
  AuthenticationError,
  AuthorizationError,
  CollaboratorError,
  ConflictError,
  type ErrorDetails,
  NetworkError,
  NotFoundError,
  SubscriptionError,
  type TesseraError,
  TimeoutError,
  ValidationError,
} from "../errors.js";

type ErrorClass = new (message: string, details: ErrorDetails) => TesseraError;

const BY_STATUS: Readonly<Record<number, ErrorClass>> = {
  400: ValidationError,
  401: AuthenticationError,
  402: SubscriptionError,
  403: AuthorizationError,
  404: NotFoundError,
  408: TimeoutError,
  409: ConflictError,
  422: ValidationError,
  429: APILimitError,
  504: TimeoutError,
};

/** Where one status has several classes, the sentence decides. */
const BY_SENTENCE: readonly (readonly [statuses: readonly number[], words: RegExp, ErrorClass])[] = [
  [[400, 409], /already (?:exists|have)\b/i, AlreadyExistsError],
  [[400], /cannot be added as collaborator|is already a collaborator/i, CollaboratorError],
  [[403], /free trial ended|exceeded user limit/i, SubscriptionError],
];

const MAX_SHOWN_CHARACTERS = 500;

/** What an answer of 4xx or 5xx is. The status decides; the sentence only where a status has several classes. */
export function errorOf(answer: {
  readonly call: string;
  readonly response: Response;
  readonly text: string;
  readonly retryAfterMs: number | undefined;
}): TesseraError {
  const { response, text, call } = answer;
  const { status } = response;
  const body = parsed(text);
  const sentence = sentenceOf(body);
  const ErrorType = classOf(status, sentence);
  const shown = sentence ?? describe(response, text);
  return new ErrorType(`${call}: ${status} ${shown}`, {
    status,
    body,
    requestId: response.headers.get("x-request-id") ?? undefined,
    retryAfterMs: answer.retryAfterMs,
  });
}

function classOf(status: number, sentence: string | undefined): ErrorClass {
  // A user's text stands in quotes, and says nothing about the kind of error.
  const own = sentence?.replace(/"[^"]*"|'[^']*'/g, "") ?? "";
  const match = BY_SENTENCE.find(([statuses, words]) => statuses.includes(status) && words.test(own));
  return match?.[2] ?? BY_STATUS[status] ?? NetworkError;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function sentenceOf(body: unknown): string | undefined {
  const { detail } = (typeof body === "object" && body !== null ? body : {}) as { detail?: unknown };
  return typeof detail === "string" ? detail : undefined;
}

/** What to say of an answer that is not of the contract's form: a proxy's page, a bucket's XML. */
function describe(response: Response, text: string): string {
  const message = /<Message>([^<]{1,500})<\/Message>/.exec(text)?.[1];
  if (message !== undefined) return message;
  if (text.trim() === "") return response.statusText || "with no body";
  if (isHtml(response, text)) return "with an HTML page: is baseUrl the address of a Tessera server?";
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}

/** Whether a web page came where JSON is due. */
export function isHtml(response: Response, text: string): boolean {
  return /\bhtml\b/.test(response.headers.get("content-type") ?? "") || /^\s*<(?:!doctype|html)\b/i.test(text);
}
