import { isJsonObject } from "@tessera/json";
import {
  completeLabelIds,
  type Fault,
  LabelDraftPutSchema,
  LabelPatchSchema,
  LabelPutSchema,
  quoteForMessage,
  SampleCreateSchema,
  SamplePatchSchema,
  type TaskType,
  validateLabelAttributes,
  validateMetadata,
  validateSampleAttributes,
  WorkSchema,
  withCompletedIds,
} from "@tessera/schema";
import { Ajv, type ValidateFunction } from "ajv";
import { JsonFault, type Span, scanJson } from "./json-scanner.js";

/**
 * The bodies that may be large. They are validated from their bytes, here or in a worker, and only what is small
 * comes back: the attributes travel on to the database as the slice of the body that they are.
 */
export type BodyKind =
  | {
      readonly kind: "label";
      readonly taskType: TaskType;
      /** A PATCH: every member may be absent. */
      readonly isPartial: boolean;
      /** JSON text of the sample's attributes, for rules that need them (text spans, sensors, frames). */
      readonly sampleAttributes: string | undefined;
    }
  | { readonly kind: "work"; readonly taskType: TaskType; readonly sampleAttributes: string | undefined }
  | { readonly kind: "draft" }
  | { readonly kind: "sample"; readonly taskType: TaskType; readonly isPartial: boolean }
  | { readonly kind: "samples"; readonly taskType: TaskType };

/** Members of a body other than the large ones, as parsed. */
export type Members = Readonly<Record<string, unknown>>;

export type Verdict =
  | {
      readonly ok: true;
      readonly members: Members;
      /** Where these lie in the body. */
      readonly spans: {
        readonly attributes?: Span;
        readonly metadata?: Span;
        readonly session_time_metrics?: Span;
        readonly content?: Span;
      };
      /** Replaces the slice, where something had to be completed. */
      readonly attributesText?: string;
      /** The same, from a worker. */
      readonly attributesBytes?: Uint8Array;
      /** Urls in the attributes that may be files of ours: `segmentation_bitmap.url`. */
      readonly bitmapUrls: readonly string[];
      /** The items of a bulk body, without the large members. */
      readonly items: readonly Members[];
    }
  | { readonly ok: false; readonly detail?: string; readonly faults: readonly Fault[] };

// One fault an object is enough here, and keeps hostile bodies cheap; the formats' own rules report each fault.
// 1e400 parses as Infinity, which strict numbers are not.
const ajv = new Ajv({ allErrors: false, strict: false, strictNumbers: true });
const CHECKS = {
  sample: ajv.compile(SampleCreateSchema),
  samplePatch: ajv.compile(SamplePatchSchema),
  label: ajv.compile(LabelPutSchema),
  labelPatch: ajv.compile(LabelPatchSchema),
  work: ajv.compile(WorkSchema),
  draft: ajv.compile(LabelDraftPutSchema),
} as const;

const LARGE_MEMBERS = ["attributes", "metadata", "session_time_metrics", "content"] as const;
export const MAX_BULK_SAMPLES = 10_000;

/** Validates a body. Pure: the same in the main thread and in a worker. */
export function validateBody(bytes: Buffer, kind: BodyKind): Verdict {
  let scanned: ReturnType<typeof scanJson>;
  let value: unknown;
  try {
    scanned = scanJson(bytes);
    value = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    return {
      ok: false,
      detail: error instanceof JsonFault ? error.message : "The body is not valid JSON.",
      faults: [],
    };
  }
  if (kind.kind === "samples") return validateSamples(value, kind.taskType);
  if (scanned.kind !== "object" || !isJsonObject(value))
    return { ok: false, detail: "The body must be an object.", faults: [] };
  const faults = faultsOf(value, kind);
  if (faults.length > 0) return { ok: false, faults };
  const { members } = scanned;
  const attributesSpan = members.get("attributes");
  const isLabel = (kind.kind === "label" || kind.kind === "work") && value.attributes !== undefined;
  const isIncomplete = isLabel && completeLabelIds(kind.taskType, value.attributes);
  return {
    ok: true,
    members: smallMembers(value),
    spans: Object.fromEntries(LARGE_MEMBERS.flatMap((name) => (members.has(name) ? [[name, members.get(name)]] : []))),
    ...(isIncomplete &&
      attributesSpan && {
        attributesText: withCompletedIds(
          kind.taskType,
          bytes.toString("utf8", attributesSpan.start, attributesSpan.end),
        ),
      }),
    bitmapUrls: isLabel ? bitmapUrlsOf(value.attributes) : [],
    items: [],
  };
}

