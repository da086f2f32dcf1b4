import { categoryColor } from "@tessera/editor-core";
import { isSameJson } from "@tessera/json";
import type { Core } from "../../editors/editor-module.js";
import { useEditorValue, useOpenLabel, useWorkbench } from "../../page/workbench-context.js";
import panel from "../panel.module.css";
import { rgbText } from "../rgb.js";
import classes from "./ClassList.module.css";

interface ClassFacts {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly digit: number | undefined;
  readonly count: number;
  readonly isCurrent: boolean;
}

/** Digits pick the first nine. */
const DIGITS = 9;

/** The classes of the dataset, with how many objects each has, and which is the next object's. */
export function classFacts({ document, viewState, task }: Core): readonly ClassFacts[] {
  const { categoryId } = viewState.get();
  return task.categories.map(({ id, name }, index) => ({
    id,
    name,
    color: rgbText(categoryColor(task, id)),
    digit: index < DIGITS ? index + 1 : undefined,
    count: document.annotations.countOfCategory(id),
    isCurrent: id === categoryId,
  }));
}

/** What can be drawn: a click, as a digit, picks what is drawn next. */
export function ClassList() {
  const workbench = useWorkbench();
  const { editor } = useOpenLabel();
  const facts = useEditorValue(classFacts, isSameJson);
  const isReadOnly = useEditorValue(isReadOnlyNow);
  return (
    <section aria-label="Classes" data-testid="classes">
      <h2 className={panel.heading}>Classes</h2>
      <ul className={classes.list}>
        {facts.map(({ id, name, color, digit, count, isCurrent }) => (
          <li key={id}>
            <button
              type="button"
              className={classes.item}
              aria-pressed={isCurrent && !isReadOnly}
              disabled={isReadOnly}
              onClick={() => {
                editor.objects.pickCategory(id);
                workbench.focusCanvas();
              }}
            >
              <span className={classes.swatch} style={{ background: color }} />
              <span className={classes.name} dir="auto" title={name}>
                {name}
              </span>
              <span className={classes.count}>{count > 0 ? count : ""}</span>
              <span className={classes.digit}>{digit !== undefined && <kbd>{digit}</kbd>}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function isReadOnlyNow(editor: Core): boolean {
  return editor.isReadOnly;
}
