import { ActionIcon, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type ListPlace, useSampleSteps } from "../page/sample-steps.js";
import { useLabeling } from "../page/workbench-context.js";
import classes from "./SampleSteps.module.css";

const COUNT = new Intl.NumberFormat("en");

/** To the sample before and after this one, and where it stands in the list. */
export function SampleSteps() {
  const { previous, next, place } = useSampleSteps();
  const { mode } = useLabeling();
  const isQueue = mode === "label" || mode === "review";
  return (
    <div className={classes.steps}>
      <Tooltip position="bottom" label={`${isQueue ? "Back to the previous sample" : "Previous sample"} · Page Up`}>
        <ActionIcon aria-label="Previous sample" disabled={previous === undefined} onClick={previous}>
          <IconChevronUp size={16} />
        </ActionIcon>
      </Tooltip>
      {place !== undefined && <Place place={place} />}
      <Tooltip position="bottom" label="Next sample · Page Down">
        <ActionIcon aria-label="Next sample" disabled={next === undefined} onClick={next}>
          <IconChevronDown size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function Place({ place: { position, count } }: { readonly place: ListPlace }) {
  const isOut = position === undefined;
  const of = count === undefined ? "" : ` of ${COUNT.format(count)}`;
  return (
    <Tooltip position="bottom" label="The sample no longer fits the filter" disabled={!isOut}>
      <span className={classes.place} data-testid="list-place">
        {isOut ? `–${of}` : `${COUNT.format(position)}${of}`}
      </span>
    </Tooltip>
  );
}
