import { isJsonObject } from "@tessera/json";
import { ERRORS } from "@tessera/schema";
import {
  APILimitError,
  AuthenticationError,
  AuthorizationError,
  ConflictError,
  type LabelAttributes,
  type LabelData,
  NotFoundError,
  type RawRequestOptions,
  type SampleData,
  type TesseraClient,
  TesseraError,
  TimeoutError,
} from "@tessera/sdk";
import { type FaultDetails, type FaultKind, LabelingFault } from "./faults.js";
import type {
  LabelingApi,
  Lease,
  OpenedSample,
  QueueItem,
  QueueReason,
  ServerDraft,
  ServerDraftHeader,
  WorkResult,
} from "./ports.js";

/** The outbox and the feed retry by themselves, and know better when. */
const ONCE = { maxRetries: 0 } as const;
/** A label of a million points takes its time. */
const WORK_TIMEOUT_MS = 120_000;

/** A repeated save whose answer was too large to keep. */
const APPLIED_BEFORE = "This request was applied before";
/** The queue takes no more. */
const MAX_EXCLUDED = 100;
/** Drafts are listed so that people find back to them: nobody goes through more. */
const MAX_LISTED = 100;

interface NextAnswer {
  readonly sample: SampleData | null;
  readonly lease: Lease | null;
  readonly reason: QueueReason | null;
}

/**
 * The server behind a client of the SDK.
 *
 * @example const api = createSdkApi(client);
 */
export function createSdkApi(client: TesseraClient): LabelingApi {
  const send = <T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, options: RawRequestOptions = {}) =>
    orFault(() => client.request<T>(method, path, { ...ONCE, ...options }));
  return {
    async next({ dataset, queue, client: tab, exclude }) {
      const body = { client: tab, exclude: exclude.slice(-MAX_EXCLUDED) };
      const answer = await send<NextAnswer>("POST", `/datasets/${datasetPath(dataset)}/queue/${queue}/`, { body });
      return queueItemOf(answer);
    },
    async back({ dataset, queue, client: tab, before }) {
      const body = { client: tab, ...(before !== undefined && { before }) };
      const path = `/datasets/${datasetPath(dataset)}/queue/${queue}/back/`;
      return queueItemOf({ reason: null, ...(await send<Omit<NextAnswer, "reason">>("POST", path, { body })) });
    },
    keepAlive: (lease) => send<Lease>("PUT", `/leases/${encodeURIComponent(lease)}/`),
    release: (lease) => send("DELETE", `/leases/${encodeURIComponent(lease)}/`),
    releaseOnLeave(lease) {
      const url = `${client.baseUrl}/leases/${encodeURIComponent(lease)}/`;
      fetch(url, { method: "DELETE", keepalive: true, credentials: "same-origin" }).catch(() => undefined);
    },
    async getSample(sample, labelset) {
      const query = { labelset, include_signed_urls: 1 };
      return openedSampleOf(await send<SampleData>("GET", `/samples/${encodeURIComponent(sample)}/`, { query }));
    },
    async getLabel(sample, labelset) {
      const query = { labelset };
      return openedSampleOf(await send<SampleData>("GET", `/samples/${encodeURIComponent(sample)}/`, { query })).label;
    },
    async getVersion(sample, labelset, version) {
      const path = `${labelPath(sample, labelset)}versions/${version}/`;
      return (await send<{ readonly attributes: LabelAttributes | null }>("GET", path)).attributes;
    },
    work: (sample, labelset, request, { key }) =>
      send<WorkResult>("POST", `${labelPath(sample, labelset)}work/`, {
        body: request,
        idempotencyKey: key,
        timeoutMs: WORK_TIMEOUT_MS,
      }),
    listDrafts: () => send<ServerDraftHeader[]>("GET", "/user/drafts/", { query: { per_page: MAX_LISTED } }),
    getDraft: (sample, labelset) =>
      send<ServerDraft>("GET", `${labelPath(sample, labelset)}draft/`).catch((error: LabelingFault) => {
        if (error.kind === "gone") return null;
        throw error;
      }),
    async putDraft(sample, labelset, draft) {
      const path = `${labelPath(sample, labelset)}draft/`;
      return (await send<ServerDraft>("PUT", path, { body: draft, timeoutMs: WORK_TIMEOUT_MS })).revision;
    },
    async deleteDraft(sample, labelset, revision) {
      await send("DELETE", `${labelPath(sample, labelset)}draft/`, { query: { revision } });
    },
    async upload({ bytes, filename }) {
      return (await orFault(() => client.assets.upload(new Blob([bytes]), { filename, ...ONCE }))).url;
    },
    whoAmI: async () => (await orFault(() => client.users.get(undefined, ONCE))).username,
  };
}

