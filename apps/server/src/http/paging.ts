import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { AppError, invalidField } from "../errors.js";
import { originOf } from "./origin.js";
import { sendJson } from "./replies.js";

export const MAX_PER_PAGE = 1000;

/** A page of a list: 1-based, as the query names it. */
export interface Page {
  readonly number: number;
  readonly size: number;
  readonly offset: number;
}

/** The query parameters that every list takes. Checked by `readPage`, whose sentences clients know. */
export const PAGING_QUERY = {
  per_page: Type.Optional(
    Type.String({
      description: `How many at most on a page, 1 to ${MAX_PER_PAGE}.`,
      default: "1000",
      pattern: "^[0-9]+$",
      examples: ["100"],
    }),
  ),
  page: Type.Optional(
    Type.String({
      description: "Which page, from 1. A page past the end is a 404.",
      default: "1",
      pattern: "^-?[0-9]+$",
      examples: ["1"],
    }),
  ),
};

/**
 * Reads `page` and `per_page`.
 * @throws {AppError} `invalidPage` (404) for a page below 1 or beyond any list, `invalid` (400) for a `per_page` outside 1 to 1000.
 */
export function readPage(query: { readonly page?: string; readonly per_page?: string }): Page {
  const size = Number(query.per_page ?? MAX_PER_PAGE);
  if (!Number.isInteger(size) || size < 1 || size > MAX_PER_PAGE) {
    throw invalidField("per_page", `must be a whole number from 1 to ${MAX_PER_PAGE}.`);
  }
  const number = Number(query.page ?? 1);
  const offset = (number - 1) * size;
  if (!Number.isInteger(number) || number < 1 || offset > Number.MAX_SAFE_INTEGER) throw new AppError("invalidPage");
  return { number, size, offset };
}

export interface PageResult {
  /** JSON text of each object on the page, in order. */
  readonly items: readonly string[];
  /** How many there are in all; undefined where counting them would cost more than the page. */
  readonly total: number | undefined;
}

/** Sends a bare array with `Link` and `X-Total-Count`. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Page, result: PageResult): FastifyReply {
  describePage(request, reply, page, { count: result.items.length, total: result.total });
  return sendJson(reply, `[${result.items.join(",")}]`);
}

/** How much stands on a page, and in all. */
interface PageCounts {
  readonly count: number;
  readonly total: number | undefined;
}

/** Sets the headers of a page. @throws {AppError} `invalidPage` where nothing is on it */
export function describePage(request: FastifyRequest, reply: FastifyReply, page: Page, counts: PageCounts): void {
  if (counts.count === 0 && page.number > 1) throw new AppError("invalidPage");
  if (counts.total !== undefined) reply.header("x-total-count", counts.total);
  reply.header("link", linkHeader(request, page, counts));
}

/** RFC 8288 links to the first, previous, next and last page. */
function linkHeader(request: FastifyRequest, page: Page, { count, total }: PageCounts): string {
  const last = total === undefined ? undefined : Math.max(1, Math.ceil(total / page.size));
  const hasNext = last === undefined ? count === page.size : page.number < last;
  const links: [string, number | undefined][] = [
    ["first", 1],
    ["prev", page.number > 1 ? page.number - 1 : undefined],
    ["next", hasNext ? page.number + 1 : undefined],
    ["last", last],
  ];
  return links
    .flatMap(([rel, number]) => (number === undefined ? [] : [`<${pageUrl(request, page, number)}>; rel="${rel}"`]))
    .join(", ");
}

function pageUrl(request: FastifyRequest, page: Page, number: number): string {
  const url = new URL(request.url, originOf(request));
  url.searchParams.set("per_page", String(page.size));
  url.searchParams.set("page", String(number));
  return url.href;
}
