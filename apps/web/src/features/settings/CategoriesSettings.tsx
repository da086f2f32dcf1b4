import { Alert, Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { DEFAULT_TASK_ATTRIBUTES, type TaskAttributes, validateTaskAttributes } from "@tessera/schema";
import { useMemo, useState } from "react";
import { useUpdateDataset } from "../../api/datasets.js";
import { sentenceOf } from "../../api/errors.js";
import { countUsage, useChangeLabels } from "../../api/label-changes.js";
import { notifyDone } from "../../components/notify.js";
import { Section } from "../../components/Page.js";
import { UnsavedDialog } from "../../components/UnsavedDialog.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { type TaskDraft, TaskEditor, type TaskFault } from "../task-editor/TaskEditor.js";
import { parseTaskJson } from "../task-editor/task-draft.js";
import { LabelChangeStatus } from "./LabelChangeStatus.js";
import { RemovalDialog } from "./RemovalDialog.js";
import { type changeOf, listMissing, type Removal, usedOf } from "./removals.js";

/** The categories and attributes of a dataset that exists: labels refer to them by id. */
export function CategoriesSettings() {
  const dataset = useCurrentDataset();
  const saved = useMemo(
    () => dataset.task_attributes ?? structuredClone(DEFAULT_TASK_ATTRIBUTES),
    [dataset.task_attributes],
  );
  const [draft, setDraft] = useState<TaskDraft>({ value: saved, text: undefined });
  const [faults, setFaults] = useState<readonly TaskFault[]>([]);
  const updating = useUpdateDataset(dataset.full_name);
  const isDirty = JSON.stringify(draft.value) !== JSON.stringify(saved);
  const takenIds = [...(saved as TaskAttributes).categories, ...(dataset.removed_categories ?? [])].map(({ id }) => id);
  const [asked, setAsked] = useState<readonly Removal[]>([]);
  const changing = useChangeLabels(dataset.full_name);
  const counting = useMutation({
    mutationFn: async (missing: ReturnType<typeof listMissing>) => {
      const hasAttributes = missing.some(({ kind }) => kind !== "category");
      return usedOf(missing, await countUsage(dataset.full_name, { hasAttributes }));
    },
    onSuccess: (used) => {
      if (used.length > 0) setAsked(used);
      else store();
    },
  });
  const save = () => {
    const parsed = draft.text === undefined ? undefined : parseTaskJson(draft.text);
    const found =
      parsed !== undefined && "fault" in parsed
        ? [{ path: "", message: `is no JSON. ${parsed.fault}` }]
        : validateTaskAttributes(dataset.task_type, draft.value);
    setFaults(found);
    if (found.length > 0) return;
    const missing = listMissing(saved as TaskAttributes, draft.value);
    if (missing.length > 0) counting.mutate(missing);
    else store();
  };
  const store = () =>
    updating.mutate(
      { taskAttributes: draft.value as TaskAttributes },
      {
        onSuccess: ({ task_attributes }) => {
          setDraft({ value: task_attributes, text: undefined });
          notifyDone("The categories are saved.");
        },
      },
    );
  const storeWith = async (change: ReturnType<typeof changeOf>) => {
    if (change === undefined) return store();
    const taskAttributes = draft.value as TaskAttributes;
    await changing.mutateAsync({ taskAttributes, ...change });
    setDraft({ value: taskAttributes, text: undefined });
  };
  const error = updating.error ?? counting.error;
  return (
    <Section
      title="Categories and attributes"
      description="Labels refer to categories by id: names and colors can change at any time."
    >
      <TaskEditor
        taskType={dataset.task_type}
        draft={draft}
        takenIds={takenIds}
        faults={faults}
        onChange={(next) => {
          setDraft(next);
          setFaults([]);
        }}
      />
      {error !== null && (
        <Alert color="red" variant="light" mt="md" role="alert">
          {sentenceOf(error)}
        </Alert>
      )}
      <Group mt="md" gap="xs">
        <Button
          onClick={save}
          loading={updating.isPending || counting.isPending}
          disabled={!isDirty && draft.text === undefined}
        >
          Save categories
        </Button>
        {isDirty && (
          <Button variant="default" onClick={() => setDraft({ value: saved, text: undefined })}>
            Undo changes
          </Button>
        )}
      </Group>
      <LabelChangeStatus fullName={dataset.full_name} startedUuid={changing.data?.uuid} />
      <UnsavedDialog isDirty={isDirty} />
      {asked.length > 0 && <RemovalDialog removals={asked} onClose={() => setAsked([])} onConfirm={storeWith} />}
    </Section>
  );
}
