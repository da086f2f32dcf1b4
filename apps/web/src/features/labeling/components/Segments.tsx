import { SegmentedControl, type SegmentedControlProps } from "@mantine/core";
import classes from "./Segments.module.css";

/** A choice of a few, at the weight of a panel. */
export function Segments(props: SegmentedControlProps) {
  return <SegmentedControl size="xs" transitionDuration={0} classNames={{ label: classes.label ?? "" }} {...props} />;
}
