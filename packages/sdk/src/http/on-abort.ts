interface Waiting {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const waitingFor = /* @__PURE__ */ new WeakMap<AbortSignal, Waiting>();

/**
 * Calls back when the signal is aborted, at once if it is. One listener a signal, however many wait for it: Node warns of a
 * leak from eleven on, and a hundred requests may share a signal.
 *
 * @returns what ends the waiting.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal?.aborted) callback();
  if (signal === undefined || signal.aborted) return () => undefined;
  const waiting = waitingFor.get(signal) ?? listen(signal);
  // A function of its own: the same callback may wait twice.
  const entry = () => callback();
  waiting.callbacks.add(entry);
  return () => {
    waiting.callbacks.delete(entry);
    if (waiting.callbacks.size > 0) return;
    signal.removeEventListener("abort", waiting.listener);
    waitingFor.delete(signal);
  };
}

function listen(signal: AbortSignal): Waiting {
  const callbacks = new Set<() => void>();
  const listener = () => {
    waitingFor.delete(signal);
    for (const callback of [...callbacks]) callback();
  };
  signal.addEventListener("abort", listener, { once: true });
  const waiting = { callbacks, listener };
  waitingFor.set(signal, waiting);
  return waiting;
}
