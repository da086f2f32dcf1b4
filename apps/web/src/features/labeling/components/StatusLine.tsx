import { useEffect, useRef } from "react";
import { useOpenLabel, useWorkbench } from "../page/workbench-context.js";
import classes from "./StatusLine.module.css";
import { setText } from "./set-text.js";

/** Where the pointer is, how large the selected object is, and how the data is shown. Written by hand: it follows each pointer move. */
export function StatusLine() {
  const { StatusStart, StatusEnd } = useWorkbench().module;
  const label = useOpenLabel();
  return (
    <footer className={classes.line}>
      <StatusStart label={label} />
      <SelectedSize />
      <StatusEnd label={label} />
    </footer>
  );
}

function SelectedSize() {
  const { editor } = useOpenLabel();
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
