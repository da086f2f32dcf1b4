import type { GeometryNumber, Refusal } from "@tessera/editor-core";
import { isSameJson } from "@tessera/json";
import { useId, useState } from "react";
import type { Core } from "../../editors/editor-module.js";
import { useOpenLabel, useSettledValue } from "../../page/workbench-context.js";
import fieldClasses from "./AttributeField.module.css";
import { CommitInput } from "./CommitInput.js";
import classes from "./GeometryNumbers.module.css";

/** A shape of more numbers than this is edited on the canvas. */
const MAX_NUMBERS = 24;

interface Numbers {
  readonly id: string;
  readonly list: readonly GeometryNumber[];
}

function numbersOf({ annotations, selection }: Core): Numbers | null {
  const record = selection.onlyId === undefined ? undefined : annotations.find(selection.onlyId);
  if (record === undefined) return null;
  const list = annotations.kinds.get(record.kind).numbers?.list(record.geometry) ?? [];
  return { id: record.id, list };
}

function canEditSelected(editor: Core): boolean {
  return editor.objects.editable(editor.selection.ids).length > 0;
}

/** The exact numbers of the one selected shape. */
export function GeometryNumbers() {
  const { editor } = useOpenLabel();
  const numbers = useSettledValue(numbersOf, isSameJson);
  const canEdit = useSettledValue(canEditSelected, Object.is);
  const [reason, setReason] = useState<string>();
  if (numbers === null || numbers.list.length === 0 || numbers.list.length > MAX_NUMBERS) return null;
  const set = (name: string, text: string) => {
    const value = Number(text);
    const result: true | Refusal =
      text === "" || !Number.isFinite(value)
        ? { reason: "A number is needed" }
        : editor.objects.setNumbers(numbers.id, { [name]: value });
    setReason(result === true ? undefined : result.reason);
    return result === true;
  };
  return (
    <fieldset className={classes.numbers} data-testid="geometry">
      <legend className={fieldClasses.label}>Place and size</legend>
      {numbers.list.map(({ name, label, value }) => (
        <NumberCell
          key={`${numbers.id} ${name}`}
          label={label}
          value={value}
          isReadOnly={!canEdit}
          onCommit={(text) => set(name, text)}
        />
      ))}
      {reason !== undefined && (
        <span role="alert" className={fieldClasses.reason}>
          {reason}
        </span>
      )}
    </fieldset>
  );
}

interface NumberCellProps {
  readonly label: string;
  readonly value: number;
  readonly isReadOnly: boolean;
  readonly onCommit: (text: string) => boolean;
}

function NumberCell({ label, value, isReadOnly, onCommit }: NumberCellProps) {
  const id = useId();
  return (
    <div className={classes.cell}>
      <label htmlFor={id} className={classes.name}>
        {shortName(label)}
      </label>
      <CommitInput
        id={id}
        text={String(Math.round(value * 100) / 100)}
        placeholder=""
        isReadOnly={isReadOnly}
        isNumber
        onCommit={onCommit}
      />
    </div>
  );
}

/** The unit is the same for all, and the cells are small. */
function shortName(label: string): string {
  return label.replace(/ \(px\)$/, "").replace(/^Node /, "");
}
