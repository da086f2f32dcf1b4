import { Tooltip } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { fetchQueueCounts } from "../../../api/datasets.js";
import { keys } from "../../../api/keys.js";
import { useLabeling, useWorkbench } from "../page/workbench-context.js";

const COUNT = new Intl.NumberFormat("en");

/** How many samples the queue has for the person, this one included; asked for anew with each sample. */
export function QueueLeft() {
  const { dataset } = useWorkbench();
  const { mode, sample } = useLabeling();
  const isQueue = mode === "label" || mode === "review";
  const counts = useQuery({
    queryKey: [...keys.queue(dataset.full_name), sample?.uuid],
    queryFn: ({ signal }) => fetchQueueCounts(dataset.full_name, signal),
    enabled: isQueue && sample !== null,
    placeholderData: keepPreviousData,
    // Nice to know, and no reason to bother somebody who works offline.
    retry: false,
  });
  if (!isQueue || counts.data === undefined) return null;
  const { count, is_capped: isCapped } = mode === "label" ? counts.data.label : counts.data.review;
  if (count === 0) return null;
  return (
    <Tooltip position="bottom" label="Samples in your queue, this one included">
      <span data-testid="queue-left">{`${COUNT.format(count)}${isCapped ? "+" : ""} left`}</span>
    </Tooltip>
  );
}
