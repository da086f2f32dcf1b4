import { useQuery } from "@tanstack/react-query";
import { NotFoundError } from "@tessera/sdk";
import { useEffect } from "react";
import { api } from "../../../api/client.js";
import { useLabeling, useOpenLabel, useSettings, useUi } from "../page/workbench-context.js";
import { useReviewedContent } from "./history/label-versions.js";

/** Gives the editor the labels that are shown beside the one that is open: the last review's, another labelset's. */
export function OtherLabels() {
  const { others } = useOpenLabel();
  const { isComparing } = useUi();
  const reviewed = useReviewedContent({ isNeeded: isComparing });
  const beside = useBesideLabel();
  const { colorBy } = useSettings();
  useEffect(() => {
    others.compareWith(reviewed ?? null);
  }, [others, reviewed]);
  useEffect(() => {
    // Colors go by what the settings say.
    void colorBy;
    others.showBeside(beside);
  }, [others, beside, colorBy]);
  return null;
}

/** The sample's label in the labelset that was chosen; null where there is none. */
function useBesideLabel() {
  const { sample, labelset } = useLabeling();
  const { besideLabelset } = useUi();
  const uuid = sample?.uuid ?? "";
  const { data } = useQuery({
    queryKey: ["label-beside", uuid, besideLabelset],
    queryFn: ({ signal }) => findLabel(uuid, besideLabelset ?? "", signal),
    enabled: uuid !== "" && besideLabelset !== null && besideLabelset !== labelset,
  });
  return besideLabelset === null || besideLabelset === labelset ? null : (data ?? null);
}

async function findLabel(uuid: string, labelset: string, signal: AbortSignal): Promise<unknown> {
  try {
    return (await api.labels.get(uuid, { labelset }, { signal })).attributes;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
