import { useEffect, useRef, useState } from "react";
import { focusCanvas } from "../../page/canvas-focus.js";
import classes from "./CommitInput.module.css";

interface CommitInputProps {
  readonly id: string;
  /** What is set now. */
  readonly text: string;
  readonly placeholder: string;
  readonly isReadOnly: boolean;
  readonly isNumber?: boolean;
  readonly step?: number;
  /** Escape ends the filling of fields, and keeps what was typed. */
  readonly keepsOnEscape?: boolean;
  /** Enter, or the focus leaves. Answers whether it was taken: what was not stays to be mended. */
  readonly onCommit: (text: string) => boolean;
}

/**
 * A text field that is one step of undo, however many keys it took. Escape takes back what was typed. After Enter and
 * Escape keys mean the canvas again, unless the text was refused.
 */
export function CommitInput({
  id,
  text,
  placeholder,
  isReadOnly,
  isNumber = false,
  step,
  keepsOnEscape = false,
  onCommit,
}: CommitInputProps) {
  const [typed, setTyped] = useState(text);
  const [isInvalid, setInvalid] = useState(false);
  useEffect(() => {
    setTyped(text);
    setInvalid(false);
  }, [text]);
  const isLeaving = useRef(false);
  const reset = () => {
    setTyped(text);
    setInvalid(false);
    return true;
  };
  const commit = () => {
    if (typed.trim() === text.trim()) return reset();
    const isTaken = onCommit(typed.trim());
    setInvalid(!isTaken);
    return isTaken;
  };
  // The blur that follows has nothing left to commit.
  const leave = () => {
    isLeaving.current = true;
    focusCanvas();
    isLeaving.current = false;
  };
  const nudge = (direction: 1 | -1) => {
    const next = roundTo((Number(typed) || 0) + direction * (step ?? 1), step ?? 1);
    setTyped(next);
    setInvalid(!onCommit(next));
  };
  return (
    <input
      id={id}
      className={classes.input}
      dir="auto"
      inputMode={isNumber ? "decimal" : "text"}
      value={typed}
      placeholder={placeholder}
      disabled={isReadOnly}
      aria-invalid={isInvalid || undefined}
      spellCheck={!isNumber}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => !isLeaving.current && commit()}
      onKeyDown={(event) => {
        const isArrow = isNumber && (event.key === "ArrowUp" || event.key === "ArrowDown");
        if (event.key === "Enter") {
          if (commit()) leave();
        } else if (event.key === "Escape") {
          if (keepsOnEscape) commit();
          else reset();
          leave();
        } else if (isArrow) {
          event.preventDefault();
          nudge(event.key === "ArrowUp" ? 1 : -1);
        }
      }}
    />
  );
}

/** Without the tail of digits that binary sums have. */
function roundTo(value: number, step: number): string {
  const digits = String(step).split(".")[1]?.length ?? 0;
  return String(Number(value.toFixed(Math.max(2, digits))));
}
