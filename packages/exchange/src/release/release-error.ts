/**
 * A release file that cannot be read: truncated, not JSON, or not shaped as a release. The message names the place and is fit to show
 * to a user.
 *
 * @example
 * try { await openRelease(file) } catch (error) {
 *   if (error instanceof ReleaseError) console.error(error.message); // "Release file, dataset.samples[17], byte 8,112: ..."
 * }
 */
export class ReleaseError extends Error {
  override readonly name = "ReleaseError";
  /** Where: `dataset.samples[17]`, `dataset.labelsets`, ...; empty for the document itself. */
  readonly path: string;
  /** How many bytes of the (inflated) document came before the fault; absent when the fault is of no single place. */
  readonly byteOffset: number | undefined;

  constructor(path: string, fault: string, options: { byteOffset?: number | undefined; cause?: unknown } = {}) {
    const place = ["Release file"];
    if (path !== "") place.push(path);
    if (options.byteOffset !== undefined) place.push(`byte ${options.byteOffset.toLocaleString("en-US")}`);
    super(`${place.join(", ")}: ${fault}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.path = path;
    this.byteOffset = options.byteOffset;
  }
}