function datasetPath(fullName: string): string {
  return fullName.split("/").map(encodeURIComponent).join("/");
}

function labelPath(sample: string, labelset: string): string {
  return `/labels/${encodeURIComponent(sample)}/${encodeURIComponent(labelset)}/`;
}

function queueItemOf({ sample, lease, reason }: NextAnswer): QueueItem | null {
  if (sample === null || lease === null) return null;
  return { ...openedSampleOf(sample), lease, reason: reason ?? "open" };
}

function openedSampleOf(sample: SampleData): OpenedSample {
  return { sample, label: isWhole(sample.label) ? sample.label : null };
}

/** A summary of a label has no attributes. */
function isWhole(label: SampleData["label"]): label is LabelData {
  return label !== undefined && label !== null && "attributes" in label;
}

async function orFault<T>(request: () => PromiseLike<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw faultOfSdk(error);
  }
}

/** An error of the SDK, as what is to be done about it. */
export function faultOfSdk(error: unknown): LabelingFault {
  if (!(error instanceof TesseraError)) {
    return new LabelingFault("server", error instanceof Error ? error.message : String(error), { cause: error });
  }
  const details: FaultDetails = {
    retryAfterMs: error.retryAfterMs,
    requestId: error.requestId,
    fields: error.fields,
    cause: error,
  };
  if (error instanceof ConflictError) return conflictOf(error, details);
  return new LabelingFault(kindOf(error), sentenceOf(error), details);
}

function kindOf(error: TesseraError): FaultKind {
  if (error instanceof AuthenticationError) return "signIn";
  if (error instanceof AuthorizationError) return "forbidden";
  if (error instanceof NotFoundError) return "gone";
  if (error instanceof APILimitError) return "busy";
  if (error instanceof TimeoutError || error.status === undefined) return "offline";
  if (error.status === 502 || error.status === 503) return "busy";
  // A success of another form than is due comes from a proxy or a portal in between.
  if (error.status >= 500 || error.status < 400) return "server";
  return "invalid";
}

/** A save in between brings its label along; other reasons for a 409 have a sentence alone. */
function conflictOf(error: ConflictError, details: FaultDetails): LabelingFault {
  const { body } = error;
  const sentence = sentenceOf(error);
  if (isJsonObject(body) && body.label !== undefined) {
    return new LabelingFault("conflict", sentence, { ...details, theirs: body.label as LabelData | null });
  }
  if (isJsonObject(body) && body.draft !== undefined) {
    return new LabelingFault("conflict", sentence, { ...details, draft: body.draft as ServerDraftHeader | null });
  }
  if (sentence === ERRORS.leased.detail) return new LabelingFault("leased", sentence, details);
  // The label is there, and will be found to be this very save.
  if (sentence.startsWith(APPLIED_BEFORE)) return new LabelingFault("conflict", sentence, details);
  return new LabelingFault("invalid", sentence, details);
}

/** The server's own sentence, without the request in front of it. */
function sentenceOf(error: TesseraError): string {
  const { body } = error;
  return isJsonObject(body) && typeof body.detail === "string" ? body.detail : error.message;
}
