import type { Extent, WarningRule } from "@tessera/editor-core";
import { isSelfCrossing } from "@tessera/geometry";
import { polygonKind } from "../kinds/path.js";
import { readPoints, signedArea } from "../kinds/points.js";
import type { Point } from "../view/rect.js";
import type { ImageSize, ImageSurface } from "./image-surface.js";

/** Less than this much of a pixel is no area. */
const MIN_AREA_PX2 = 0.5;

/** Rules of shapes in an image, beside the core's. */
export function imageRules(surface: ImageSurface): readonly WarningRule<Point>[] {
  return [
    {
      type: "annotation",
      id: "outside-image",
      group: "Outside the image",
      severity: "warning",
      check(record, editor) {
        const extent = editor.extentOf(record);
        return extent && sticksOut(extent, surface.sizeIn(record.place.frame)) ? "Reaches out of the image" : undefined;
      },
    },
    {
      type: "annotation",
      id: "self-crossing",
      group: "Self-crossing polygons",
      severity: "warning",
      check({ kind, geometry }) {
        const points = kind === polygonKind.id ? readPoints({ points: geometry }) : undefined;
        return points && isSelfCrossing(points, { countsTouching: true }) ? "The outline crosses itself" : undefined;
      },
    },
    {
      type: "annotation",
      id: "zero-area",
      group: "Without area",
      severity: "warning",
      check({ kind, geometry }) {
        const points = kind === polygonKind.id ? readPoints({ points: geometry }) : undefined;
        // The halves of a bow tie cancel out; it is told that it crosses itself.
        return points &&
          Math.abs(signedArea(points)) < MIN_AREA_PX2 &&
          !isSelfCrossing(points, { countsTouching: true })
          ? "The polygon has no area"
          : undefined;
      },
    },
  ];
}

function sticksOut({ min, max }: Extent<Point>, image: ImageSize | undefined): boolean {
  return image !== undefined && (min[0] < 0 || min[1] < 0 || max[0] > image.widthPx || max[1] > image.heightPx);
}
