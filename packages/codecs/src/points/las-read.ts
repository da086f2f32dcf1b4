import { grouped } from "../bytes.js";
import { namingFile } from "../codec-error.js";
import { fail, readLasHeader } from "./las-header.js";
import { readLasRecords } from "./las-records.js";
import type { PointCloud, PointCloudOptions } from "./point-cloud.js";

/**
 * Reads a LAS file (1.0 to 1.4, point formats 0 to 10). Positions are Float64Array; extra bytes of the points are passed over.
 * A compressed file (LAZ) is refused: see {@link readLaz}.
 *
 * @throws CodecError when it is none, compressed, truncated, damaged or lying.
 * @example readLas(bytes, { origin: "auto" })
 */
export function readLas(bytes: Uint8Array, options: PointCloudOptions = {}): PointCloud {
  return namingFile(options.fileName, () => {
    const header = readLasHeader(bytes);
    if (header.isCompressed) throw fail("its points are compressed (LAZ)");
    const { count, recordBytes, dataStart } = header;
    const present = Math.floor((bytes.length - dataStart) / recordBytes);
    if (count > present) {
      throw fail(
        `truncated: the header promises ${grouped(count)} points of ${recordBytes} bytes, the file has ${grouped(present)}`,
      );
    }
    // What follows the points may be records of its own (EVLR, waveforms): no reason to warn.
    return readLasRecords(header, "las", bytes, dataStart, [], options);
  });
}