function validateSamples(value: unknown, taskType: TaskType): Verdict {
  if (!Array.isArray(value)) return { ok: false, detail: "The body must be an array of samples.", faults: [] };
  if (value.length > MAX_BULK_SAMPLES) {
    return { ok: false, detail: `At most ${MAX_BULK_SAMPLES} samples can be added at once.`, faults: [] };
  }
  const items: Members[] = [];
  const faults: Fault[] = [];
  for (const [index, item] of value.entries()) {
    if (isJsonObject(item)) {
      for (const fault of sampleFaults(item, taskType, { isPartial: false })) {
        faults.push({ path: `[${index}].${fault.path}`, message: fault.message });
      }
      items.push(smallMembers(item));
    } else {
      faults.push({ path: `[${index}]`, message: "must be an object." });
    }
    if (faults.length >= 20) break;
  }
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, 20) };
  return { ok: true, members: {}, spans: {}, bitmapUrls: [], items };
}

function faultsOf(value: Members, kind: Exclude<BodyKind, { kind: "samples" }>): Fault[] {
  switch (kind.kind) {
    case "sample":
      return sampleFaults(value, kind.taskType, kind);
    case "draft":
      return memberFaults(CHECKS.draft, value);
    case "label":
    case "work":
      return labelFaults(value, kind);
  }
}

function labelFaults(value: Members, kind: Extract<BodyKind, { kind: "label" | "work" }>): Fault[] {
  const check = kind.kind === "work" ? CHECKS.work : kind.isPartial ? CHECKS.labelPatch : CHECKS.label;
  const faults = memberFaults(check, value);
  if (faults.length > 0 || value.attributes === undefined) return faults;
  const context = kind.sampleAttributes === undefined ? {} : { sampleAttributes: JSON.parse(kind.sampleAttributes) };
  return validateLabelAttributes(kind.taskType, value.attributes, context).map((f) => prefixed("attributes", f));
}

function sampleFaults(value: Members, taskType: TaskType, options: { isPartial: boolean }): Fault[] {
  const faults = memberFaults(options.isPartial ? CHECKS.samplePatch : CHECKS.sample, value);
  if (faults.length > 0) return faults;
  if (value.attributes !== undefined) {
    faults.push(...validateSampleAttributes(taskType, value.attributes).map((f) => prefixed("attributes", f)));
  }
  if (value.metadata !== undefined)
    faults.push(...validateMetadata(value.metadata).map((f) => prefixed("metadata", f)));
  return faults;
}

/** What the body's JSON Schema says of its members. */
function memberFaults(check: ValidateFunction, value: Members): Fault[] {
  if (check(value)) return [];
  return (check.errors ?? []).map((error) => {
    const missing = error.keyword === "required" ? String(error.params.missingProperty) : undefined;
    const at = error.instancePath.replace(/^\//, "").replaceAll("/", ".");
    const named = [at, missing ?? ""].filter((part) => part !== "").join(".");
    const path = named === "" ? "body" : quoteForMessage(named).slice(1, -1);
    return { path, message: missing === undefined ? `This value ${error.message}.` : "This field is required." };
  });
}

function prefixed(member: string, fault: Fault): Fault {
  const separator = fault.path === "" || fault.path.startsWith("[") ? "" : ".";
  return { path: `${member}${separator}${fault.path}`, message: fault.message };
}

function smallMembers(value: Members): Members {
  const large: readonly string[] = LARGE_MEMBERS;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !large.includes(key)));
}

/** Every `segmentation_bitmap.url` of a label that has passed validation, at any of the levels where one can stand. */
function bitmapUrlsOf(attributes: unknown): string[] {
  if (!isJsonObject(attributes)) return [];
  const bitmap = attributes.segmentation_bitmap;
  const own = isJsonObject(bitmap) && typeof bitmap.url === "string" ? [bitmap.url] : [];
  const frames = Array.isArray(attributes.frames) ? attributes.frames.flatMap(bitmapUrlsOf) : [];
  const sensors = Array.isArray(attributes.sensors)
    ? attributes.sensors.flatMap((sensor) => (isJsonObject(sensor) ? bitmapUrlsOf(sensor.attributes) : []))
    : [];
  return [...own, ...frames, ...sensors];
}
