/** The form in which a draft stands on the server: the label's content, which any version of the program and any editor can read. */
import { isJsonObject, listOf } from "@tessera/json";
import type { LabelContent, LabelFile, ServerDraft } from "./ports.js";
import type { WorkTime } from "./work-timer.js";

/** Names the form, for versions of the program to come. */
export const DRAFT_FORMAT = "tessera/label-1";

/** Unsent work, as another device goes on with it. */
export interface PortableDraft extends LabelContent {
  /** Undefined where the person gave none. */
  readonly rating: number | null | undefined;
  readonly worked: WorkTime;
}

/** For the body of a request. */
export function writePortableDraft({ attributes, files, rating, worked }: PortableDraft): Record<string, unknown> {
  return {
    attributes,
    files: files.map(({ placeholder, filename, bytes }) => ({ placeholder, filename, base64: base64Of(bytes) })),
    ...(rating !== undefined && { rating }),
    worked,
  };
}

/** Undefined where it has another form: a later version of the program wrote it. */
export function readPortableDraft({ format, content }: ServerDraft): PortableDraft | undefined {
  if (format !== DRAFT_FORMAT || !isJsonObject(content) || !isJsonObject(content.attributes)) return undefined;
  const { rating } = content;
  return {
    attributes: content.attributes as unknown as LabelContent["attributes"],
    files: listOf(content.files).flatMap(readFile),
    rating: typeof rating === "number" || rating === null ? rating : undefined,
    worked: readWorkTime(content.worked),
  };
}

function readFile(value: unknown): LabelFile[] {
  if (!isJsonObject(value)) return [];
  const { placeholder, filename, base64 } = value;
  if (typeof placeholder !== "string" || typeof filename !== "string" || typeof base64 !== "string") return [];
  return [{ placeholder, filename, bytes: Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)) }];
}

function readWorkTime(value: unknown): WorkTime {
  const numberAt = (key: keyof WorkTime) => {
    const found = isJsonObject(value) ? value[key] : undefined;
    return typeof found === "number" && found >= 0 ? found : 0;
  };
  return { timeMs: numberAt("timeMs"), inactiveTimeMs: numberAt("inactiveTimeMs") };
}

/** Parts of this length are spread into one call. */
const PART_BYTES = 0x8000;

function base64Of(bytes: Uint8Array): string {
  let letters = "";
  for (let at = 0; at < bytes.length; at += PART_BYTES) {
    letters += String.fromCharCode(...bytes.subarray(at, at + PART_BYTES));
  }
  return btoa(letters);
}
