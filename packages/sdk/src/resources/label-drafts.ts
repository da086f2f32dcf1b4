import { type Api, as } from "../http/api.js";
import { toWire } from "../http/params.js";
import { path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { PageList, type PageParams } from "../page.js";
import type { LabelDraftDeleteParams, LabelDraftPutParams } from "../params.js";
import type { LabelDraft, LabelDraftContent } from "../wire.js";

/** `client.labels.drafts` */
export class LabelDrafts {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Your drafts, the last written first, without their contents. */
  list(params: PageParams = {}, options?: RequestOptions) {
    const request = { path: path`/user/drafts/`, params, convert: as<LabelDraft> };
    return new PageList<LabelDraft>(this.#api, request, options);
  }

  /** Your unsent work on a label, from whatever device; a `NotFoundError` when there is none. */
  get(sampleUuid: string, labelset: string, options?: RequestOptions) {
    return this.#api.get(path`/labels/${sampleUuid}/${labelset}/draft/`, as<LabelDraftContent>, options);
  }

  /** Keeps unsent work. A `ConflictError` has the `draft` that another device has written meanwhile. */
  put(sampleUuid: string, labelset: string, params: LabelDraftPutParams, options?: RequestOptions) {
    const draft = path`/labels/${sampleUuid}/${labelset}/draft/`;
    // Applied once, the revision is another: sent again, it would be refused.
    const request = { method: "PUT", path: draft, body: toWire(params), options, isRepeatable: false } as const;
    return this.#api.send(request, as<LabelDraft>);
  }

  /** Discards your draft of a label. */
  delete(sampleUuid: string, labelset: string, params: LabelDraftDeleteParams = {}, options?: RequestOptions) {
    const draft = path`/labels/${sampleUuid}/${labelset}/draft/`;
    const request = { method: "DELETE", path: draft, query: { ...params }, options } as const;
    return this.#api.send({ ...request, answer: "nothing", doneStatus: 404 }, () => undefined);
  }
}
