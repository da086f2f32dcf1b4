import { CodecError } from "../codec-error.js";

/** The part of laz-perf (Apache-2.0, github.com/hobuinc/laz-perf) that is used. */
export interface LazPerf {
  readonly HEAPU8: Uint8Array;
  readonly _malloc: (bytes: number) => number;
  readonly LASZip: new () => {
    open(data: number, length: number): void;
    getPoint(destination: number): void;
    getPointLength(): number;
  };
}

type CreateLazPerf = (settings: object) => Promise<LazPerf>;

/** A new instance; the library's code is loaded when first needed. */
export async function loadLazPerf(wasmBinary: Uint8Array | undefined): Promise<LazPerf> {
  const create = findCreate(await import("laz-perf"));
  const quiet = (): void => undefined;
  try {
    const settings = { print: quiet, printErr: quiet, ...(wasmBinary === undefined ? {} : { wasmBinary }) };
    return await withoutNewListeners(() => create(settings));
  } catch (cause) {
    throw new CodecError("LAZ", "the decoder laz-perf did not start; outside Node it needs the option lazWasm", {
      cause,
    });
  }
}

const PROCESS_EVENTS = ["uncaughtException", "unhandledRejection"] as const;

interface ListenerHost {
  listeners(event: string): unknown[];
  removeListener(event: string, listener: unknown): void;
}

/**
 * In Node each new instance listens for the process's uncaught errors, throws them again, and so is never freed (measured: 14 MB a file).
 * What the call adds is taken away at once, before anything else can run.
 */
function withoutNewListeners<T>(create: () => T): T {
  const host = findProcess();
  if (host === undefined) return create();
  const before = PROCESS_EVENTS.map((event) => host.listeners(event));
  try {
    return create();
  } finally {
    PROCESS_EVENTS.forEach((event, index) => {
      const known = [...(before[index] ?? [])];
      for (const listener of host.listeners(event)) {
        const place = known.indexOf(listener);
        if (place >= 0) known.splice(place, 1);
        else host.removeListener(event, listener);
      }
    });
  }
}

function findProcess(): ListenerHost | undefined {
  const host = property(globalThis, "process");
  const isHost =
    typeof property(host, "listeners") === "function" && typeof property(host, "removeListener") === "function";
  return isHost ? (host as ListenerHost) : undefined;
}

/** CommonJS arrives with its exports by name in Node, and under `default` from some bundlers. */
function findCreate(module: unknown): CreateLazPerf {
  for (const place of [module, property(module, "default")]) {
    const create = property(place, "createLazPerf");
    if (typeof create === "function") return create as CreateLazPerf;
  }
  throw new CodecError("LAZ", "the decoder laz-perf is not as expected");
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
