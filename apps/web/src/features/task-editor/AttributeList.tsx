import { ActionIcon, Button, Select, Switch, TagsInput, TextInput, Tooltip } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { isSequence, type TaskAttribute, type TaskType } from "@tessera/schema";
import classes from "./TaskEditor.module.css";
import { INPUT_TYPES, newAttribute, removeAt, replaceAt, withField, withInputType } from "./task-draft.js";

interface AttributeListProps {
  readonly taskType: TaskType;
  readonly attributes: readonly TaskAttribute[];
  readonly onChange: (attributes: TaskAttribute[]) => void;
}

/** The fields that annotators fill in for an object or a scene. */
export function AttributeList({ taskType, attributes, onChange }: AttributeListProps) {
  return (
    <div className={classes.attributes}>
      {attributes.map((attribute, index) => (
        <AttributeFields
          // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat while they are typed
          key={index}
          taskType={taskType}
          attribute={attribute}
          onChange={(next) => onChange(replaceAt(attributes, index, next))}
          onRemove={() => onChange(removeAt(attributes, index))}
        />
      ))}
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...attributes, newAttribute()])}
        >
          Add attribute
        </Button>
      </div>
    </div>
  );
}

interface AttributeFieldsProps {
  readonly taskType: TaskType;
  readonly attribute: TaskAttribute;
  readonly onChange: (attribute: TaskAttribute) => void;
  readonly onRemove: () => void;
}

function AttributeFields({ taskType, attribute, onChange, onRemove }: AttributeFieldsProps) {
  const name = attribute.name === "" ? "attribute" : attribute.name;
  const is3d = taskType.startsWith("pointcloud") || taskType.startsWith("multisensor");
  const types = INPUT_TYPES.filter(
    ({ value }) => is3d || value === attribute.input_type || !["vector3", "quaternion", "points"].includes(value),
  );
  return (
    <fieldset className={classes.attribute}>
      <legend className={classes.hidden}>{name}</legend>
      <div className={classes.attributeRow}>
        <TextInput
          className={classes.grow}
          label="Name"
          placeholder="Such as color"
          dir="auto"
          autoFocus={attribute.name === ""}
          value={attribute.name}
          onChange={(event) => onChange({ ...attribute, name: event.currentTarget.value })}
        />
        <Select
          w={160}
          label="Input"
          data={types}
          value={attribute.input_type}
          onChange={(type) => {
            const chosen = INPUT_TYPES.find(({ value }) => value === type);
            if (chosen !== undefined) onChange(withInputType(attribute, chosen.value));
          }}
        />
        <Tooltip label={`Remove ${name}`}>
          <ActionIcon aria-label={`Remove ${name}`} className={classes.removeAttribute} onClick={onRemove}>
            <IconTrash size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
      <TypedFields attribute={attribute} onChange={onChange} />
      <div className={classes.flags}>
        <Switch
          label="Mandatory"
          checked={attribute.is_mandatory ?? false}
          onChange={(event) => onChange(withField(attribute, "is_mandatory", event.currentTarget.checked || undefined))}
        />
        {isSequence(taskType) && (
          <Switch
            label="One value for the whole track"
            checked={attribute.is_track_level ?? false}
            onChange={(event) =>
              onChange(withField(attribute, "is_track_level", event.currentTarget.checked || undefined))
            }
          />
        )}
      </div>
    </fieldset>
  );
}

function TypedFields({ attribute, onChange }: Pick<AttributeFieldsProps, "attribute" | "onChange">) {
  const set = (field: string, value: unknown) => onChange(withField(attribute, field, value));
  const values = "values" in attribute ? attribute.values : [];
  const text = (field: "default_value" | "min" | "max" | "step", label: string) => (
    <TextInput
      className={classes.grow}
      label={label}
      dir="auto"
      {...(attribute.input_type === "number" && { inputMode: "decimal" as const })}
      value={String((attribute as Record<string, unknown>)[field] ?? "")}
      onChange={(event) => set(field, numberOrText(event.currentTarget.value, attribute.input_type))}
    />
  );
  switch (attribute.input_type) {
    case "select":
    case "multiselect":
      return (
        <div className={classes.attributeRow}>
          <TagsInput
            className={classes.grow}
            label="Choices"
            placeholder={values.length === 0 ? "Type one and press Enter" : ""}
            splitChars={[","]}
            value={[...values]}
            onChange={(next) => set("values", next)}
          />
          <Select
            w={160}
            label="Default"
            placeholder="None"
            clearable
            data={[...new Set(values)]}
            value={typeof attribute.default_value === "string" ? attribute.default_value : null}
            onChange={(value) => set("default_value", value ?? undefined)}
          />
        </div>
      );
    case "text":
      return <div className={classes.attributeRow}>{text("default_value", "Default")}</div>;
    case "number":
      return (
        <div className={classes.attributeRow}>
          {text("min", "Minimum")}
          {text("max", "Maximum")}
          {text("step", "Step")}
          {text("default_value", "Default")}
        </div>
      );
    case "checkbox":
      return (
        <div className={classes.attributeRow}>
          <Select
            w={220}
            label="Default"
            data={[
              { value: "", label: "Unset until somebody decides" },
              { value: "true", label: "Checked" },
              { value: "false", label: "Not checked" },
            ]}
            value={String(attribute.default_value ?? "")}
            onChange={(value) => set("default_value", value === "" ? undefined : value === "true")}
          />
        </div>
      );
    default:
      return null;
  }
}

/** A number where one was typed; unfinished input such as `-` stays text, which the check names. */
function numberOrText(text: string, type: TaskAttribute["input_type"]): string | number | undefined {
  if (text === "") return undefined;
  if (type !== "number") return text;
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text ? number : text;
}
