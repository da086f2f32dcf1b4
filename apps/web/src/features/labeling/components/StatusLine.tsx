import { ActionIcon, Menu, Tooltip, UnstyledButton } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { hotkeyText, useVector, useWorkbench } from "../page/workbench-context.js";
import classes from "./StatusLine.module.css";

/** Where the pointer is, how large the selected object is, and the zoom. Written by hand: it follows each pointer move. */
export function StatusLine() {
  return (
    <footer className={classes.line}>
      <PointerPlace />
      <SelectedSize />
      <ShownValues />
      <ZoomControl />
    </footer>
  );
}

function PointerPlace() {
  const { editor } = useVector();
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      const at = editor.input.current?.point;
      setText(text.current, at === undefined ? "" : `${Math.floor(at[0])}, ${Math.floor(at[1])}`);
    };
    write();
    return editor.overlayChanged.listen(write);
  }, [editor]);
  return <span ref={text} className={classes.place} data-testid="pointer-place" />;
}

function SelectedSize() {
  const { editor } = useVector();
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      const { annotations, selection } = editor;
      const record = selection.onlyId === undefined ? undefined : annotations.find(selection.onlyId);
      const count = selection.ids.length;
      const words = record === undefined ? "" : annotations.kinds.get(record.kind).describe(record.geometry);
      setText(text.current, count > 1 ? `${count} objects selected` : words);
    };
    write();
    return editor.store.listen(write);
  }, [editor]);
  return <span ref={text} className={classes.size} data-testid="selected-size" />;
}

const VALUE = new Intl.NumberFormat("en");

/** Which values of a 16-bit image are black and white on the screen. */
function ShownValues() {
  const workbench = useWorkbench();
  const view = useSyncExternalStore(workbench.view.subscribe, workbench.view.get);
  const [range, setRange] = useState(view?.image?.range);
  useEffect(() => {
    const read = () => setRange(view?.image?.range);
    read();
    // Showing an image moves the camera.
    return workbench.cameraChanged.listen(read);
  }, [workbench, view]);
  if (range === undefined) return null;
  const words = `${VALUE.format(range.minValue)}–${VALUE.format(range.maxValue)}`;
  return (
    <Tooltip label={`The values of this 16-bit image from ${words} are shown from black to white`}>
      <span data-testid="shown-values">16 bit: {words}</span>
    </Tooltip>
  );
}

function setText(element: HTMLElement | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}

function ZoomControl() {
  const workbench = useWorkbench();
  const { editor } = useVector();
  const view = useSyncExternalStore(workbench.view.subscribe, workbench.view.get);
  const [percent, setPercent] = useState(100);
  useEffect(() => {
    const read = () => setPercent(Math.round((view?.camera.zoom ?? 1) * 100));
    read();
    return workbench.cameraChanged.listen(read);
  }, [workbench, view]);
  const run = (id: string) => () => void editor.actions.run(id);
  const item = (id: string, words: string) => (
    <Menu.Item
      onClick={run(id)}
      rightSection={<span className={classes.keys}>{hotkeyText(editor, id)}</span>}
      disabled={!editor.actions.canRun(id)}
    >
      {words}
    </Menu.Item>
  );
  return (
    <div className={classes.zoom}>
      <Tooltip label={`Zoom out · ${hotkeyText(editor, "view.zoom-out")}`}>
        <ActionIcon size={22} aria-label="Zoom out" onClick={run("view.zoom-out")}>
          <IconMinus size={14} />
        </ActionIcon>
      </Tooltip>
      <Menu position="top-end" onClose={() => workbench.focusCanvas()}>
        <Menu.Target>
          <UnstyledButton className={classes.percent} aria-label={`Zoom ${percent} %`} data-testid="zoom">
            {percent} %
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {item("view.fit", "Whole image")}
          {item("view.actual-size", "100 %")}
          {item("view.zoom-to-object", "Selected objects")}
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={`Zoom in · ${hotkeyText(editor, "view.zoom-in")}`}>
        <ActionIcon size={22} aria-label="Zoom in" onClick={run("view.zoom-in")}>
          <IconPlus size={14} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
