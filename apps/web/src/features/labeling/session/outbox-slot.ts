import type { LabelData, LabelStatus } from "@tessera/sdk";
import type { LabelingFault } from "./faults.js";
import { isSameContent } from "./label-units.js";
import type { LabelContent, WorkAction, WorkRequest } from "./ports.js";
import type { OutboxEntry } from "./work-store.js";

/** A save on its way, as the page shows it. */
export interface OutboxItem {
  readonly id: string;
  readonly sampleUuid: string;
  readonly sampleName: string;
  readonly labelset: string;
  readonly dataset: string;
  readonly action: WorkAction;
  /** `waiting` and `sending` go on by themselves; `conflict` and `refused` want the person. */
  readonly status: "waiting" | "sending" | "conflict" | "refused";
  /** Of `conflict` and `refused`; of `waiting`: why the last attempt failed. */
  readonly fault: LabelingFault | undefined;
}

/** A save in the outbox of this tab, and how far it is. */
export interface Slot {
  entry: OutboxEntry;
  status: OutboxItem["status"];
  fault: LabelingFault | undefined;
  serverFaults: number;
  isKept: boolean;
}

/** What a merged save has anew. */
export interface Replacement {
  readonly content: LabelContent;
  readonly baseVersion: number;
  readonly baseStatus: LabelStatus;
}

/** A save that was not tried yet. */
export function newSlot(entry: OutboxEntry, { isKept }: { readonly isKept: boolean }): Slot {
  return { entry, status: "waiting", fault: undefined, serverFaults: 0, isKept };
}

/** As if it had not been tried yet. */
export function resetSlot(slot: Slot): void {
  slot.status = "waiting";
  slot.fault = undefined;
  slot.serverFaults = 0;
}

/** A plain save that no attempt was made of, or one that was refused, says nothing that the next one does not say. */
export function isReplaceable(slot: Slot, content: LabelContent | null): boolean {
  const isUntried = slot.status === "waiting" && slot.fault === undefined && slot.entry.action === "save";
  return (isUntried || slot.status === "refused") && (content !== null || slot.entry.content === null);
}

/** The time of two pieces of work. */
export function sumOf(a: OutboxEntry["worked"], b: OutboxEntry["worked"]): OutboxEntry["worked"] {
  return { timeMs: a.timeMs + b.timeMs, inactiveTimeMs: a.inactiveTimeMs + b.inactiveTimeMs };
}

/** What the page shows of a save. */
export function itemOf({ entry, status, fault }: Slot): OutboxItem {
  const { id, sampleUuid, sampleName, labelset, dataset, action } = entry;
  return { id, sampleUuid, sampleName, labelset, dataset, action, status, fault };
}

/** The request of a save; the same each time, so that its key fits. */
export function requestOf(entry: OutboxEntry): WorkRequest {
  return {
    work_type: entry.workType,
    action: entry.action,
    version: entry.baseVersion,
    time: entry.worked.timeMs,
    inactive_time: entry.worked.inactiveTimeMs,
    ...(entry.lease !== null && { lease: entry.lease }),
    ...(entry.content !== null && { attributes: entry.content.attributes }),
    ...(entry.rating !== undefined && { rating: entry.rating }),
    ...(entry.labelStatus !== undefined && { label_status: entry.labelStatus }),
    ...(entry.reason !== undefined && { reason: entry.reason }),
    ...(entry.draft !== undefined && { draft: entry.draft }),
  };
}

/** Whether a label is what this save was to make: its own doing, of which only the answer was lost. */
export function isOwnWork(entry: OutboxEntry, theirs: LabelData): boolean {
  const isByUs = (theirs.updated_by ?? theirs.created_by) === entry.account;
  const isNext = theirs.version === entry.baseVersion + 1;
  return isByUs && isNext && entry.content !== null && isSameContent(entry.content.attributes, theirs.attributes);
}

/** Replaces placeholders wherever they stand. */
export function withUrls(content: LabelContent, urls: ReadonlyMap<string, string>): LabelContent {
  const replace = (value: unknown): unknown => {
    if (typeof value === "string") return urls.get(value) ?? value;
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner)]));
  };
  return { attributes: replace(content.attributes) as LabelContent["attributes"], files: [] };
}
