import { useEffect, useState } from "react";
import classes from "./DropZone.module.css";
import { droppedFiles, hasFiles } from "./dropped-files.js";
import type { NamedFile } from "./upload-queue.js";

interface DropZoneProps {
  /** What becomes of them. */
  readonly words: string;
  readonly onFiles: (files: readonly NamedFile[]) => void;
}

/** Files can be dropped anywhere on the page; while they hover over it, it says so. */
export function DropZone({ words, onFiles }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    // Entering a child comes before leaving its parent: they are counted.
    let depth = 0;
    const update = (change: number) => {
      depth = Math.max(0, depth + change);
      setIsOver(depth > 0);
    };
    const onEnter = (event: DragEvent) => hasFiles(event.dataTransfer) && update(1);
    const onLeave = (event: DragEvent) => hasFiles(event.dataTransfer) && update(-1);
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
    };
    const onDrop = (event: DragEvent) => {
      if (event.dataTransfer === null || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      update(-depth);
      void droppedFiles(event.dataTransfer).then(onFiles);
    };
    addEventListener("dragenter", onEnter);
    addEventListener("dragleave", onLeave);
    addEventListener("dragover", onOver);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragenter", onEnter);
      removeEventListener("dragleave", onLeave);
      removeEventListener("dragover", onOver);
      removeEventListener("drop", onDrop);
    };
  }, [onFiles]);
  if (!isOver) return null;
  return (
    <div className={classes.zone}>
      <div className={classes.words}>{words}</div>
    </div>
  );
}
