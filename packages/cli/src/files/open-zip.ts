import type { Readable } from "node:stream";
import { type Entry, open, type ZipFile } from "yauzl";
import { CliError } from "../errors.js";
import type { FileSet, PassedOver, SourceFile } from "./source-file.js";

export interface ZipLimits {
  /** More entries are refused. */
  readonly maxEntries: number;
  /** More bytes, all entries inflated, are refused. */
  readonly maxBytes: number;
}

export const ZIP_LIMITS: ZipLimits = { maxEntries: 500_000, maxBytes: 2 ** 40 };

/** More than DEFLATE can make of one byte: what promises more is a lie. */
const MAX_INFLATION = 1032;

/**
 * Opens a zip file of any size. Nothing is extracted: names become names of samples and no paths, and each entry is inflated as it is
 * read, to no more than it promised. Links and encrypted entries are passed over.
 *
 * @throws {CliError} for an archive that is damaged, has names that lead out of it, overlapping entries, or too many of them.
 */
export async function openZip(path: string, shown: string, limits: ZipLimits = ZIP_LIMITS): Promise<FileSet> {
  const zip = await openArchive(path, shown);
  const files: SourceFile[] = [];
  const passedOver: PassedOver[] = [];
  try {
    if (zip.entryCount > limits.maxEntries)
      throw refusal(
        shown,
        `it has ${zip.entryCount.toLocaleString("en-US")} entries; ${limits.maxEntries.toLocaleString("en-US")} are the limit`,
      );
    let packed = 0;
    let unpacked = 0;
    for await (const entry of entriesOf(zip, shown)) {
      packed += entry.compressedSize;
      unpacked += entry.uncompressedSize;
      if (packed > zip.fileSize) throw refusal(shown, "its entries overlap, as in a zip bomb");
      if (unpacked > limits.maxBytes)
        throw refusal(shown, `it inflates to more than ${limits.maxBytes.toLocaleString("en-US")} bytes`);
      if (entry.fileName.endsWith("/")) continue;
      const fault = faultOf(entry);
      if (fault !== undefined) passedOver.push({ place: `${shown}: ${entry.fileName}`, reason: fault });
      else if (!/(?:^|\/)(?:\.|__MACOSX\/)/.test(nameOf(entry))) files.push(fileOf(zip, entry, shown));
    }
  } catch (error) {
    zip.close();
    throw error;
  }
  return { files, passedOver, close: async () => zip.close() };
}

function openArchive(path: string, shown: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(
      path,
      { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: false },
      (error, zip) => {
        if (error === null) resolve(zip);
        else reject(refusal(shown, error.message));
      },
    );
  });
}

async function* entriesOf(zip: ZipFile, shown: string): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      const done = () => {
        zip.off("entry", onEntry).off("end", onEnd).off("error", onError);
      };
      const onEntry = (found: Entry) => {
        done();
        resolve(found);
      };
      const onEnd = () => {
        done();
        resolve(undefined);
      };
      const onError = (error: Error) => {
        done();
        reject(refusal(shown, error.message));
      };
      zip.on("entry", onEntry).on("end", onEnd).on("error", onError);
      zip.readEntry();
    });
    if (entry === undefined) return;
    yield entry;
  }
}

/** Why an entry is not read. */
function faultOf(entry: Entry): string | undefined {
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (kind === 0o120000) return "it is a link";
  if (kind !== 0 && kind !== 0o100000) return "it is no file";
  if (entry.isEncrypted()) return "it is encrypted";
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) return "its compression is not read";
  if (entry.uncompressedSize > 0 && entry.uncompressedSize > entry.compressedSize * MAX_INFLATION + 64)
    return "it promises more than it can hold";
  return undefined;
}

/** Some tools write `./a.jpg` for `a.jpg`. */
function nameOf({ fileName }: Entry): string {
  return fileName.replace(/^(?:\.?\/)+/, "").replaceAll(/\/(?:\.?\/)+/g, "/");
}

function fileOf(zip: ZipFile, entry: Entry, archive: string): SourceFile {
  return {
    ...{ name: nameOf(entry), archive },
    sizeBytes: entry.uncompressedSize,
    modifiedMs: entry.getLastModDate().getTime(),
    open: () =>
      new Promise<Readable>((resolve, reject) => {
        zip.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error)));
      }),
  };
}

function refusal(shown: string, reason: string): CliError {
  return new CliError(`${shown} is not imported: ${reason}.`);
}
