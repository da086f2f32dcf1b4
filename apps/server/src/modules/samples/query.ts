import { LABEL_STATUSES, type LabelStatus, SAMPLE_SORTS } from "@tessera/schema";
import { isStorableText } from "../../database/storable-text.js";
import { invalidField } from "../../errors.js";
import { type Page, readPage } from "../../http/paging.js";
import { requireStorable } from "../../http/query.js";
import type { Cursor, SampleFilter, SampleOrder } from "./repository.js";

export interface SampleListParameters {
  page?: string;
  per_page?: string;
  cursor?: string;
  labelset?: string;
  include_full_label?: string;
  name__contains?: string;
  filters?: string;
  label_status?: string;
  sort?: string;
}

const text = (description: string, example: string) => ({ type: "string", description, examples: [example] });

/**
 * The query of the sample list. The official client sends its own defaults in wrong places here (`per_page=desc`,
 * `sort=-None`) and expects a list: what cannot be read is left at its default, in this list alone.
 */
export const SAMPLE_LIST_QUERY = {
  type: "object",
  properties: {
    per_page: text("How many at most on a page, 1 to 1000. What is no number is read as 1000.", "100"),
    page: text("Which page, from 1. A page past the end is a 404. What is no number is read as 1.", "1"),
    cursor: {
      type: "string",
      description:
        'Pages by place instead of by number, equally fast at any depth: empty for the first page, then follow `Link: rel="next"`. Replaces `page`.',
    },
    labelset: text(
      "Adds to each sample a summary of its label in this labelset; null when unlabeled, and where there is no such labelset.",
      "ground-truth",
    ),
    include_full_label: text("`1`: the whole label instead of the summary.", "1"),
    name__contains: text("Samples whose names contain this text.", "violet"),
    filters: text(
      "Metadata as `key:value`, with commas between; all must match. A part without a colon is ignored.",
      "city:London,robot_id:3",
    ),
    label_status: text(
      "Statuses of the ground truth, with commas between; `UNLABELED` for samples with no label.",
      "LABELED,REVIEWED",
    ),
    sort: text(
      `One of ${SAMPLE_SORTS.join(", ")}; with \`-\` before it, descending. Anything else is read as name.`,
      "-created_at",
    ),
  },
};

/** What of the list's query says which samples stand in it, and in which order. */
export const SAMPLE_ORDER_QUERY = {
  type: "object",
  properties: (({ name__contains, filters, label_status, sort }) => ({ name__contains, filters, label_status, sort }))(
    SAMPLE_LIST_QUERY.properties,
  ),
};

export function readFilter(query: SampleListParameters): SampleFilter {
  return {
    ...(query.name__contains !== undefined &&
      query.name__contains !== "" && { nameContains: requireStorable("name__contains", query.name__contains) }),
    ...(query.filters !== undefined &&
      query.filters !== "" && { metadata: readMetadata(requireStorable("filters", query.filters)) }),
    ...(query.label_status !== undefined &&
      query.label_status !== "" && { labelStatuses: readStatuses(query.label_status) }),
  };
}

/** An unknown name is read as the default order. */
export function readOrder(sort = "name"): SampleOrder {
  const isDescending = sort.startsWith("-");
  const key = SAMPLE_SORTS.find((candidate) => candidate === (isDescending ? sort.slice(1) : sort));
  return key === undefined ? { key: "name", isDescending: false } : { key, isDescending };
}

/**
 * What is no number is read as the default.
 * @throws {AppError} as `readPage` does, for numbers that are no page
 */
export function readSamplePage({ page, per_page: size }: SampleListParameters): Page {
  return readPage({ ...(isWhole(page) && { page }), ...(isWhole(size) && { per_page: size }) });
}

function isWhole(text: string | undefined): text is string {
  return text !== undefined && /^-?\d+$/.test(text);
}

export function isOn(flag: string | undefined): boolean {
  return flag === "1" || flag?.toLowerCase() === "true";
}

function readStatuses(text: string): LabelStatus[] {
  return text.split(",").map((part) => {
    const status = LABEL_STATUSES.find((candidate) => candidate === part.trim());
    if (status === undefined)
      throw invalidField("label_status", `takes ${LABEL_STATUSES.join(", ")}, with commas between.`);
    return status;
  });
}

function readMetadata(text: string): [string, string][] {
  return text.split(",").flatMap((part): [string, string][] => {
    const colon = part.indexOf(":");
    return colon <= 0 ? [] : [[part.slice(0, colon), part.slice(colon + 1)]];
  });
}

/** @param order the cursor of one order means nothing in another */
export function writeCursor(cursor: Cursor, order: SampleOrder): string {
  return Buffer.from(JSON.stringify([order.key, order.isDescending, cursor.key, cursor.id])).toString("base64url");
}

export function readCursor(text: string, order: SampleOrder): Cursor | undefined {
  if (text === "") return undefined;
  const fault = invalidField("cursor", "is none that this list gave.");
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    throw fault;
  }
  if (!Array.isArray(parts) || parts.length !== 4) throw fault;
  const [sort, isDescending, key, id] = parts as unknown[];
  if (sort !== order.key || isDescending !== order.isDescending) throw fault;
  if (!Number.isSafeInteger(id) || !isKeyOf(order, key)) throw fault;
  return { key: key as string | null, id: id as number };
}

function isKeyOf(order: SampleOrder, key: unknown): boolean {
  switch (order.key) {
    case "created":
    case "created_at":
      return key === null;
    case "name":
      return typeof key === "string" && isStorableText(key);
    case "priority":
      return typeof key === "string" && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(key) && Number.isFinite(Number(key));
    case "updated_at":
    case "gt_label__updated_at":
      return (
        typeof key === "string" &&
        (key === "-infinity" || /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/.test(key))
      );
  }
}
