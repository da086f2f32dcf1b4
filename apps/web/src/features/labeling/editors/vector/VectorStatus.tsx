import { ActionIcon, Menu, Tooltip, UnstyledButton } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import classes from "../../components/StatusLine.module.css";
import { setText } from "../../components/set-text.js";
import { hotkeyText, useWorkbench } from "../../page/workbench-context.js";
import type { ModuleProps } from "../editor-module.js";
import { type VectorLabel, vectorLabel } from "./vector-label.js";

/** Which pixel the pointer is on. */
export function VectorStatusStart({ label }: ModuleProps) {
  const { editor } = vectorLabel(label);
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

/** Which values are shown, and how large. */
export function VectorStatusEnd({ label: opened }: ModuleProps) {
  const label = vectorLabel(opened);
  return (
    <>
      <ShownValues label={label} />
      <ZoomControl label={label} />
    </>
  );
}

const VALUE = new Intl.NumberFormat("en");

/** Which values of a 16-bit image are black and white on the screen. */
function ShownValues({ label }: { readonly label: VectorLabel }) {
  const view = useSyncExternalStore(label.view.subscribe, label.view.get);
  const [range, setRange] = useState(view?.image?.range);
  useEffect(() => {
    const read = () => setRange(view?.image?.range);
    read();
    // Showing an image moves the camera.
    return label.cameraChanged.listen(read);
  }, [label, view]);
  if (range === undefined) return null;
  const words = `${VALUE.format(range.minValue)}–${VALUE.format(range.maxValue)}`;
  return (
    <Tooltip label={`The values of this 16-bit image from ${words} are shown from black to white`}>
      <span data-testid="shown-values">16 bit: {words}</span>
    </Tooltip>
  );
}

function ZoomControl({ label }: { readonly label: VectorLabel }) {
  const workbench = useWorkbench();
  const { editor } = label;
  const view = useSyncExternalStore(label.view.subscribe, label.view.get);
  const [percent, setPercent] = useState(100);
  useEffect(() => {
    const read = () => setPercent(Math.round((view?.camera.zoom ?? 1) * 100));
    read();
    return label.cameraChanged.listen(read);
  }, [label, view]);
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
