import { ActionIcon, Switch, TextInput, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconChevronRight, IconTrash } from "@tabler/icons-react";
import type { TaskCategory, TaskType } from "@tessera/schema";
import { categoryColor, fromHex } from "../../domain/label-palette.js";
import { AttributeList } from "./AttributeList.js";
import classes from "./TaskEditor.module.css";
import { withField } from "./task-draft.js";

interface CategoryRowProps {
  readonly taskType: TaskType;
  readonly category: TaskCategory;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isOnly: boolean;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onChange: (category: TaskCategory) => void;
  readonly onMove: (step: -1 | 1) => void;
  readonly onRemove: () => void;
  /** Enter in a name makes the next category. */
  readonly onEnter: () => void;
}

/** One category: color, name, place; opened, its attributes. */
export function CategoryRow(props: CategoryRowProps) {
  const { taskType, category, isOpen, onChange } = props;
  const attributes = category.attributes ?? [];
  const name = category.name === "" ? `category ${category.id}` : category.name;
  const isSegmentation = taskType.includes("segmentation");
  return (
    <div className={classes.category}>
      <div className={classes.row}>
        <Tooltip label={`Color of ${name}`}>
          <input
            type="color"
            className={classes.color}
            aria-label={`Color of ${name}`}
            value={categoryColor(category)}
            onChange={(event) => onChange({ ...category, color: fromHex(event.currentTarget.value) })}
          />
        </Tooltip>
        <TextInput
          className={classes.name}
          aria-label={`Name of category ${category.id}`}
          placeholder="Name, such as car"
          dir="auto"
          autoFocus={category.name === ""}
          value={category.name}
          onChange={(event) => onChange({ ...category, name: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            props.onEnter();
          }}
        />
        <span className={classes.id}>id {category.id}</span>
        <button type="button" className={classes.open} aria-expanded={isOpen} onClick={props.onOpen}>
          <IconChevronRight size={14} data-open={isOpen || undefined} aria-hidden="true" />
          {attributes.length === 0
            ? "Attributes"
            : `${attributes.length} ${attributes.length === 1 ? "attribute" : "attributes"}`}
        </button>
        <Move label={`Move ${name} up`} isUp isDisabled={props.isFirst} onClick={() => props.onMove(-1)} />
        <Move label={`Move ${name} down`} isDisabled={props.isLast} onClick={() => props.onMove(1)} />
        <Tooltip label={props.isOnly ? "A dataset has at least one category" : `Remove ${name}`}>
          <ActionIcon aria-label={`Remove ${name}`} disabled={props.isOnly} onClick={props.onRemove}>
            <IconTrash size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
      {isOpen && (
        <div className={classes.detail}>
          {isSegmentation && (
            <Switch
              mb="sm"
              label="Objects of this category are told apart"
              description="Off for what has no instances, such as sky or road."
              checked={category.has_instances ?? true}
              onChange={(event) => onChange({ ...category, has_instances: event.currentTarget.checked })}
            />
          )}
          <AttributeList
            taskType={taskType}
            attributes={attributes}
            onChange={(next) => onChange(withField(category, "attributes", next.length === 0 ? undefined : next))}
          />
        </div>
      )}
    </div>
  );
}

interface MoveProps {
  readonly label: string;
  readonly isUp?: boolean;
  readonly isDisabled: boolean;
  readonly onClick: () => void;
}

function Move({ label, isUp = false, isDisabled, onClick }: MoveProps) {
  const Icon = isUp ? IconArrowUp : IconArrowDown;
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={isDisabled} onClick={onClick}>
        <Icon size={16} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
