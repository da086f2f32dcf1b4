import { type Api, as } from "../http/api.js";
import { DatasetName, path } from "../http/path.js";
import type { RequestOptions } from "../http/request.js";
import { PageList } from "../page.js";
import type { WorkunitListParams } from "../params.js";
import type { Workunit } from "../wire.js";

/** `client.workunits` */
export class Workunits {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** The work that was done on a dataset, the latest first. For managers and admins. */
  list(dataset: string, params: WorkunitListParams = {}, options?: RequestOptions): PageList<Workunit> {
    const { sort = "created_at", direction = "desc", start, end, includeSessionTimeMetrics } = params;
    const query = {
      sort: direction === "asc" ? sort : `-${sort}`,
      start: timeText(start),
      end: timeText(end),
      include_session_time_metrics: includeSessionTimeMetrics ? "true" : undefined,
    };
    const workunits = path`/datasets/${new DatasetName(dataset)}/workunits/`;
    return new PageList(this.#api, { path: workunits, query, params, convert: as<Workunit> }, options);
  }
}

/** `YYYY-MM-DDTHH:MM:SS` in UTC. */
function timeText(time: string | Date | undefined): string | undefined {
  return time instanceof Date ? time.toISOString().slice(0, 19) : time;
}
