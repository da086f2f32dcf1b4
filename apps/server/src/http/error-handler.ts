import { type ErrorCode, quoteForMessage } from "@tessera/schema";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { AppError } from "../errors.js";

/**
 * Turns every failure into the contract's form; what is not a client's fault is logged with its request id.
 *
 * @param answerUnmatched answers what no route does, and says whether it did
 */
export function registerErrorHandlers(
  app: FastifyInstance,
  answerUnmatched: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>,
): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(async (request, reply) => {
    const isAnswered = await answerUnmatched(request, reply);
    return isAnswered ? reply : send(reply, unmatched(request));
  });
}

export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = toAppError(error);
  if (answer.status >= 500) request.log.error({ err: error }, "request failed");
  else request.log.debug({ err: error }, "request refused");
  return send(reply, answer);
}

/** Most interruptions are a restart of the database, which takes a few seconds. */
const RETRY_AFTER_SECONDS = 2;

function send(reply: FastifyReply, error: AppError): FastifyReply {
  if (error.status === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  return reply.code(error.status).headers(error.headers).type("application/json; charset=utf-8").send(error.toJson());
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/** A path that exists for other verbs is a 405. */
function unmatched(request: FastifyRequest): AppError {
  const path = request.url.split("?", 1)[0] ?? "/";
  const allowed = METHODS.filter((method) => hasMatch(request, method, path));
  // `/datasets/abcde/clone/` names a dataset without its owner, rather than the dataset "clone" of somebody.
  const isWithoutOwner = hasMatch(request, request.method, path.replace(/^\/datasets\/(?=[^/]+\/)/, "/datasets/-/"));
  if (allowed.length === 0 || isWithoutOwner) return new AppError("notFound");
  return new AppError("methodNotAllowed", { headers: { allow: allowed.join(", ") } });
}

function hasMatch(request: FastifyRequest, method: string, url: string): boolean {
  const patterns = request.server.routePatterns.get(method)?.values() ?? [];
  return [...patterns].some((pattern) => pattern.test(url));
}

declare module "fastify" {
  interface FastifyInstance {
    /** Verb → the paths that it has, as they were registered → as patterns. Kept to tell 404 from 405. */
    routePatterns: Map<string, Map<string, RegExp>>;
  }
}

/** Collects the route table as patterns. Must be registered before the routes. */
export function registerRoutePatterns(app: FastifyInstance): void {
  const patterns = new Map<string, Map<string, RegExp>>();
  app.decorate("routePatterns", patterns);
  app.addHook("onRoute", (route) => {
    // A parameter is `:name`, or `:name(^pattern$)`.
    const source = route.url
      .replace(/\/+$/, "")
      .split(/:[A-Za-z_]+(?:\(\^.*?\$\))?/)
      .map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("[^/]+")
      .replace(/\\\*$/, ".*");
    for (const method of [route.method].flat()) {
      const paths = patterns.get(method) ?? new Map<string, RegExp>();
      patterns.set(method, paths.set(route.url, new RegExp(`^${source}/?$`)));
    }
  });
}

const UNIQUE_CONSTRAINTS: Readonly<Record<string, ErrorCode>> = {
  account_username_key: "usernameExists",
  account_email_key: "alreadyExists",
  dataset_owner_name_key: "datasetExists",
  sample_dataset_name_key: "sampleExists",
  labelset_dataset_name_key: "labelsetExists",
  release_dataset_name_key: "releaseExists",
  organization_member_pkey: "memberExists",
  collaborator_pkey: "collaboratorExists",
};

/** PostgreSQL's SQLSTATE → what the client is told. Anything else is a fault of ours. */
const SQLSTATE: Readonly<Record<string, ErrorCode>> = {
  "22P05": "invalid", // an escape that text cannot hold
  "22021": "invalid", // bytes that are no character
  "22003": "invalid", // a number out of range
  "22007": "invalid", // no time
  "22008": "invalid", // a time that no calendar has
  "22P02": "invalid", // text that is no number, uuid or JSON
  "57014": "timeOut", // statement_timeout
  "55P03": "timeOut", // lock_timeout
  "08000": "unavailable", // the connection's class
  "08001": "unavailable",
  "08003": "unavailable",
  "08004": "unavailable",
  "08006": "unavailable",
  "53000": "unavailable", // the class of resources that ran out
  "53100": "unavailable", // disk full
  "53200": "unavailable", // out of memory
  "53300": "unavailable", // too many connections
  "57P01": "unavailable",
  "57P02": "unavailable",
  "57P03": "unavailable",
  "57P05": "unavailable",
  "58000": "unavailable", // the operating system refused PostgreSQL something
  "58030": "unavailable",
  "40001": "conflict",
  "40P01": "conflict",
};

const CONNECTION_FAULTS = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ETIMEDOUT", "ENOSPC", "EDQUOT"]);

/** Fastify's own refusals. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "payloadTooLarge",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupportedMediaType",
  FST_ERR_CTP_EMPTY_JSON_BODY: "invalid",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "invalid",
  FST_ERR_BAD_URL: "notFound",
  FST_ERR_MAX_PARAM_LENGTH: "notFound",
};

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) return new AppError("internal", { cause: error });
  const { code, validation, statusCode } = error as FastifyError;
  if (validation !== undefined) return validationError(error as FastifyError);
  const constraint = (error as { constraint?: unknown }).constraint;
  if (code === "23505" && typeof constraint === "string") {
    return new AppError(UNIQUE_CONSTRAINTS[constraint] ?? "alreadyExists", { cause: error });
  }
  // A row that this request builds on went away meanwhile.
  if (code === "23503") return new AppError("notFound", { cause: error });
  const known = FASTIFY_CODES[code] ?? SQLSTATE[code];
  if (known !== undefined) return new AppError(known, { cause: error });
  if (CONNECTION_FAULTS.has(code) || isConnectionLoss(error)) return new AppError("unavailable", { cause: error });
  if (statusCode === 429) return new AppError("throttled", { cause: error });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new AppError("invalid", { cause: error });
  return new AppError("internal", { cause: error });
}

function isConnectionLoss(error: Error): boolean {
  return /Connection terminated|connection error and is not queryable|Client was closed|timeout exceeded when trying to connect|the database system is/i.test(
    error.message,
  );
}

function validationError(error: FastifyError): AppError {
  const first = error.validation?.[0];
  const at = first?.instancePath.replace(/^\//, "").replaceAll("/", ".") ?? "";
  const missing =
    first?.keyword === "required" ? String((first.params as { missingProperty?: unknown }).missingProperty) : "";
  // A path may hold keys that the user chose.
  const path = [at, missing].filter((part) => part !== "").join(".");
  const where = path === "" ? "body" : quoteForMessage(path).slice(1, -1);
  const sentence = missing === "" ? `This value ${first?.message ?? "is invalid"}.` : "This field is required.";
  return new AppError("invalid", { detail: `${where}: ${sentence}`, fields: { [where]: [sentence] }, cause: error });
}
