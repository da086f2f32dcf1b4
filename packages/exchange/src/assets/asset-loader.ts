export interface AssetLoadOptions {
  readonly signal?: AbortSignal | undefined;
  /** So many bytes from the start are enough; a loader may give more. */
  readonly firstBytes?: number | undefined;
}

/** Loads the bytes behind a url of a release: images and segmentation bitmaps. Rejects when it cannot. */
export type AssetLoader = (url: string, options?: AssetLoadOptions) => Promise<Uint8Array>;

export interface FetchAssetsOptions {
  /** In place of the global one, such as a client that refuses private addresses. */
  readonly fetch?: typeof fetch | undefined;
  /** A larger asset is refused; 1 GiB unless told. */
  readonly maxBytes?: number | undefined;
}

/**
 * Loads assets by http(s).
 *
 * @example const assets = fetchAssets({ maxBytes: 50e6 });
 */
export function fetchAssets(options: FetchAssetsOptions = {}): AssetLoader {
  const maxBytes = options.maxBytes ?? 2 ** 30;
  return async (url, { signal, firstBytes } = {}) => {
    const get = options.fetch ?? fetch;
    const range = firstBytes === undefined ? {} : { headers: { range: `bytes=0-${firstBytes - 1}` } };
    const response = await get(url, { ...range, ...(signal !== undefined && { signal }) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the server answered ${response.status}`);
    }
    const parts: Uint8Array[] = [];
    let size = 0;
    const reader = response.body?.getReader();
    while (reader !== undefined) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > maxBytes) {
        await reader.cancel();
        throw new Error(`it is larger than ${maxBytes.toLocaleString("en-US")} bytes`);
      }
      parts.push(value);
      // A server that knows no ranges sends all.
      if (firstBytes !== undefined && size >= firstBytes) {
        await reader.cancel();
        break;
      }
    }
    return joined(parts, size);
  };
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
