import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "../../../api/client.js";
import { keys } from "../../../api/keys.js";
import { listParams, parseSampleQuery } from "../../samples/sample-query.js";
import type { SampleSteps } from "./workbench.js";
import { useLabeling, useWorkbench } from "./workbench-context.js";

/** A place in the list that one came from. */
export interface ListPlace {
  /** From 1; undefined where the sample no longer fits the list's filter. */
  readonly position: number | undefined;
  /** Undefined where the server does not count. */
  readonly count: number | undefined;
}

/** The samples before and after the one in front: of the list, or of the queue. Keys find them at the workbench. */
export function useSampleSteps(): SampleSteps & { readonly place: ListPlace | undefined } {
  const workbench = useWorkbench();
  const { mode } = useLabeling();
  const isQueue = mode === "label" || mode === "review";
  const list = useListSteps({ isEnabled: !isQueue });
  const queue: SampleSteps = {
    isKnown: true,
    previous: () => void workbench.goBack(),
    next: () => void workbench.goOn(),
  };
  const { isKnown, previous, next } = isQueue ? queue : list;
  useEffect(() => {
    workbench.steps = { isKnown, previous, next };
  });
  return { isKnown, previous, next, place: isQueue ? undefined : list.place };
}

function useListSteps({ isEnabled }: { readonly isEnabled: boolean }) {
  const { dataset } = useWorkbench();
  const { sample } = useLabeling();
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const text = typeof search.list === "string" ? search.list : "";
  const uuid = sample?.uuid;
  const { data } = useQuery({
    queryKey: [...keys.samples(dataset.full_name), "neighbours", uuid, text],
    queryFn: ({ signal }) => api.samples.neighbours(uuid ?? "", listParams(parseSampleQuery(text).query), { signal }),
    enabled: isEnabled && uuid !== undefined,
    // Somebody who works offline should see no errors because of it.
    retry: false,
  });
  const [owner = "", name = ""] = dataset.full_name.split("/");
  const to = (found: { readonly uuid: string } | null | undefined) =>
    found &&
    (() =>
      void navigate({
        to: "/@{$owner}/$dataset/samples/$uuid",
        params: { owner, dataset: name, uuid: found.uuid },
        search: (before) => ({ ...before }) as never,
        // One step back leads to the list, however many samples one went through.
        replace: true,
        state: (before) => before,
      }));
  return {
    isKnown: data !== undefined,
    previous: to(data?.previous) ?? undefined,
    next: to(data?.next) ?? undefined,
    place: data && {
      position: data.is_match ? (data.position ?? undefined) : undefined,
      count: data.count ?? undefined,
    },
  };
}
