import type { Place, Warning } from "@tessera/editor-core";
import type { Issue } from "@tessera/sdk";
import { isObjectDeleted } from "../components/issues/anchor-text.js";

/** Frames of which something is said: dots in the ruler lead to them. */
export interface RulerDots {
  readonly warnings: ReadonlySet<number>;
  readonly issues: ReadonlySet<number>;
}

/** The frames of a sensor that have warnings or open issues. */
export function rulerDots(
  { sensor }: Pick<Place, "sensor">,
  warnings: readonly Pick<Warning, "place">[],
  issues: readonly Pick<Issue, "anchor" | "status" | "object_deleted_at">[],
): RulerDots {
  const warned = warnings.flatMap(({ place }) =>
    place.sensor === sensor && place.frame !== undefined ? [place.frame] : [],
  );
  const open = issues.filter((issue) => issue.status === "OPEN" && !isObjectDeleted(issue));
  const isHere = (anchored: string | null | undefined) => (anchored ?? undefined) === sensor;
  const raised = open.flatMap(({ anchor }) => (anchor?.frame != null && isHere(anchor.sensor) ? [anchor.frame] : []));
  return { warnings: new Set(warned), issues: new Set(raised) };
}
