import type { LabelAttributes, LabelData, LabelStatus, SampleData, Workunit } from "@tessera/sdk";
import { type FaultKind, LabelingFault } from "../faults.js";
import type {
  DraftPut,
  LabelFile,
  LabelingApi,
  Lease,
  QueueItem,
  ServerDraft,
  WorkRequest,
  WorkResult,
} from "../ports.js";
import { WORK_CONTRACT } from "./work-contract.js";

/** What the server makes of the status of a label (null: none) by some work: as it was seen to do. */
function statusAfter(request: WorkRequest, before: LabelStatus | null): LabelStatus | "refused" {
  const { work_type, action, label_status: wanted } = request;
  const hasContent = request.attributes !== undefined;
  const row = WORK_CONTRACT.find(
    (row) => row[0] === before && row[1] === work_type && row[2] === action && row[3] === null && row[4] === hasContent,
  );
  const after = row?.[5] ?? "refused";
  return after === "refused" ? after : (wanted ?? after);
}

/** A save that the server applied. */
export interface AppliedWork {
  readonly by: string;
  readonly sample: string;
  readonly request: WorkRequest;
  readonly key: string;
}

/** The server as the contract of the queue describes it, in memory: versions, leases, idempotency. Shared by the clients of a test. */
export class FakeServer {
  readonly samples = new Map<string, SampleData>();
  readonly labels = new Map<string, LabelData>();
  readonly versions = new Map<string, (LabelAttributes | null)[]>();
  readonly leases = new Map<string, Lease & { readonly client: string; readonly by: string }>();
  readonly applied: AppliedWork[] = [];
  readonly uploads: LabelFile[] = [];
  /** What becomes of content that comes in: objects of a category that was moved are moved. */
  stores = (attributes: LabelAttributes): LabelAttributes => attributes;
  /** By account and sample. */
  readonly drafts = new Map<string, ServerDraft>();
  #revisions = 0;
  /** Answers of saves by their keys. */
  readonly #answers = new Map<string, WorkResult>();
  #leaseCount = 0;

  addSample(uuid: string): void {
    const sample = { uuid, name: `${uuid}.jpg`, attributes: { image: { url: `https://example.com/${uuid}.jpg` } } };
    this.samples.set(uuid, sample as unknown as SampleData);
  }

  /** Saves as somebody, with no rules. */
  saveAs(by: string, uuid: string, attributes: LabelAttributes, status: LabelStatus = "LABELED"): LabelData {
    const before = this.labels.get(uuid);
    const label = {
      sample_uuid: uuid,
      label_type: "bboxes",
      label_status: status,
      labelset: "ground-truth",
      attributes: structuredClone(attributes),
      created_at: "",
      created_by: before?.created_by ?? by,
      updated_at: "",
      updated_by: by,
      rating: null,
      version: (before?.version ?? 0) + 1,
    } as unknown as LabelData;
    this.labels.set(uuid, label);
    this.versions.set(uuid, [...(this.versions.get(uuid) ?? [null]), label.attributes]);
    return label;
  }

  apply(by: string, uuid: string, request: WorkRequest, key: string): WorkResult {
    const known = this.#answers.get(`${by} ${key}`);
    if (known !== undefined) return known;
    const before = this.labels.get(uuid);
    if (!this.samples.has(uuid)) throw new LabelingFault("gone", "Not found.");
    const other = [...this.leases.values()].find((lease) => lease.sample_uuid === uuid && lease.by !== by);
    if (other !== undefined && request.work_type !== "normal") throw new LabelingFault("leased", "Held by another.");
    if (request.version !== (before?.version ?? 0)) {
      throw new LabelingFault("conflict", "Somebody else saved this label.", { theirs: before ?? null });
    }
    const status = statusAfter(request, before?.label_status ?? null);
    if (request.reason !== undefined && request.action !== "reject")
      throw new LabelingFault("invalid", "Only a rejection has a reason.");
    if (status === "refused") throw new LabelingFault("invalid", "The label's status leaves no room for this.");
    const attributes = request.attributes ? this.stores(request.attributes) : before?.attributes;
    const label = this.saveAs(by, uuid, attributes ?? ({ annotations: [] } as unknown as LabelAttributes), status);
    this.#noteRejection(by, uuid, request);
    if (request.draft !== undefined && this.draftOf(by, uuid)?.revision === request.draft)
      this.drafts.delete(`${by} ${uuid}`);
    if (request.action !== "save" && request.lease !== undefined) this.leases.delete(request.lease);
    this.applied.push({ by, sample: uuid, request, key });
    const result = { label, workunit: {} as Workunit };
    this.#answers.set(`${by} ${key}`, result);
    return result;
  }

