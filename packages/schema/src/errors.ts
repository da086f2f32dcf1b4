/** The exception classes of the Python package that an error body can turn into, named as there. */
export const SDK_ERRORS = [
  "NotFoundError",
  "AlreadyExistsError",
  "CollaboratorError",
  "AuthenticationError",
  "AuthorizationError",
  "SubscriptionError",
  "TimeoutError",
  "APILimitError",
  "NetworkError",
] as const;

/** One of {@link SDK_ERRORS}. */
export type SdkError = (typeof SDK_ERRORS)[number];

/** One row of {@link ERRORS}. `detail` is the sentence that a body carries, `sdkError` what clients raise for it. */
export interface ErrorEntry {
  readonly status: number;
  readonly detail: string;
  readonly sdkError: SdkError;
}

/**
 * Every error of the API: code → status and sentence. Clients choose their exception by words in the sentence (see
 * {@link SDK_PHRASES}), so the sentences are part of the contract: each holds the words of its own class and of no other.
 *
 * @example const { status, detail } = ERRORS.notFound; // 404, "Not found."
 */
export const ERRORS = {
  notFound: { status: 404, detail: "Not found.", sdkError: "NotFoundError" },
  invalidPage: { status: 404, detail: "Invalid page.", sdkError: "NotFoundError" },

  // 400 and not 409: 409 says that somebody else changed the same thing, and clients treat it as such.
  alreadyExists: { status: 400, detail: "This name already exists.", sdkError: "AlreadyExistsError" },
  datasetExists: { status: 400, detail: "You already have a dataset with this name.", sdkError: "AlreadyExistsError" },
  sampleExists: { status: 400, detail: "A sample with this name already exists.", sdkError: "AlreadyExistsError" },
  labelsetExists: { status: 400, detail: "A labelset with this name already exists.", sdkError: "AlreadyExistsError" },
  releaseExists: { status: 400, detail: "A release with this name already exists.", sdkError: "AlreadyExistsError" },
  usernameExists: { status: 400, detail: "This username already exists.", sdkError: "AlreadyExistsError" },
  memberExists: { status: 400, detail: "This membership already exists.", sdkError: "AlreadyExistsError" },

  collaboratorExists: { status: 400, detail: "This user is already a collaborator.", sdkError: "CollaboratorError" },
  collaboratorRefused: {
    status: 400,
    detail: "This user cannot be added as collaborator.",
    sdkError: "CollaboratorError",
  },

  authentication: {
    status: 401,
    detail: "Authentication credentials were not provided.",
    sdkError: "AuthenticationError",
  },
  invalidKey: {
    status: 401,
    detail: "Authentication credentials were not provided or are wrong or revoked.",
    sdkError: "AuthenticationError",
  },
  invalidLogin: { status: 401, detail: "The username or the password is wrong.", sdkError: "NetworkError" },

  permission: {
    status: 403,
    detail: "You do not have permission to perform this action.",
    sdkError: "AuthorizationError",
  },
  needAdministrator: {
    status: 403,
    detail: "You need to be an administrator of the organization.",
    sdkError: "AuthorizationError",
  },
  cannotLeave: {
    status: 403,
    detail: "The last administrator cannot leave the organization.",
    sdkError: "AuthorizationError",
  },

  lastServerAdministrator: {
    status: 403,
    detail: "The last server administrator can neither be disabled nor lose the role.",
    sdkError: "NetworkError",
  },

  userLimit: { status: 402, detail: "The organization exceeded user limit.", sdkError: "SubscriptionError" },

  requestTimeOut: { status: 408, detail: "Time-out: the request did not arrive in time.", sdkError: "TimeoutError" },
  timeOut: { status: 504, detail: "Time-out: the answer was not ready in time.", sdkError: "TimeoutError" },
  throttled: { status: 429, detail: "Request was throttled.", sdkError: "APILimitError" },

  invalid: { status: 400, detail: "The request is not valid.", sdkError: "NetworkError" },
  malformedJson: { status: 400, detail: "The body is not valid JSON.", sdkError: "NetworkError" },
  malformedGzip: { status: 400, detail: "The body is not valid gzip.", sdkError: "NetworkError" },
  incompatibleTaskType: {
    status: 400,
    detail: "The samples or labels do not fit this task type.",
    sdkError: "NetworkError",
  },
  setupLinkUsed: {
    status: 410,
    detail: "This set-up link is used up, or the server printed a newer one when it started last.",
    sdkError: "NetworkError",
  },
  groundTruth: { status: 400, detail: "The ground-truth labelset cannot be deleted.", sdkError: "NetworkError" },
  notAssignable: {
    status: 400,
    detail: "Only the owner and the collaborators of the dataset can be assigned.",
    sdkError: "NetworkError",
  },
  methodNotAllowed: { status: 405, detail: "Method not allowed.", sdkError: "NetworkError" },
  conflict: {
    status: 409,
    detail: "Somebody else saved this label after you opened it.",
    sdkError: "NetworkError",
  },
  archived: {
    status: 409,
    detail: "This dataset is archived and read-only. Unarchive it to make changes.",
    sdkError: "NetworkError",
  },
  leased: { status: 409, detail: "Somebody else has this sample from the queue now.", sdkError: "NetworkError" },
  payloadTooLarge: { status: 413, detail: "The body is too large.", sdkError: "NetworkError" },
  unsupportedMediaType: { status: 415, detail: "Unsupported media type.", sdkError: "NetworkError" },
  clientTooOld: { status: 426, detail: "Please upgrade your client.", sdkError: "NetworkError" },
  headersTooLarge: { status: 431, detail: "The headers of the request are too large.", sdkError: "NetworkError" },
  internal: { status: 500, detail: "The server met an unexpected error.", sdkError: "NetworkError" },
  unavailable: {
    status: 503,
    detail: "The server is starting or stopping. Please try again.",
    sdkError: "NetworkError",
  },
} as const satisfies Record<string, ErrorEntry>;

/** A key of {@link ERRORS}. */
export type ErrorCode = keyof typeof ERRORS;

/**
 * The words by which clients choose an exception, matched anywhere in the lower-cased body, first match first.
 * No message may hold one of them by accident: see `quoteForMessage`.
 *
 * Source: `throw_segments_exception` in segments/client.py. It looks for `throttled` in answers of success only and so
 * raises NetworkError for a 429, whose class it is by its own documentation; here it counts, after all others.
 */
export const SDK_PHRASES = [
  ["not found", "NotFoundError"],
  ["does not exist", "NotFoundError"],
  ["already exists", "AlreadyExistsError"],
  ["already have", "AlreadyExistsError"],
  ["cannot be added as collaborator", "CollaboratorError"],
  ["is already a collaborator", "CollaboratorError"],
  ["authentication credentials were not provided", "AuthenticationError"],
  ["cannot leave the organization", "AuthorizationError"],
  ["need to be an administrator", "AuthorizationError"],
  ["do not have permission", "AuthorizationError"],
  ["free trial ended", "SubscriptionError"],
  ["exceeded user limit", "SubscriptionError"],
  ["time-out", "TimeoutError"],
  ["invalid page", "NotFoundError"],
  ["throttled", "APILimitError"],
] as const satisfies readonly (readonly [string, SdkError])[];

/**
 * The exception that clients raise for an error body.
 *
 * @param body the text of a 4xx or 5xx answer
 * @example sdkErrorOf('{"detail":"Not found."}') // "NotFoundError"
 */
export function sdkErrorOf(body: string): SdkError {
  const text = body.toLowerCase();
  return SDK_PHRASES.find(([phrase]) => text.includes(phrase))?.[1] ?? "NetworkError";
}
