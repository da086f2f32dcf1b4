import { Menu } from "@mantine/core";
import { objectNumber } from "@tessera/editor-core";
import type { MenuPlace } from "../page/workbench.js";
import { hotkeyText, useLabeling, useOpenLabel, useUi, useWorkbench } from "../page/workbench-context.js";
import classes from "./ContextMenu.module.css";
import { trackAnchor } from "./issues/new-anchor.js";

/** What a right click offers: for the object that is there, or for the sample. */
export function ContextMenu() {
  const { contextMenu } = useUi();
  return contextMenu === null ? null : <OpenMenu at={contextMenu} annotationId={contextMenu.annotationId} />;
}

function OpenMenu({ at, annotationId }: { readonly at: MenuPlace; readonly annotationId: string | undefined }) {
  const workbench = useWorkbench();
  const { editor } = useOpenLabel();
  const { actions } = useLabeling();
  const record = annotationId === undefined ? undefined : editor.annotations.find(annotationId);
  const close = () => workbench.setUi({ contextMenu: null });
  const item = (actionId: string, words: string) => (
    <Menu.Item
      disabled={!editor.actions.has(actionId) || !editor.actions.canRun(actionId)}
      rightSection={<span className={classes.keys}>{hotkeyText(editor, actionId)}</span>}
      onClick={() => {
        close();
        workbench.focusCanvas();
        editor.actions.run(actionId);
      }}
    >
      {words}
    </Menu.Item>
  );
  const raiseIssue = () => {
    close();
    workbench.settings.set({ isPanelOpen: true });
    workbench.setUi({
      tab: "issues",
      newIssueAnchor: record === undefined ? null : trackAnchor(editor, record),
    });
  };
  return (
    <Menu opened onClose={close} position="bottom-start" offset={2} shadow="md" width={220} returnFocus={false}>
      <Menu.Target>
        <span className={classes.place} style={{ left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown data-testid="context-menu">
        {record !== undefined && (
          <>
            <Menu.Label>
              <span dir="auto">{editor.task.categoryName(record.categoryId)}</span> {objectNumber(record)}
            </Menu.Label>
            <Menu.Item
              disabled={editor.isReadOnly}
              onClick={() => workbench.setUi({ contextMenu: null, categoryMenu: { ...at, ids: editor.selection.ids } })}
            >
              Change category…
            </Menu.Item>
            {item("edit.copy", "Copy")}
            {item("edit.duplicate", "Duplicate")}
            {item("object.hide", "Hide")}
            {item("object.lock", "Lock or unlock")}
            {item("object.to-front", "Bring to front")}
            {item("object.to-back", "Send to back")}
            {item("view.zoom-to-object", "Zoom to it")}
            {item("edit.delete", "Delete")}
            <Menu.Divider />
          </>
        )}
        {record === undefined && (
          <>
            {item("edit.paste", "Paste")}
            {item("edit.select-all", "Select all")}
            {item("object.show-all", "Show all")}
            {item("view.fit", "Show the whole image")}
            <Menu.Divider />
          </>
        )}
        <Menu.Item
          onClick={() => {
            close();
            workbench.settings.set({ isPanelOpen: true });
            workbench.setUi({ tab: "history" });
          }}
        >
          History
        </Menu.Item>
        <Menu.Item disabled={!actions.createIssue} onClick={raiseIssue}>
          Raise an issue
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
