/** Rules of the annotations, tracks and links of a label. */
import type { Report } from "../check/report.js";
import { type Link, MAX_BITMAP_ID } from "../formats/label-attributes.js";
import type { TaskType } from "../task-types.js";
import { type Frame, visitLabel } from "./label-parts.js";

/** Adds all ids by which a link may name something to `linkable`. */
function checkFrame(frame: Frame, taskType: TaskType, report: Report, linkable: Set<number>): void {
  const maxId = taskType === "image-segmentation-sequence" ? MAX_BITMAP_ID : Infinity;
  const ids = new Set<number>();
  const trackIds = new Set<number>();
  report.each("annotations", frame.annotations, (annotation) => {
    const id = annotation.id ?? annotation.track_id;
    const trackId = annotation.track_id ?? annotation.id;
    if (id === undefined || trackId === undefined) {
      report.add("needs an id or a track_id");
      return;
    }
    const idKey = annotation.id === undefined ? "track_id" : "id";
    if (id > maxId) report.add(`must be at most ${maxId} to fit into a bitmap, not ${id}`, idKey);
    if (ids.has(id)) report.add(`repeats the id ${id} within one frame`, idKey);
    else if (trackIds.has(trackId)) report.add(`repeats the track ${trackId} within one frame`, "track_id");
    ids.add(id);
    trackIds.add(trackId);
    linkable.add(id).add(trackId);
  });
}

function checkLinks(links: readonly Link[], report: Report, linkable: ReadonlySet<number>): void {
  report.each("links", links, (link) => {
    for (const end of ["from_id", "to_id"] as const) {
      if (!linkable.has(link[end])) report.add(`links to ${link[end]}, which is no annotation of this label`, end);
    }
  });
}

/** Checks ids and links of all frames and sensors; returns how many annotations there are. */
export function checkObjects(taskType: TaskType, value: unknown, report: Report): number {
  const linkable = new Set<number>();
  let count = 0;
  visitLabel(taskType, value, report, {
    frame: (frame, frameTaskType) => {
      count += frame.annotations.length;
      checkFrame(frame, frameTaskType, report, linkable);
    },
  });
  // A second walk, because a link may name a track that begins in a later frame or another sensor.
  visitLabel(taskType, value, report, {
    linked: ({ links }) => checkLinks(links ?? [], report, linkable),
  });
  return count;
}
