import { type ImportedObject, shownSize } from "@tessera/exchange";
import type { SourceFile } from "../files/source-file.js";
import { type Fit, fitOf, fittedObject, SCALED } from "./fit-picture.js";
import type { FoundSample, Note } from "./merge-imports.js";
import { headerOfImage } from "./read-parts.js";

interface Placed {
  readonly objects: readonly ImportedObject[];
  /** Where the format gives another size than the picture's: masks need it, too. */
  readonly fit?: Fit | undefined;
  readonly skipped?: readonly Note[] | undefined;
  readonly changed?: readonly Note[] | undefined;
}

const SIZE_UNREAD = "its picture's size cannot be read: the labels are kept as they stand";

/** The objects of a sample where they lie on its picture. */
export async function placeObjects(
  name: string,
  found: FoundSample,
  media: SourceFile | string | undefined,
): Promise<Placed> {
  const { annotations, size, objectsOn, unplaced = [] } = found;
  const isPlaced = unplaced.length === 0;
  if (annotations.length === 0 || (isPlaced && size === undefined)) return { objects: annotations };
  const asGiven = isPlaced ? { objects: annotations } : { objects: [], skipped: unplaced };
  if (media === undefined || typeof media === "string") return asGiven;
  const header = await headerOfImage(media);
  if (header === undefined) return isPlaced ? { ...asGiven, changed: [{ place: name, reason: SIZE_UNREAD }] } : asGiven;
  const fit = size && fitOf(size, header);
  const isTurned = fit?.orientation !== undefined && fit.orientation > 1;
  if (objectsOn !== undefined && !isTurned) {
    const changed = fit && [{ place: name, reason: SCALED, detail: fit.detail }];
    return { objects: objectsOn(shownSize(header)), changed };
  }
  if (fit === undefined) return { objects: annotations };
  const { reason, detail, orientation } = fit;
  if (orientation !== undefined)
    return {
      objects: annotations.map((one) => fittedObject(one, fit)),
      fit,
      changed: [{ place: name, reason, detail }],
    };
  if (found.paint === undefined) return { objects: annotations, fit, changed: [{ place: name, reason, detail }] };
  return {
    ...{ objects: annotations, fit },
    skipped: [{ place: name, reason: "its masks are not of its picture's size", detail }],
  };
}
