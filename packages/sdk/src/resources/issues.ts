import type { TesseraClient } from "../client.js";
import type { Api } from "../http/api.js";
import { toWire } from "../http/params.js";
import { DatasetName, path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { type Issue, issueOf } from "../objects/issue.js";
import { PageList } from "../page.js";
import type { CommentParams, IssueCreateParams, IssueListParams, IssueUpdateParams } from "../params.js";

/** `client.issues` */
export class Issues {
  readonly #api: Api;
  readonly #client: TesseraClient;

  constructor(api: Api, client: TesseraClient) {
    this.#api = api;
    this.#client = client;
  }

  /** The issues of a dataset. */
  list(dataset: string, params: IssueListParams = {}, options?: RequestOptions): PageList<Issue> {
    const query = { status: params.status, tags: params.tags };
    const issues = path`/datasets/${new DatasetName(dataset)}/issues/`;
    return new PageList(this.#api, { path: issues, query, params, convert: issueOf(this.#client) }, options);
  }

  /** Raises an issue on a sample. */
  create(sampleUuid: string, params: IssueCreateParams, options?: RequestOptions) {
    return this.#api.post(path`/samples/${sampleUuid}/issues/`, toWire(params), issueOf(this.#client), options);
  }

  /** Changes an issue; what is absent stays, a null anchor clears it. */
  update(uuid: string, params: IssueUpdateParams, options?: RequestOptions) {
    return this.#api.patch(path`/issues/${uuid}/`, toWire(params), issueOf(this.#client), options);
  }

  /** Deletes an issue. */
  delete(uuid: string, options?: RequestOptions) {
    return this.#api.delete(path`/issues/${uuid}/`, options);
  }

  /** Replies to an issue. */
  comment(uuid: string, params: CommentParams, options?: RequestOptions) {
    return this.#api.post(path`/issues/${uuid}/comments/`, toWire(params), issueOf(this.#client), options);
  }
}
