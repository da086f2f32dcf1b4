import type { Issue } from "@tessera/sdk";

export interface IssueFilter {
  readonly status: "open" | "closed" | "all";
  /** Every word of it must occur. */
  readonly text: string;
}

type Filtered = Pick<Issue, "status" | "description" | "sample_name" | "created_by" | "created_at" | "tags">;

/** The issues that fit, the latest first. */
export function filterIssues<T extends Filtered>(issues: readonly T[], { status, text }: IssueFilter): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return issues
    .filter((issue) => {
      if (status !== "all" && issue.status.toLowerCase() !== status) return false;
      const hay = [issue.description, issue.sample_name, issue.created_by, ...(issue.tags ?? [])]
        .join("\n")
        .toLowerCase();
      return words.every((word) => hay.includes(word));
    })
    .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1));
}
