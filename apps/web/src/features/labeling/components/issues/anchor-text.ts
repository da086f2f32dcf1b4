import type { Anchor } from "@tessera/sdk";

/** An anchor in a few words. */
export function anchorText(anchor: Anchor | null | undefined): string | undefined {
  switch (anchor?.type) {
    case "track":
      return anchor.trackAttribute
        ? `Object ${anchor.trackNumber}, ${anchor.trackAttribute}`
        : `Object ${anchor.trackNumber}`;
    case "sceneAttribute":
      return anchor.sceneAttribute;
    case "location":
      return `${Math.round(anchor.location.x)}, ${Math.round(anchor.location.y)}`;
    default:
      return undefined;
  }
}
