import type { TesseraClient } from "../client.js";
import type { RequestOptions } from "../http/request.js";
import type { CommentParams, IssueUpdateParams } from "../params.js";
import type { IssueData } from "../wire.js";

/** What an issue can do. */
export class IssueMethods {
  readonly #client: TesseraClient;
  readonly #uuid: string;

  constructor(client: TesseraClient, uuid: string) {
    this.#client = client;
    this.#uuid = uuid;
  }

  /** Changes it; what is absent stays. Answers with the issue as it is then. */
  update(params: IssueUpdateParams, options?: RequestOptions) {
    return this.#client.issues.update(this.#uuid, params, options);
  }

  /** Deletes it. */
  delete(options?: RequestOptions) {
    return this.#client.issues.delete(this.#uuid, options);
  }

  /** Replies to it. Answers with the issue as it is then. */
  comment(params: CommentParams, options?: RequestOptions) {
    return this.#client.issues.comment(this.#uuid, params, options);
  }
}

/**
 * An issue: the server's data under the server's names, and what can be done with it.
 *
 * @example
 * const issue: Issue = await client.issues.create(sample.uuid, { description: "You forgot the cars." });
 * await issue.comment({ text: "Done." });
 * await issue.update({ status: "CLOSED" });
 */
export type Issue = IssueData & IssueMethods;

/** Data → object. */
export function issueOf(client: TesseraClient) {
  return (value: unknown): Issue => {
    const data = value as IssueData;
    return Object.assign(new IssueMethods(client, data.uuid), data);
  };
}
