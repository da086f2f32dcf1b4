import { Alert, Button, Group, List } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import {
  type CategoryUsage,
  DEFAULT_TASK_ATTRIBUTES,
  type TaskAttributes,
  validateTaskAttributes,
} from "@tessera/schema";
import { useMemo, useState } from "react";
import { countCategoryUsage, useUpdateDataset } from "../../api/datasets.js";
import { sentenceOf } from "../../api/errors.js";
import { ConfirmDialog } from "../../components/ConfirmDialog.js";
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
  const removed = useMemo(() => removedCategories(saved as TaskAttributes, draft.value), [saved, draft.value]);
  const takenIds = [...(saved as TaskAttributes).categories, ...(dataset.removed_categories ?? [])].map(({ id }) => id);
  const [asked, setAsked] = useState<readonly UsedCategory[]>([]);
  const counting = useMutation({
    mutationFn: () => countCategoryUsage(dataset.full_name),
    onSuccess: (usage) => {
      const used = removed.flatMap((category) => {
        const found = usage.find(({ id }) => id === category.id);
        return found === undefined ? [] : [{ ...found, name: category.name }];
      });
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
    if (removed.length > 0) counting.mutate();
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
      <UnsavedDialog isDirty={isDirty} />
      {asked.length > 0 && (
        <ConfirmDialog
          title="Remove categories that are in use"
          action="Remove and keep the objects"
          onClose={() => setAsked([])}
          onConfirm={async () => store()}
        >
          <List spacing={4} mb="sm">
            {asked.map(({ id, name, objects, samples }) => (
              <List.Item key={id}>
                <b>{name}</b>: {counted(objects, "object")} in {counted(samples, "sample")}
              </List.Item>
            ))}
          </List>
          The objects stay as they are. The editor warns about them until they get another category or are deleted. To
          bring a category back, add it again under its old id and name.
        </ConfirmDialog>
      )}
    </Section>
  );
}

interface UsedCategory extends CategoryUsage {
  readonly name: string;
}

const COUNT = new Intl.NumberFormat("en");

function counted(count: number, noun: string): string {
  return `${COUNT.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Saved categories whose ids the draft no longer has. */
function removedCategories(saved: TaskAttributes, draft: unknown): TaskAttributes["categories"] {
  const { categories } = (draft ?? {}) as { categories?: unknown };
  const ids = new Set(
    Array.isArray(categories) ? categories.map((category) => (category as { id?: unknown } | null)?.id) : [],
  );
  return saved.categories.filter(({ id }) => !ids.has(id));
}
