import { deflateSync } from "node:zlib";
import type { Api } from "../api.js";

export const IMAGE_WIDTH_PX = 400;
export const IMAGE_HEIGHT_PX = 300;

/** A PNG with a gradient, 400 × 300 pixels unless told: `shade` tells pictures apart. */
export function makePng(
  shade: number,
  [widthPx, heightPx]: readonly [number, number] = [IMAGE_WIDTH_PX, IMAGE_HEIGHT_PX],
): Uint8Array<ArrayBuffer> {
  const rows = Buffer.alloc(heightPx * (1 + widthPx * 3));
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = y * (1 + widthPx * 3) + 1 + x * 3;
      rows.set([(x * 255) / widthPx, (y * 255) / heightPx, shade], at);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  // 8 bits a channel, red green blue.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([signature, ...chunks]));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = [Buffer.alloc(4), Buffer.alloc(4)] as const;
  ends[0].writeUInt32BE(data.length);
  ends[1].writeUInt32BE(crc32(body));
  return Buffer.concat([ends[0], body, ends[1]]);
}

/** The checksum of PNG chunks (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

interface Asset {
  readonly url: string;
  readonly presignedPostFields: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
}

/** Uploads a file as a client does; answers its url. */
export async function uploadFile(api: Api, filename: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { url, presignedPostFields: form } = await api.post<Asset>("/assets/", { filename });
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  body.append("file", new Blob([bytes]), filename);
  const response = await fetch(form.url, { method: "POST", body });
  if (response.status !== 204) throw new Error(`The upload was answered with ${response.status}`);
  return url;
}
