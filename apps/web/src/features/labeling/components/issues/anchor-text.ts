import type { Anchor, Issue } from "@tessera/sdk";

/** An anchor in a few words; frames are counted from 1. */
export function anchorText(anchor: Anchor | null | undefined): string | undefined {
  const text = aboutText(anchor);
  if (anchor?.frame == null) return text;
  return text === undefined ? `Frame ${anchor.frame + 1}` : `${text}, frame ${anchor.frame + 1}`;
}

function aboutText(anchor: Anchor | null | undefined): string | undefined {
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

/** What an issue is about, in a few words; undefined for the sample. */
export function issueAnchorText(issue: IssueAnchor): string | undefined {
  const text = anchorText(issue.anchor);
  return text !== undefined && isObjectDeleted(issue) ? `${text} (deleted)` : text;
}

/** Whether the object is gone that an issue is about. Another one may have its number by now. */
export function isObjectDeleted({ object_deleted_at: at }: IssueAnchor): boolean {
  return at !== null && at !== undefined;
}

type IssueAnchor = Pick<Issue, "anchor" | "object_deleted_at">;
