import { faultOf } from "./faults.js";
import { Observable } from "./observable.js";
import type { Network } from "./ports.js";

/**
 * Whether the server can be reached: the browser's word for it, corrected by every request that got an answer or none.
 *
 * @example
 * connection.state.get() // "offline" after a request without an answer, "online" after the next one with
 */
export class Connection {
  readonly state: Observable<"online" | "offline">;
  readonly #network: Network;
  readonly #stop: () => void;

  constructor(network: Network) {
    this.#network = network;
    this.state = new Observable<"online" | "offline">(network.isOnline() ? "online" : "offline");
    this.#stop = network.onChange(() => this.state.set(network.isOnline() ? "online" : "offline"));
  }

  /** Does a request and learns from how it went. */
  async watch<T>(request: () => Promise<T>): Promise<T> {
    try {
      const value = await request();
      this.state.set("online");
      return value;
    } catch (error) {
      this.state.set(faultOf(error).kind === "offline" ? "offline" : "online");
      throw error;
    }
  }

  /** Whether the browser itself says that there is no line: a request is then not worth trying. */
  get isCut(): boolean {
    return !this.#network.isOnline();
  }

  dispose(): void {
    this.#stop();
  }
}
