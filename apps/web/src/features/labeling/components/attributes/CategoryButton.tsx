import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { categoryColor } from "@tessera/editor-core";
import type { Core } from "../../editors/editor-module.js";
import { useEditorValue, useHotkeyOf, useOpenLabel, useWorkbench } from "../../page/workbench-context.js";
import { rgbText } from "../rgb.js";
import classes from "./CategoryButton.module.css";

function isReadOnlyNow(editor: Core): boolean {
  return editor.isReadOnly;
}

/** The category of the selected objects; opens the menu of all. */
export function CategoryButton({ categoryId }: { readonly categoryId: number | null }) {
  const workbench = useWorkbench();
  const { editor } = useOpenLabel();
  const isReadOnly = useEditorValue(isReadOnlyNow);
  const keysOf = useHotkeyOf();
  const name = categoryId === null ? "Several categories" : editor.task.categoryName(categoryId);
  return (
    <UnstyledButton
      className={classes.category}
      disabled={isReadOnly}
      aria-haspopup="dialog"
      data-testid="category"
      onClick={(event) => {
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        workbench.setUi({ categoryMenu: { x: left - 12, y: bottom + 20, ids: editor.selection.ids } });
      }}
    >
      {categoryId !== null && (
        <span className={classes.swatch} style={{ background: rgbText(categoryColor(editor.task, categoryId)) }} />
      )}
      <VisuallyHidden>Category: </VisuallyHidden>
      <span className={classes.name} dir="auto">
        {name}
      </span>
      <span className={classes.keys}>{keysOf("category.menu")}</span>
      <IconChevronDown size={14} aria-hidden="true" />
    </UnstyledButton>
  );
}
