import { hasSdkPhrase, quoteForMessage } from "../quote.js";

/** One thing that is wrong with a value. `path` is like `frames[3].annotations[0].points`, empty for the whole value. */
export interface Fault {
  path: string;
  message: string;
}

/** A check stops at this many faults: enough to mend a file by, and a hostile body stays cheap. */
export const MAX_FAULTS = 20;

const PLAIN_KEY = /^[A-Za-z_]\w{0,79}$/;

function formatPath(keys: readonly (string | number)[]): string {
  let path = "";
  for (const key of keys) {
    if (typeof key === "number") path += `[${key}]`;
    else if (!PLAIN_KEY.test(key) || hasSdkPhrase(key)) path += `[${quoteForMessage(key)}]`;
    else path += path === "" ? key : `.${key}`;
  }
  return path;
}

/** Collects faults while a value is walked; knows where in the value the walk is. */
export class Report {
  readonly faults: Fault[] = [];
  readonly #keys: (string | number)[] = [];

  /** Whether there is no point in looking further. */
  get isFull(): boolean {
    return this.faults.length >= MAX_FAULTS;
  }

  /** Steps into a property or an item; {@link leave} steps out again. */
  enter(key: string | number): void {
    this.#keys.push(key);
  }

  leave(): void {
    this.#keys.pop();
  }

  /** Notes a fault at the present place, or at `keys` below it. */
  add(message: string, ...keys: (string | number)[]): void {
    if (!this.isFull) this.faults.push({ path: formatPath([...this.#keys, ...keys]), message });
  }

  /** Calls `visit` for each item, standing at it, until the report is full. */
  each<T>(key: string, items: readonly T[], visit: (item: T, index: number) => void): void {
    this.enter(key);
    for (let index = 0; index < items.length && !this.isFull; index++) {
      this.enter(index);
      visit(items[index] as T, index);
      this.leave();
    }
    this.leave();
  }
}