  /** A rejection's reason stays until the sample is accepted. */
  #noteRejection(by: string, uuid: string, { action, reason }: WorkRequest): void {
    const sample = this.samples.get(uuid);
    if (sample === undefined || (action !== "accept" && action !== "verify" && reason === undefined)) return;
    const rejection = reason && { uuid: `rejection of ${uuid}`, created_by: by, anchor: null, ...reason };
    this.samples.set(uuid, { ...sample, rejection: rejection ?? null } as SampleData);
  }

  draftOf(by: string, uuid: string): ServerDraft | undefined {
    return this.drafts.get(`${by} ${uuid}`);
  }

  /** Refuses where another revision is there than the one that was seen. */
  putDraft(by: string, uuid: string, { revision: seen, ...draft }: DraftPut): ServerDraft {
    if (!this.samples.has(uuid)) throw new LabelingFault("gone", "Not found.");
    this.#checkRevision(by, uuid, seen);
    const revision = ++this.#revisions;
    const written: ServerDraft = {
      ...structuredClone(draft),
      ...{ revision, dataset_full_name: "jane/flowers", sample_uuid: uuid, sample_name: `${uuid}.jpg` },
      ...{ labelset: "ground-truth", updated_at: "2026-01-01T00:00:00Z" },
    };
    this.drafts.set(`${by} ${uuid}`, written);
    return written;
  }

  deleteDraft(by: string, uuid: string, revision: number): void {
    if (this.draftOf(by, uuid) === undefined) throw new LabelingFault("gone", "Not found.");
    this.#checkRevision(by, uuid, revision);
    this.drafts.delete(`${by} ${uuid}`);
  }

  #checkRevision(by: string, uuid: string, seen: number): void {
    const found = this.draftOf(by, uuid);
    if ((found?.revision ?? 0) === seen) return;
    throw new LabelingFault("conflict", "Another device changed this draft.", { draft: found ?? null });
  }

  /** What somebody did before a sample, as long as it is as they left it and nobody else has it. */
  back(by: string, client: string, queue: "label" | "review", before: string | undefined): QueueItem | null {
    const done = this.applied.filter((work) => work.by === by && work.request.work_type === queue);
    const order = [...new Set(done.toReversed().map(({ sample }) => sample))];
    const rest = before === undefined || !order.includes(before) ? order : order.slice(order.indexOf(before) + 1);
    for (const uuid of rest) {
      const sample = this.samples.get(uuid);
      const label = this.labels.get(uuid);
      const held = [...this.leases.values()].find((lease) => lease.sample_uuid === uuid);
      if (sample === undefined || label?.updated_by !== by || (held !== undefined && held.client !== client)) continue;
      return { sample, label, lease: held ?? this.#lease(uuid, queue, { client, by }), reason: "open" };
    }
    return null;
  }

  #lease(uuid: string, queue: "label" | "review", holder: { readonly client: string; readonly by: string }) {
    const lease = {
      uuid: `lease-${++this.#leaseCount}`,
      sample_uuid: uuid,
      work_type: queue,
      expires_at: "",
      duration_seconds: 90,
      ...holder,
    };
    this.leases.set(lease.uuid, lease);
    return lease;
  }

  next(by: string, client: string, exclude: readonly string[], queue: "label" | "review"): QueueItem | null {
    for (const sample of this.samples.values()) {
      const label = this.labels.get(sample.uuid) ?? null;
      const status = label?.label_status ?? "UNLABELED";
      const isOpen =
        queue === "label"
          ? ["UNLABELED", "PRELABELED", "LABELING_IN_PROGRESS", "REJECTED"].includes(status)
          : ["LABELED", "REVIEWING_IN_PROGRESS"].includes(status);
      const held = [...this.leases.values()].find((lease) => lease.sample_uuid === sample.uuid);
      if (!isOpen || exclude.includes(sample.uuid) || (held !== undefined && held.client !== client)) continue;
      const lease = held ?? this.#lease(sample.uuid, queue, { client, by });
      return { sample, label, lease, reason: "open" };
    }
    return null;
  }
}

