/**
 * Whether a GIF ends inside a block (GIF89a). A trailer that is missing behind a whole block is no fault: decoders do without.
 *
 * @param bytes the whole file
 */
export function isGifCutOff(bytes: Uint8Array): boolean {
  const flags = bytes[10];
  if (flags === undefined || bytes.length < 13) return true;
  let at = 13 + colorTableBytes(flags);
  let images = 0;
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === 0x3b) return images === 0;
    if (block === 0x21) {
      at = behindSubBlocks(bytes, at + 2);
    } else if (block === 0x2c) {
      // Behind the descriptor and its colors stands the size of the codes.
      at = behindSubBlocks(bytes, at + 10 + colorTableBytes(bytes[at + 9] ?? 0) + 1);
      images++;
    } else {
      // Nothing that the format knows: decoders stop here, with what they have.
      return images === 0;
    }
  }
  return at > bytes.length || images === 0;
}

/** A flag says whether there is a table, three bits how large. */
function colorTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Beyond the length of the bytes where the list of blocks has no end. */
function behindSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const size = bytes[at] ?? 0;
    at += 1 + size;
    if (size === 0) return at;
  }
  return bytes.length + 1;
}

/** As many bytes of a BMP as {@link isBmpCutOff} reads. */
export const BMP_HEADER_BYTES = 38;

/**
 * Whether a BMP has less pixels than its header says. The size of the file in the header is not asked: many programs write 0 there.
 *
 * @param head the beginning of the file
 */
export function isBmpCutOff(head: Uint8Array, fileBytes: number): boolean {
  if (head.length < 26) return true;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const pixelsAt = view.getUint32(10, true);
  const isOld = view.getUint32(14, true) === 12;
  if (!isOld && head.length < BMP_HEADER_BYTES) return true;
  const [width, height, bits] = isOld
    ? [view.getUint16(18, true), view.getUint16(20, true), view.getUint16(24, true)]
    : [view.getInt32(18, true), Math.abs(view.getInt32(22, true)), view.getUint16(28, true)];
  const compression = isOld ? 0 : view.getUint32(30, true);
  // Run lengths, JPEG and PNG inside: their size is in the header.
  const isCompressed = compression !== 0 && compression !== 3 && compression !== 6;
  if (isCompressed) return pixelsAt + view.getUint32(34, true) > fileBytes;
  // Rows are padded to four bytes; of the last one the padding may be missing.
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  return pixelsAt + rowBytes * (height - 1) + Math.ceil((width * bits) / 8) > fileBytes;
}
