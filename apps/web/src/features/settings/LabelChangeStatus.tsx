import { Alert, Progress, Text } from "@mantine/core";
import type { TaskAttributesChange } from "@tessera/sdk";
import { useLatestLabelChange } from "../../api/label-changes.js";
import { counted } from "./RemovalDialog.js";

/** How far the job is that brings labels along with the task attributes; nothing where there is none to speak of. */
export function LabelChangeStatus({
  fullName,
  startedUuid,
}: {
  readonly fullName: string;
  readonly startedUuid?: string | undefined;
}) {
  const { data: change } = useLatestLabelChange(fullName);
  if (change === undefined) return null;
  const { status, samples_done: done, samples_total: total } = change;
  if (status === "PENDING") {
    return (
      <Alert variant="light" mt="md" title="The labels are being changed" data-testid="label-change">
        <Progress value={total === 0 ? 100 : (100 * done) / total} aria-label="Samples that are done" mb={6} />
        <Text size="sm">
          {done.toLocaleString("en")} of {counted(total, "sample")}. You can leave this page.
        </Text>
      </Alert>
    );
  }
  if (status === "FAILED") {
    return (
      <Alert color="red" variant="light" mt="md" role="alert" title="The labels could not be changed">
        {counted(change.labels_changed, "label")} were changed before. The server's log says what went wrong.
      </Alert>
    );
  }
  if (change.uuid !== startedUuid) return null;
  return (
    <Alert color="green" variant="light" mt="md" title="The labels are changed" data-testid="label-change">
      {resultOf(change)}
    </Alert>
  );
}

function resultOf(change: TaskAttributesChange): string {
  const counts = [
    [change.objects_moved, "object", "moved"],
    [change.objects_deleted, "object", "deleted"],
    [change.values_changed, "object", "with changed attributes"],
    [change.values_dropped, "attribute value", "dropped"],
    [change.labels_kept, "label", "left as they are, because their bitmaps are not on this server"],
  ] as const;
  const parts = counts.flatMap(([count, noun, what]) => (count === 0 ? [] : [`${counted(count, noun)} ${what}`]));
  return `${counted(change.labels_changed, "label")}: ${parts.join(", ") || "nothing had to change"}.`;
}
