import type { TaskAttribute } from "@tessera/editor-core";
import { isSameJson } from "@tessera/json";
import { useCallback } from "react";
import type { Core } from "../../editors/editor-module.js";
import { useEditorValue, useOpenLabel } from "../../page/workbench-context.js";
import panel from "../panel.module.css";
import { AttributeField } from "./AttributeField.js";

/** What is said of the image as a whole. */
export function SceneAttributes() {
  const { editor } = useOpenLabel();
  const { sceneAttributes } = editor.task;
  if (sceneAttributes.length === 0) return null;
  return (
    <section className={panel.section} aria-label="Image attributes" data-testid="scene-attributes">
      <h2 className={panel.heading}>Image</h2>
      <div className={panel.body}>
        {sceneAttributes.map((attribute) => (
          <SceneAttribute key={attribute.name} attribute={attribute} />
        ))}
      </div>
    </section>
  );
}

function isReadOnlyNow(editor: Core): boolean {
  return editor.isReadOnly;
}

function SceneAttribute({ attribute }: { readonly attribute: TaskAttribute }) {
  const { editor } = useOpenLabel();
  const { name } = attribute;
  const value = useEditorValue(
    useCallback((core: Core) => core.objects.scene().attributes?.[name], [name]),
    isSameJson,
  );
  const isReadOnly = useEditorValue(isReadOnlyNow);
  return (
    <AttributeField
      attribute={attribute}
      shared={{ isMixed: false, value }}
      isReadOnly={isReadOnly}
      onSet={(input) => editor.objects.setSceneAttribute(attribute, input)}
    />
  );
}
