import { useQuery } from "@tanstack/react-query";
import type { LabelVersion } from "@tessera/sdk";
import { api } from "../../../../api/client.js";
import { useLabeling } from "../../page/workbench-context.js";

/** Enough for any label that people work on; older ones are in the API. */
const SHOWN_VERSIONS = 200;

/** The versions of the label that is open, the newest first. */
export function useLabelVersions({ isNeeded = true }: { readonly isNeeded?: boolean } = {}) {
  const { sample, label, labelset } = useLabeling();
  const uuid = sample?.uuid ?? "";
  return useQuery({
    // Asked for again when a save has made another version.
    queryKey: ["label-versions", uuid, labelset, label?.version ?? 0],
    queryFn: async ({ signal }): Promise<readonly LabelVersion[]> => {
      const { items } = await api.labels.versions.list(uuid, labelset, { perPage: SHOWN_VERSIONS }, { signal });
      return items;
    },
    enabled: isNeeded && label !== null,
  });
}

const DECISIONS: ReadonlySet<string | null> = new Set(["REVIEWED", "REJECTED", "VERIFIED"]);

/** The version that a reviewer has looked at last, and accepted or rejected. */
export function lastReviewed(versions: readonly LabelVersion[]): LabelVersion | undefined {
  return versions.find(({ label_status: status }) => DECISIONS.has(status));
}

/** The content of the version that was reviewed last, once it is here; asked for where it is needed alone. */
export function useReviewedContent({ isNeeded }: { readonly isNeeded: boolean }): unknown {
  const { sample, labelset } = useLabeling();
  const uuid = sample?.uuid ?? "";
  const number = lastReviewed(useLabelVersions({ isNeeded }).data ?? [])?.version;
  const { data } = useQuery({
    queryKey: ["label-version", uuid, labelset, number ?? 0],
    queryFn: async ({ signal }): Promise<unknown> => {
      const { attributes } = await api.labels.versions.get(uuid, labelset, number ?? 0, { signal });
      return attributes;
    },
    enabled: isNeeded && number !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return isNeeded && number !== undefined ? data : undefined;
}
