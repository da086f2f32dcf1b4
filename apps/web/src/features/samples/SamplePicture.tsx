import { IconCube, IconPhotoOff } from "@tabler/icons-react";
import { memo, useState } from "react";
import type { SampleInList } from "../../api/types.js";
import { imageUrlOf } from "./image-url.js";
import classes from "./SamplePicture.module.css";
import type { DrawnShape } from "./shapes.js";

interface SamplePictureProps {
  readonly sample: SampleInList;
  readonly shapes: readonly DrawnShape[];
}

/** A sample at a glance: its thumbnail, or the image itself while there is none, with its label on it. */
export const SamplePicture = memo(function SamplePicture({ sample, shapes }: SamplePictureProps) {
  const { thumbnail } = sample;
  const [size, setSize] = useState<readonly [number, number] | undefined>();
  const [isBroken, setIsBroken] = useState(false);
  const url = thumbnail?.url ?? imageUrlOf(sample.attributes);
  const text = textOf(sample.attributes);
  if (text !== undefined) {
    return (
      <div className={classes.text} dir="auto">
        {text.slice(0, 400)}
      </div>
    );
  }
  if (url === undefined) {
    return (
      <div className={classes.none}>
        <IconCube size={28} stroke={1.2} aria-hidden="true" />
      </div>
    );
  }
  if (isBroken || isDamaged(sample)) {
    return (
      <div className={classes.none} title={sample.thumbnail_error ?? "The image cannot be loaded"}>
        <IconPhotoOff size={28} stroke={1.2} aria-hidden="true" />
        <span>{sample.thumbnail_error ?? "Cannot be loaded"}</span>
      </div>
    );
  }
  const [width, height] = thumbnail ? [thumbnail.image_width, thumbnail.image_height] : (size ?? []);
  return (
    <div className={classes.picture}>
      <img
        src={url}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
        onLoad={({ currentTarget }) => setSize([currentTarget.naturalWidth, currentTarget.naturalHeight])}
        onError={() => setIsBroken(true)}
      />
      {width !== undefined && height !== undefined && shapes.length > 0 && (
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {shapes.map(({ id, kind, points, color }) => (
            <Shape key={id} kind={kind} points={points} color={color} />
          ))}
        </svg>
      )}
    </div>
  );
});

/** A dark line under the colored one, so that it reads on any image. */
function Shape({ kind, points, color }: Pick<DrawnShape, "kind" | "points" | "color">) {
  if (kind === "point") {
    // A line of no length with round ends is a dot of one size at any scale.
    return (
      <>
        <polyline className={classes.pointEdge} points={`${points} ${points}`} />
        <polyline className={classes.point} points={`${points} ${points}`} style={{ stroke: color }} />
      </>
    );
  }
  const Line = kind;
  return (
    <>
      <Line className={classes.edge} points={points} />
      <Line
        className={classes.line}
        points={points}
        style={{ stroke: color, fill: kind === "polygon" ? color : "none" }}
      />
    </>
  );
}

/** Browsers show what there is of a damaged image in a page, but the editor cannot open it. */
function isDamaged({ thumbnail, thumbnail_error: error }: SampleInList): boolean {
  return !thumbnail && (error ?? "").includes("is damaged");
}

function textOf(attributes: unknown): string | undefined {
  const { text } = (attributes ?? {}) as { text?: unknown };
  return typeof text === "string" ? text : undefined;
}