/** One account's way to the server. `fault` is what the next requests meet. */
export class FakeApi implements LabelingApi {
  readonly #server: FakeServer;
  account: string;
  /** All requests fail with it. */
  fault: FaultKind | undefined;
  /** Of the next saves: applied, but their answers are lost. */
  losesAnswers = 0;
  /** The same of drafts. */
  losesDraftAnswers = 0;
  /** Drafts on their way wait for it. */
  draftGate: Promise<void> | undefined;
  /** Requests wait for it. */
  gate: Promise<void> | undefined;
  /** Saves wait for it. */
  workGate: Promise<void> | undefined;
  readonly calls: string[] = [];

  constructor(server: FakeServer, account: string) {
    this.#server = server;
    this.account = account;
  }

  async next({ client, exclude, queue }: Parameters<LabelingApi["next"]>[0]) {
    await this.#pass(`next ${exclude.join(",")}`);
    return this.#server.next(this.account, client, exclude, queue);
  }

  async back({ client, queue, before }: Parameters<LabelingApi["back"]>[0]) {
    await this.#pass(`back ${before ?? ""}`);
    return this.#server.back(this.account, client, queue, before);
  }

  async keepAlive(uuid: string) {
    await this.#pass(`keepAlive ${uuid}`);
    const lease = this.#server.leases.get(uuid);
    if (lease === undefined) throw new LabelingFault("gone", "Not found.");
    return lease;
  }

  async release(uuid: string) {
    await this.#pass(`release ${uuid}`);
    this.#server.leases.delete(uuid);
  }

  releaseOnLeave(uuid: string): void {
    this.calls.push(`releaseOnLeave ${uuid}`);
    this.#server.leases.delete(uuid);
  }

  async getSample(uuid: string) {
    await this.#pass(`getSample ${uuid}`);
    const sample = this.#server.samples.get(uuid);
    if (sample === undefined) throw new LabelingFault("gone", "Not found.");
    return { sample, label: this.#server.labels.get(uuid) ?? null };
  }

  async getLabel(uuid: string) {
    await this.#pass(`getLabel ${uuid}`);
    return this.#server.labels.get(uuid) ?? null;
  }

  async getVersion(uuid: string, _labelset: string, version: number) {
    await this.#pass(`getVersion ${uuid} ${version}`);
    const attributes = this.#server.versions.get(uuid)?.[version];
    if (attributes === undefined) throw new LabelingFault("gone", "Not found.");
    return attributes;
  }

  async work(uuid: string, _labelset: string, request: WorkRequest, { key }: { readonly key: string }) {
    await this.workGate;
    await this.#pass(`work ${uuid} ${request.action} ${key}`);
    // As on the wire: what the client changes later is its own.
    const result = this.#server.apply(this.account, uuid, structuredClone(request), key);
    if (this.losesAnswers > 0) {
      this.losesAnswers--;
      throw new LabelingFault("offline", "The answer was lost.");
    }
    return result;
  }

  async listDrafts() {
    await this.#pass("listDrafts");
    const own = [...this.#server.drafts].filter(([name]) => name.startsWith(`${this.account} `));
    return own.map(([, draft]) => draft);
  }

  async getDraft(uuid: string) {
    await this.#pass(`getDraft ${uuid}`);
    return this.#server.draftOf(this.account, uuid) ?? null;
  }

  async putDraft(uuid: string, _labelset: string, draft: DraftPut) {
    await this.draftGate;
    await this.#pass(`putDraft ${uuid}`);
    const { revision } = this.#server.putDraft(this.account, uuid, draft);
    if (this.losesDraftAnswers > 0) {
      this.losesDraftAnswers--;
      throw new LabelingFault("offline", "The answer was lost.");
    }
    return revision;
  }

  async deleteDraft(uuid: string, _labelset: string, revision: number) {
    await this.#pass(`deleteDraft ${uuid}`);
    this.#server.deleteDraft(this.account, uuid, revision);
  }

  async upload(file: LabelFile) {
    await this.#pass(`upload ${file.filename}`);
    this.#server.uploads.push(file);
    return `https://example.com/assets/${this.#server.uploads.length}/${file.filename}`;
  }

  async whoAmI() {
    await this.#pass("whoAmI");
    return this.account;
  }

  async #pass(call: string): Promise<void> {
    this.calls.push(call);
    await this.gate;
    await null;
    if (this.fault !== undefined) throw new LabelingFault(this.fault, `A fault: ${this.fault}`);
  }
}
