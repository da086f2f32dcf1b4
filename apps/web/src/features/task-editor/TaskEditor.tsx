import { Alert, Button, SegmentedControl, Textarea } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { TaskAttributes, TaskType } from "@tessera/schema";
import { useState } from "react";
import { AttributeList } from "./AttributeList.js";
import { CategoryRow } from "./CategoryRow.js";
import classes from "./TaskEditor.module.css";
import {
  isFormShaped,
  moveItem,
  newCategory,
  parseTaskJson,
  pathInWords,
  removeAt,
  replaceAt,
  withField,
} from "./task-draft.js";

/** What is edited: the value while it is JSON, and the text while it is typed as JSON. */
export interface TaskDraft {
  readonly value: unknown;
  readonly text: string | undefined;
}

export interface TaskFault {
  readonly path: string;
  readonly message: string;
}

interface TaskEditorProps {
  readonly taskType: TaskType;
  readonly draft: TaskDraft;
  readonly onChange: (draft: TaskDraft) => void;
  /** Ids that a new category does not get: those of saved and of removed categories. */
  readonly takenIds?: readonly number[] | undefined;
  /** What is wrong with it, shown once somebody tried to save. */
  readonly faults: readonly TaskFault[];
}

/** Categories and attributes of a dataset, as a form or as JSON: two views of one value. */
export function TaskEditor({ taskType, draft, onChange, takenIds, faults }: TaskEditorProps) {
  const canShowForm = isFormShaped(draft.value);
  const isJson = draft.text !== undefined || !canShowForm;
  const parsed = draft.text === undefined ? undefined : parseTaskJson(draft.text);
  const jsonFault = parsed !== undefined && "fault" in parsed ? parsed.fault : undefined;
  const show = (view: string) => {
    if (view === "json") onChange({ ...draft, text: JSON.stringify(draft.value, null, 2) });
    else if (jsonFault === undefined && canShowForm) onChange({ value: draft.value, text: undefined });
  };
  const type = (text: string) => {
    const result = parseTaskJson(text);
    onChange({ value: "value" in result ? result.value : draft.value, text });
  };
  return (
    <div>
      <div className={classes.views}>
        <SegmentedControl
          aria-label="View of the categories"
          value={isJson ? "json" : "form"}
          onChange={show}
          data={[
            { value: "form", label: "Form", disabled: jsonFault !== undefined || !canShowForm },
            { value: "json", label: "JSON" },
          ]}
        />
      </div>
      {faults.length > 0 && (
        <Alert color="red" variant="light" p="xs" mb="sm" role="alert" title="Mend this first">
          <ul className={classes.faults}>
            {faults.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                {pathInWords(path)}: {message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {isJson ? (
        <Textarea
          aria-label="Categories and attributes as JSON"
          className={classes.json}
          autosize
          minRows={12}
          maxRows={28}
          spellCheck={false}
          value={draft.text ?? JSON.stringify(draft.value, null, 2)}
          onChange={(event) => type(event.currentTarget.value)}
          error={jsonFault}
        />
      ) : (
        <TaskForm
          taskType={taskType}
          value={draft.value as TaskAttributes}
          takenIds={takenIds}
          onChange={(value) => onChange({ value, text: undefined })}
        />
      )}
    </div>
  );
}

interface TaskFormProps {
  readonly taskType: TaskType;
  readonly value: TaskAttributes;
  readonly onChange: (value: TaskAttributes) => void;
  readonly takenIds: readonly number[] | undefined;
}

function TaskForm({ taskType, value, onChange, takenIds }: TaskFormProps) {
  const [openId, setOpenId] = useState<number>();
  const { categories } = value;
  const setCategories = (next: TaskAttributes["categories"]) => onChange({ ...value, categories: next });
  const imageAttributes = value.image_attributes ?? [];
  return (
    <>
      <ul className={classes.list} aria-label="Categories">
        {categories.map((category, index) => (
          // Ids may repeat while they are typed; the place is the identity here.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index}>
            <CategoryRow
              taskType={taskType}
              category={category}
              isFirst={index === 0}
              isLast={index === categories.length - 1}
              isOnly={categories.length === 1}
              isOpen={openId === category.id}
              onOpen={() => setOpenId(openId === category.id ? undefined : category.id)}
              onChange={(next) => setCategories(replaceAt(categories, index, next))}
              onMove={(step) => setCategories(moveItem(categories, index, index + step))}
              onRemove={() => setCategories(removeAt(categories, index))}
              onEnter={() => setCategories([...categories, newCategory(categories, takenIds)])}
            />
          </li>
        ))}
      </ul>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        onClick={() => setCategories([...categories, newCategory(categories, takenIds)])}
      >
        Add category
      </Button>
      <h3 className={classes.heading}>Scene attributes</h3>
      <p className={classes.hint}>Asked once for each sample, such as the weather or whether it is sharp.</p>
      <AttributeList
        taskType={taskType}
        attributes={imageAttributes}
        onChange={(next) => onChange(withField(value, "image_attributes", next.length === 0 ? undefined : next))}
      />
    </>
  );
}
