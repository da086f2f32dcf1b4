import { SegmentedControl } from "@mantine/core";
import { TASK_TYPES, type TaskType } from "@tessera/schema";
import { hasEditor, TASK_DATA, TASK_WORDS, type TaskData } from "../../domain/task-types.js";
import classes from "./TaskTypePicker.module.css";

interface TaskTypePickerProps {
  readonly value: TaskType;
  readonly onChange: (taskType: TaskType) => void;
}

/** First what the samples are, then what is done with them. */
export function TaskTypePicker({ value, onChange }: TaskTypePickerProps) {
  const data = TASK_WORDS[value].data;
  const choose = (next: TaskData) => {
    const [first] = typesOf(next);
    if (first !== undefined && next !== data) onChange(first);
  };
  return (
    <div>
      <SegmentedControl
        aria-label="Kind of data"
        size="sm"
        data={[...TASK_DATA]}
        value={data}
        onChange={(next) => choose(next as TaskData)}
        fullWidth
      />
      <div role="radiogroup" aria-label="Task type" className={classes.cards}>
        {typesOf(data).map((taskType) => (
          <label key={taskType} className={classes.card} data-checked={taskType === value || undefined}>
            <input
              type="radio"
              name="task-type"
              className={classes.radio}
              checked={taskType === value}
              onChange={() => onChange(taskType)}
            />
            <span>
              <span className={classes.name}>{TASK_WORDS[taskType].name}</span>
              <span className={classes.does}>{TASK_WORDS[taskType].does}</span>
              {!hasEditor(taskType) && (
                <span className={classes.note}>No editor yet: labels come and go through the API.</span>
              )}
            </span>
          </label>
        ))}
      </div>
    </div>
  );
}

/** Those with an editor first. */
function typesOf(data: TaskData): TaskType[] {
  const types = TASK_TYPES.filter((taskType) => TASK_WORDS[taskType].data === data);
  return types.toSorted((a, b) => Number(hasEditor(b)) - Number(hasEditor(a)));
}
