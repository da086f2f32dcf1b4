import { ApiPromise } from "./api-promise.js";
import { Call, type Settings } from "./call.js";
import type { Path } from "./path.js";
import type { ApiRequest, Query, RequestOptions } from "./request.js";

/** The verbs of the API, for the resources: a path in, a promise of converted data out. */
export class Api {
  readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  send<T>(request: ApiRequest, convert: (value: unknown, response: Response) => T): ApiPromise<T> {
    const call = new Call(this.settings, request);
    return new ApiPromise(call.open(), (response) => call.read(response, convert));
  }

  get<T>(path: Path, convert: Convert<T>, options?: RequestOptions, query?: Query): ApiPromise<T> {
    return this.send({ method: "GET", path, query, options }, convert);
  }

  post<T>(path: Path, body: unknown, convert: Convert<T>, options?: RequestOptions): ApiPromise<T> {
    return this.send({ method: "POST", path, body, options }, convert);
  }

  patch<T>(path: Path, body: object, convert: Convert<T>, options?: RequestOptions): ApiPromise<T> {
    return this.send({ method: "PATCH", path, body, options, isRepeatable: !("version" in body) }, convert);
  }

  put<T>(path: Path, body: object, convert: Convert<T>, options?: RequestOptions): ApiPromise<T> {
    return this.send({ method: "PUT", path, body, options, isRepeatable: !("version" in body) }, convert);
  }

  delete(path: Path, options?: RequestOptions): ApiPromise<void> {
    return this.send({ method: "DELETE", path, options, answer: "nothing", doneStatus: 404 }, () => undefined);
  }
}

/** Makes of parsed JSON what the method returns. The server's answers are trusted to be of the contract's form. */
export type Convert<T> = (value: unknown) => T;

/** Gives parsed JSON its type. */
export function as<T>(value: unknown): T {
  return value as T;
}
