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
    return await create({ print: quiet, printErr: quiet, ...(wasmBinary === undefined ? {} : { wasmBinary }) });
  } catch (cause) {
    throw new CodecError("LAZ", "the decoder laz-perf did not start; outside Node it needs the option lazWasm", {
      cause,
    });
  }
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
