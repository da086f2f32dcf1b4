import { useQuery } from "@tanstack/react-query";
import type { HeldSample } from "@tessera/schema";
import { useEffect } from "react";
import { keys } from "../../../api/keys.js";
import { listHeldSamples } from "../../../api/samples.js";
import { useLabeling, useWorkbench } from "./workbench-context.js";

const LOOK_AGAIN_MS = 15_000;

/** Who has the sample from a queue that a manager has opened from the list; undefined: nobody else. */
export function useHolder(): HeldSample | undefined {
  const workbench = useWorkbench();
  const { dataset, services } = workbench;
  const { mode, sample } = useLabeling();
  const uuid = sample?.uuid;
  const { data } = useQuery({
    queryKey: [...keys.queue(dataset.full_name), "held", uuid],
    queryFn: () => listHeldSamples(dataset.full_name),
    enabled: mode === "edit" && uuid !== undefined,
    refetchInterval: LOOK_AGAIN_MS,
    retry: false,
  });
  const holder = data?.find((lease) => lease.sample_uuid === uuid && lease.username !== services.account);
  useEffect(() => {
    workbench.holder = holder;
  }, [workbench, holder]);
  return holder;
}
