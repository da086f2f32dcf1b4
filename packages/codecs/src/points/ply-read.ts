import { grouped, type NumericArray, viewOf } from "../bytes.js";
import { namingFile } from "../codec-error.js";
import { AsciiScanner } from "./ascii-scanner.js";
import { assembleCloud, type SourceField } from "./assemble.js";
import { arrayField, columnField } from "./fields.js";
import { gather } from "./gather.js";
import { fail, type PlyElement, type PlyHeader, type PlyProperty, readPlyHeader } from "./ply-header.js";
import type { PointCloud, PointCloudOptions } from "./point-cloud.js";
import { arrayOf, SCALAR_BYTES, type ScalarType } from "./scalar-type.js";

/**
 * Reads the vertices of a PLY file (ascii, binary little and big endian). Other elements are passed over, and so are list properties
 * of vertices. Gaussian splat coefficients (`f_dc_0`, `scale_0`, `opacity`, ...) come as `extra`, as they stand in the file.
 *
 * @throws CodecError when it is none, truncated, damaged or lying.
 * @example readPly(bytes, { fileName: "room.ply", extra: "skip" }).attributes.rgb
 */
export function readPly(bytes: Uint8Array, options: PointCloudOptions = {}): PointCloud {
  return namingFile(options.fileName, () => {
    const header = readPlyHeader(bytes);
    const index = header.elements.findIndex(({ name }) => name === "vertex");
    const vertex = header.elements[index];
    if (vertex === undefined) throw fail("the header has no element vertex");
    const before = header.elements.slice(0, index);
    const fields =
      header.data === "ascii"
        ? readAscii(bytes, header.dataStart, before, vertex)
        : readBinary(bytes, header, before, vertex);
    return assembleCloud({ format: "ply", formatName: "PLY", count: vertex.count, fields, warnings: [] }, options);
  });
}

function scalarFields(element: PlyElement): (PlyProperty & { componentCount: number })[] {
  return element.properties
    .filter(({ lengthType }) => lengthType === undefined)
    .map((property) => ({ ...property, componentCount: 1 }));
}

function readAscii(bytes: Uint8Array, start: number, before: readonly PlyElement[], vertex: PlyElement): SourceField[] {
  const scanner = new AsciiScanner("PLY", bytes, start);
  for (const element of before) {
    for (let row = 0; row < element.count; row++) {
      if (!scanner.skipLine()) throw truncated(element, row);
    }
  }
  // A vertex takes at least a digit and a line end for each value; what cannot be there is not allocated.
  const scalars = scalarFields(vertex);
  if (vertex.count * Math.max(1, vertex.properties.length) > (bytes.length - start + 1) / 2) throw truncated(vertex);
  const arrays = scalars.map(({ type }) => arrayOf(type, vertex.count));
  const hasLists = scalars.length < vertex.properties.length;
  const targets: (NumericArray | undefined)[] = [];
  let scalar = 0;
  for (const property of vertex.properties)
    targets.push(property.lengthType === undefined ? arrays[scalar++] : undefined);
  for (let row = 0; row < vertex.count; row++) {
    const found = scanner.nextLine();
    if (found < 0) throw truncated(vertex, row);
    let at = 0;
    for (let index = 0; index < targets.length; index++) {
      const target = targets[index];
      if (target !== undefined) target[row] = scanner.values[at++] ?? 0;
      else if (hasLists) at += 1 + listLength(scanner.values[at]);
    }
    if (at !== found) throw fail(`line ${scanner.line} of the data has ${found} values, and a vertex needs ${at}`);
  }
  return scalars.map((field, index) => arrayField(field, arrays[index] ?? arrayOf(field.type, 0)));
}

function listLength(value: number | undefined): number {
  if (value === undefined || !Number.isInteger(value) || value < 0) throw fail(`a list has the length ${value}`);
  return value;
}

