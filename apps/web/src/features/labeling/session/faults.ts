import type { LabelData } from "@tessera/sdk";
import type { ServerDraftHeader } from "./ports.js";

/**
 * Why a request to the server came to nothing, by what is to be done about it:
 * - `offline`: no answer; try again. `busy`: the server asks to come back. `server`: it failed.
 * - `signIn`: the session is over. `otherAccount`: somebody else signed in.
 * - `forbidden`: the role does not allow it (any more). `gone`: the sample, dataset or lease is not there, or not for this person.
 * - `conflict`: somebody saved in between. `leased`: somebody works on the sample right now.
 * - `invalid`: the server does not take the label as it is.
 */
export type FaultKind =
  | "offline"
  | "busy"
  | "server"
  | "signIn"
  | "otherAccount"
  | "forbidden"
  | "gone"
  | "conflict"
  | "leased"
  | "invalid";

/** More about a fault. */
export interface FaultDetails {
  readonly retryAfterMs?: number | undefined;
  /** The server's name of the request in its log. */
  readonly requestId?: string | undefined;
  /** Of `invalid`: path → what is wrong there. */
  readonly fields?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Of `conflict`: the label that is there now; null when it was deleted; undefined when the answer does not say. */
  readonly theirs?: LabelData | null | undefined;
  /** Of `conflict`, on writing a draft: the one that is there; null when there is none. */
  readonly draft?: ServerDraftHeader | null | undefined;
  readonly cause?: unknown;
}

/** A request that came to nothing. */
export class LabelingFault extends Error {
  override readonly name = "LabelingFault";
  readonly kind: FaultKind;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly theirs: LabelData | null | undefined;
  readonly draft: ServerDraftHeader | null | undefined;

  constructor(kind: FaultKind, message: string, details: FaultDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.kind = kind;
    this.retryAfterMs = details.retryAfterMs;
    this.requestId = details.requestId;
    this.fields = details.fields ?? {};
    this.theirs = details.theirs;
    this.draft = details.draft;
  }

  /** Whether the same request may succeed later with nobody doing anything. */
  get isPassing(): boolean {
    return this.kind === "offline" || this.kind === "busy" || this.kind === "server";
  }
}

/** What was thrown, as a fault: what is no fault is an error of ours, and is shown as such. */
export function faultOf(thrown: unknown): LabelingFault {
  if (thrown instanceof LabelingFault) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new LabelingFault("invalid", message, { cause: thrown });
}
