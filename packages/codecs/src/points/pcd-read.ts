import { grouped, viewOf } from "../bytes.js";
import { namingFile } from "../codec-error.js";
import { AsciiScanner } from "./ascii-scanner.js";
import { assembleCloud, type SourceField } from "./assemble.js";
import { arrayField, columnField } from "./fields.js";
import { inflateLzf } from "./lzf.js";
import { fail, type PcdHeader, readPcdHeader } from "./pcd-header.js";
import type { PointCloud, PointCloudOptions } from "./point-cloud.js";
import { arrayOf, SCALAR_BYTES } from "./scalar-type.js";

/**
 * Reads a PCD file (version 0.7 and older; ascii, binary, binary_compressed). Fields named `_` are padding and left out.
 *
 * @throws CodecError when it is none, truncated, damaged or lying.
 * @example readPcd(bytes, { fileName: "scan.pcd" }).positions
 */
export function readPcd(bytes: Uint8Array, options: PointCloudOptions = {}): PointCloud {
  return namingFile(options.fileName, () => {
    const header = readPcdHeader(bytes);
    const { fields, warnings } = readFields(bytes, header);
    return assembleCloud({ format: "pcd", formatName: "PCD", count: header.count, fields, warnings }, options);
  });
}

interface Fields {
  readonly fields: SourceField[];
  readonly warnings: string[];
}

function readFields(bytes: Uint8Array, header: PcdHeader): Fields {
  switch (header.data) {
    case "ascii":
      return readAscii(bytes, header);
    case "binary":
      return readBinary(bytes, header);
    case "binary_compressed":
      return readCompressed(bytes, header);
  }
}

function isPadding(name: string): boolean {
  return name === "_";
}

function readBinary(bytes: Uint8Array, { fields, pointBytes, count, dataStart }: PcdHeader): Fields {
  const present = bytes.length - dataStart;
  const needed = count * pointBytes;
  if (needed > present) {
    throw fail(
      `truncated: the header promises ${grouped(count)} points of ${pointBytes} bytes, the file has ${grouped(Math.floor(present / pointBytes))}`,
    );
  }
  const view = viewOf(bytes);
  return {
    fields: fields
      .filter(({ name }) => !isPadding(name))
      .map((field) =>
        columnField(field, count, (component) => ({
          view,
          type: field.type,
          isLittleEndian: true,
          start: dataStart + field.offset + component * SCALAR_BYTES[field.type],
          stride: pointBytes,
          count,
        })),
      ),
    warnings: surplus(Math.floor((present - needed) / pointBytes), count),
  };
}

function readCompressed(bytes: Uint8Array, { fields, pointBytes, count, dataStart }: PcdHeader): Fields {
  if (count === 0) return { fields: fields.map((field) => arrayField(field, arrayOf(field.type, 0))), warnings: [] };
  const view = viewOf(bytes);
  if (bytes.length - dataStart < 8) throw fail("truncated: it ends before the sizes of its compressed data");
  const compressedSize = view.getUint32(dataStart, true);
  const size = view.getUint32(dataStart + 4, true);
  const present = bytes.length - dataStart - 8;
  if (compressedSize > present) {
    throw fail(`truncated: ${grouped(compressedSize)} compressed bytes are promised, the file has ${grouped(present)}`);
  }
  // PCL leaves padding out of compressed data, other writers keep it.
  const named = fields.filter(({ name }) => !isPadding(name));
  const namedBytes = named.reduce((sum, field) => sum + SCALAR_BYTES[field.type] * field.componentCount, 0);
  const kept = size === count * pointBytes ? fields : size === count * namedBytes ? named : undefined;
  if (kept === undefined) {
    throw fail(
      `the header promises ${grouped(count)} points of ${pointBytes} bytes, the compressed data is of ${grouped(size)} bytes`,
    );
  }
  const start = dataStart + 8;
  const columns = viewOf(inflateLzf(bytes.subarray(start, start + compressedSize), size));
  const result: SourceField[] = [];
  let at = 0;
  for (const field of kept) {
    const fieldStart = at;
    const scalarBytes = SCALAR_BYTES[field.type];
    at += scalarBytes * field.componentCount * count;
    if (isPadding(field.name)) continue;
    result.push(
      columnField(field, count, (component) => ({
        view: columns,
        type: field.type,
        isLittleEndian: true,
        start: fieldStart + component * scalarBytes,
        stride: scalarBytes * field.componentCount,
        count,
      })),
    );
  }
  return { fields: result, warnings: [] };
}

function readAscii(bytes: Uint8Array, { fields, count, dataStart }: PcdHeader): Fields {
  const perLine = fields.reduce((sum, field) => sum + field.componentCount, 0);
  // A number takes at least a digit and a blank; what cannot be there is not allocated.
  if (count * perLine > (bytes.length - dataStart + 1) / 2) {
    throw fail(
      `truncated: the header promises ${grouped(count)} points, the file has room for ${grouped(Math.floor((bytes.length - dataStart + 1) / 2 / perLine))} at most`,
    );
  }
  const arrays = fields.map((field) => arrayOf(field.type, count * field.componentCount));
  const scanner = new AsciiScanner("PCD", bytes, dataStart);
  for (let point = 0; point < count; point++) {
    const found = scanner.nextLine();
    if (found < 0)
      throw fail(`truncated: the header promises ${grouped(count)} points, the file has ${grouped(point)}`);
    if (found !== perLine) throw fail(`line ${scanner.line} of the points has ${found} values, and needs ${perLine}`);
    let at = 0;
    for (let index = 0; index < arrays.length; index++) {
      const array = arrays[index];
      if (array === undefined) continue;
      const components = array.length / count;
      for (let to = point * components, end = to + components; to < end; to++) array[to] = scanner.values[at++] ?? 0;
    }
  }
  const named = fields.flatMap((field, index) => {
    const array = arrays[index];
    return array === undefined || isPadding(field.name) ? [] : [arrayField(field, array)];
  });
  return { fields: named, warnings: surplus(scanner.hasMore() ? 1 : 0, count) };
}

function surplus(more: number, count: number): string[] {
  return more > 0
    ? [`The file goes on after the ${grouped(count)} points that its header promises; the rest is not read.`]
    : [];
}