function readBinary(
  bytes: Uint8Array,
  header: PlyHeader,
  before: readonly PlyElement[],
  vertex: PlyElement,
): SourceField[] {
  const isLittleEndian = header.data === "binary_little_endian";
  const view = viewOf(bytes);
  let start = header.dataStart;
  for (const element of before) start = endOf(view, isLittleEndian, element, start);
  if (vertex.properties.some(({ lengthType }) => lengthType !== undefined)) {
    return readRaggedVertices(view, isLittleEndian, vertex, start);
  }
  const stride = fixedBytes(vertex);
  if (start + stride * vertex.count > bytes.length) {
    throw truncated(vertex, stride === 0 ? 0 : Math.max(0, Math.floor((bytes.length - start) / stride)));
  }
  let offset = 0;
  return scalarFields(vertex).map((field) => {
    const fieldStart = start + offset;
    offset += SCALAR_BYTES[field.type];
    const column = { view, type: field.type, isLittleEndian, start: fieldStart, stride, count: vertex.count };
    return columnField(field, vertex.count, () => column);
  });
}

/** Vertices that have lists are of unlike length: found one by one, then each is copied by itself. */
function readRaggedVertices(view: DataView, isLittleEndian: boolean, vertex: PlyElement, start: number): SourceField[] {
  const smallest = vertex.properties.reduce(
    (sum, property) => sum + SCALAR_BYTES[property.lengthType ?? property.type],
    0,
  );
  if (vertex.count * smallest > view.byteLength - start) throw truncated(vertex);
  const scalars = scalarFields(vertex);
  const arrays = scalars.map(({ type }) => arrayOf(type, vertex.count));
  let at = start;
  for (let row = 0; row < vertex.count; row++) {
    let scalar = 0;
    for (const property of vertex.properties) {
      const end = endOfProperty(view, isLittleEndian, property, at);
      if (end > view.byteLength) throw truncated(vertex, row);
      const array = property.lengthType === undefined ? arrays[scalar++] : undefined;
      if (array !== undefined) {
        gather({ view, type: property.type, isLittleEndian, start: at, stride: 1, count: 1 }, array, row, 1);
      }
      at = end;
    }
  }
  return scalars.map((field, index) => arrayField(field, arrays[index] ?? arrayOf(field.type, 0)));
}

function fixedBytes(element: PlyElement): number {
  return element.properties.reduce((sum, { type }) => sum + SCALAR_BYTES[type], 0);
}

/** The byte after an element. */
function endOf(view: DataView, isLittleEndian: boolean, element: PlyElement, start: number): number {
  if (element.properties.length === 0) return start;
  if (element.properties.every(({ lengthType }) => lengthType === undefined)) {
    const end = start + fixedBytes(element) * element.count;
    if (end > view.byteLength) throw truncated(element);
    return end;
  }
  let at = start;
  for (let row = 0; row < element.count; row++) {
    for (const property of element.properties) at = endOfProperty(view, isLittleEndian, property, at);
    if (at > view.byteLength) throw truncated(element, row);
  }
  return at;
}

function endOfProperty(view: DataView, isLittleEndian: boolean, property: PlyProperty, at: number): number {
  const { type, lengthType } = property;
  if (lengthType === undefined) return at + SCALAR_BYTES[type];
  const valuesAt = at + SCALAR_BYTES[lengthType];
  if (valuesAt > view.byteLength) return valuesAt;
  return valuesAt + SCALAR_BYTES[type] * lengthAt(view, isLittleEndian, lengthType, at);
}

const oneNumber = new Float64Array(1);

function lengthAt(view: DataView, isLittleEndian: boolean, type: ScalarType, at: number): number {
  gather({ view, type, isLittleEndian, start: at, stride: 1, count: 1 }, oneNumber, 0, 1);
  return listLength(oneNumber[0]);
}

function truncated({ name, count }: PlyElement, found?: number): Error {
  const present = found === undefined ? "it is shorter than that" : `the file has ${grouped(found)}`;
  return fail(`truncated: the header promises ${grouped(count)} of the element ${name}, ${present}`);
}
