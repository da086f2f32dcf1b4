import { isJsonObject } from "@tessera/json";

/** A file of a sample: an image, a cloud, a camera image. */
export interface SampleFile {
  readonly url: string;
  /** From the sample's own name, with the ending of its url; empty for its only file. */
  readonly suffix: string;
}

/** The files that a sample's attributes name, of any sample type, and what a path to each is called. */
export function filesOf(attributes: unknown): SampleFile[] {
  const files: SampleFile[] = [];
  collect(attributes, "", files);
  return files;
}

function collect(part: unknown, prefix: string, files: SampleFile[]): void {
  if (!isJsonObject(part)) return;
  for (const [index, sensor] of listOf(part.sensors).entries()) {
    if (isJsonObject(sensor))
      collect(sensor.attributes, `${prefix}/${textOr(sensor.name, `sensor-${index + 1}`)}`, files);
  }
  for (const [index, frame] of listOf(part.frames).entries()) {
    const number = String(index + 1).padStart(6, "0");
    collect(
      frame,
      `${prefix}/${number}${isJsonObject(frame) && typeof frame.name === "string" ? `-${frame.name}` : ""}`,
      files,
    );
  }
  add(part.image, prefix, files);
  add(part.pcd, prefix, files);
  for (const [index, image] of listOf(part.images).entries()) {
    add(image, `${prefix}/${isJsonObject(image) ? textOr(image.name, `camera-${index + 1}`) : index + 1}`, files);
  }
}

function add(part: unknown, suffix: string, files: SampleFile[]): void {
  if (isJsonObject(part) && typeof part.url === "string" && part.url !== "") files.push({ url: part.url, suffix });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === "string" && value !== "" ? value : fallback;
}

/** `.jpg` of a url's path, without its query. */
export function extensionOf(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  return /(?:\.pcd)?\.[a-z0-9]{1,8}$/i.exec(path)?.[0] ?? "";
}

/** A file's name in the folder: the sample's own, with the file's ending where the name has none. */
export function fileName(sample: string, { url, suffix }: SampleFile): string {
  const name = sample + suffix;
  const extension = extensionOf(url);
  return extension === "" ||
    name.toLowerCase().endsWith(extension.toLowerCase()) ||
    (suffix === "" && /\.[a-z0-9]{2,5}$/i.test(sample))
    ? name
    : name + extension;
}
