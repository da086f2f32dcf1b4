import { Alert, Button, Group } from "@mantine/core";
import { DEFAULT_TASK_ATTRIBUTES, type TaskAttributes, validateTaskAttributes } from "@tessera/schema";
import { useMemo, useState } from "react";
import { useUpdateDataset } from "../../api/datasets.js";
import { sentenceOf } from "../../api/errors.js";
import { notifyDone } from "../../components/notify.js";
import { Section } from "../../components/Page.js";
import { UnsavedDialog } from "../../components/UnsavedDialog.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { type TaskDraft, TaskEditor, type TaskFault } from "../task-editor/TaskEditor.js";
import { parseTaskJson } from "../task-editor/task-draft.js";

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
  const removed = useMemo(() => removedNames(saved as TaskAttributes, draft.value), [saved, draft.value]);
  const takenIds = [...(saved as TaskAttributes).categories, ...(dataset.removed_categories ?? [])].map(({ id }) => id);
  const save = () => {
    const parsed = draft.text === undefined ? undefined : parseTaskJson(draft.text);
    const found =
      parsed !== undefined && "fault" in parsed
        ? [{ path: "", message: `is no JSON. ${parsed.fault}` }]
        : validateTaskAttributes(dataset.task_type, draft.value);
    setFaults(found);
    if (found.length > 0) return;
    updating.mutate(
      { taskAttributes: draft.value as TaskAttributes },
      {
        onSuccess: ({ task_attributes }) => {
          setDraft({ value: task_attributes, text: undefined });
          notifyDone("The categories are saved.");
        },
      },
    );
  };
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
      {removed.length > 0 && (
        <Alert color="yellow" variant="light" mt="md" title="Labels may refer to what is removed">
          Objects of {removed.join(", ")} keep their category id, and the editor warns about them.
        </Alert>
      )}
      {updating.error !== null && (
        <Alert color="red" variant="light" mt="md" role="alert">
          {sentenceOf(updating.error)}
        </Alert>
      )}
      <Group mt="md" gap="xs">
        <Button onClick={save} loading={updating.isPending} disabled={!isDirty && draft.text === undefined}>
          Save categories
        </Button>
        {isDirty && (
          <Button variant="default" onClick={() => setDraft({ value: saved, text: undefined })}>
            Undo changes
          </Button>
        )}
      </Group>
      <UnsavedDialog isDirty={isDirty} />
    </Section>
  );
}

/** Names of saved categories whose ids the draft no longer has. */
function removedNames(saved: TaskAttributes, draft: unknown): string[] {
  const { categories } = (draft ?? {}) as { categories?: unknown };
  const ids = new Set(
    Array.isArray(categories) ? categories.map((category) => (category as { id?: unknown } | null)?.id) : [],
  );
  return saved.categories.filter(({ id }) => !ids.has(id)).map(({ name }) => name);
}
