import { Rating as Stars } from "@mantine/core";
import { useLabeling, useWorkbench } from "../page/workbench-context.js";

/** The reviewer's stars; the same star again takes them away. */
export function Rating() {
  const { session } = useWorkbench();
  const { rating } = useLabeling();
  return (
    <Stars
      value={rating ?? 0}
      size="sm"
      color="yellow"
      aria-label="Rating"
      onChange={(value) => session.setRating(value === rating || value === 0 ? null : value)}
    />
  );
}
