import { type Refusal, sharedValue, type TaskAttribute } from "@tessera/editor-core";
import { isSameJson } from "@tessera/json";
import { useCallback } from "react";
import type { Core } from "../../editors/editor-module.js";
import { useEditorValue, useOpenLabel } from "../../page/workbench-context.js";
import panel from "../panel.module.css";
import { AttributeField } from "./AttributeField.js";
import { CategoryButton } from "./CategoryButton.js";
import { GeometryNumbers } from "./GeometryNumbers.js";

interface SelectedFacts {
  readonly ids: readonly string[];
  /** Null: of different ones. */
  readonly categoryId: number | null;
  readonly number: number | null;
}

function selectedFacts({ annotations, selection }: Core): SelectedFacts {
  const records = selection.ids.flatMap((id) => annotations.find(id) ?? []);
  const [first] = records;
  const isOneCategory = records.every(({ categoryId }) => categoryId === first?.categoryId);
  return {
    ids: selection.ids,
    categoryId: first !== undefined && isOneCategory ? first.categoryId : null,
    number: records.length === 1 ? (first?.trackId ?? first?.objectId ?? null) : null,
  };
}

/** The attributes that all selected objects have. */
export function attributesInCommon({ annotations, selection, task }: Core): readonly TaskAttribute[] {
  const categories = [...new Set(selection.ids.flatMap((id) => annotations.find(id)?.categoryId ?? []))];
  const [first = [], ...others] = categories.map((id) => task.attributesOf(id));
  return first.filter((attribute) => others.every((list) => list.some((other) => isSameJson(other, attribute))));
}

/** What the selected objects are: category, attributes, numbers. Several are edited at once. */
export function AttributesPanel() {
  const { editor } = useOpenLabel();
  const { ids, categoryId, number } = useEditorValue(selectedFacts, isSameJson);
  const attributes = useEditorValue(attributesInCommon, isSameJson);
  if (ids.length === 0) return null;
  return (
    <section className={panel.section} aria-label="Selected objects" data-testid="attributes">
      <h2 className={panel.heading}>
        {number === null ? (
          `${ids.length} objects`
        ) : (
          <span>
            Object <span className={panel.quiet}>{number}</span>
          </span>
        )}
      </h2>
      <div className={panel.body}>
        <CategoryButton categoryId={categoryId} />
        {attributes.map((attribute) => (
          <ObjectAttribute
            key={attribute.name}
            attribute={attribute}
            onSet={(input) => editor.objects.setAttribute(ids, attribute, input)}
          />
        ))}
        <GeometryNumbers />
      </div>
    </section>
  );
}

interface ObjectAttributeProps {
  readonly attribute: TaskAttribute;
  readonly onSet: (input: unknown) => true | Refusal;
}

function ObjectAttribute({ attribute, onSet }: ObjectAttributeProps) {
  const { name } = attribute;
  const shared = useEditorValue(
    useCallback(
      ({ annotations, selection }: Core) =>
        sharedValue(
          selection.ids.map((id) => annotations.find(id)?.attributes),
          name,
        ),
      [name],
    ),
    isSameJson,
  );
  const isReadOnly = useEditorValue(isSelectionFixed);
  const key = useEditorValue(selectionKey);
  return <AttributeField key={key} attribute={attribute} shared={shared} isReadOnly={isReadOnly} onSet={onSet} />;
}

/** A field begins anew with another selection: what was being typed belonged to the one before. */
function selectionKey({ selection }: Core): string {
  return selection.ids.join(" ");
}

function isSelectionFixed(editor: Core): boolean {
  return editor.isReadOnly || editor.objects.editable(editor.selection.ids).length === 0;
}
