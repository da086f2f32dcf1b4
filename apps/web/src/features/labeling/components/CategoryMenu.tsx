import { categoryColor } from "@tessera/editor-core";
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { MenuPlace } from "../page/workbench.js";
import { useOpenLabel, useUi, useWorkbench } from "../page/workbench-context.js";
import classes from "./CategoryMenu.module.css";
import { rgbText } from "./rgb.js";

/** How close it comes to the window's edges. */
const MARGIN_PX = 8;

/** The categories beside the pointer: search, digits, arrows. */
export function CategoryMenu() {
  const { categoryMenu } = useUi();
  return categoryMenu === null ? null : createPortal(<OpenMenu at={categoryMenu} />, document.body);
}

function OpenMenu({ at }: { readonly at: MenuPlace }) {
  const workbench = useWorkbench();
  const { editor } = useOpenLabel();
  const [search, setSearch] = useState("");
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const { categories } = editor.task;
  const shown = useMemo(() => findCategories(categories, search), [categories, search]);
  const about = at.ids ?? (editor.tools.current.recategorizes ? editor.selection.ids : []);
  const selected = about.map((id) => editor.annotations.find(id)?.categoryId);
  const current = selected.length > 0 ? selected[0] : editor.viewState.get().categoryId;

  const close = () => {
    workbench.setUi({ categoryMenu: null });
    workbench.focusCanvas();
  };
  const pick = (categoryId: number | undefined) => {
    if (categoryId !== undefined && at.ids !== undefined) editor.objects.setCategory(at.ids, categoryId);
    else if (categoryId !== undefined) editor.objects.pickCategory(categoryId);
    close();
  };
  useLayoutEffect(() => placeInWindow(box.current, at), [at]);
  useEffect(() => {
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) workbench.setUi({ categoryMenu: null });
    };
    document.addEventListener("pointerdown", onPointerDown, true);
    return () => document.removeEventListener("pointerdown", onPointerDown, true);
  }, [workbench]);
  useEffect(() => {
    box.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const onKeyDown = (event: KeyboardEvent) => {
    const digit = /^[1-9]$/.test(event.key) && search === "" ? Number(event.key) : undefined;
    if (event.key === "Escape") close();
    else if (event.key === "Enter") pick(shown[active]?.id);
    else if (event.key === "ArrowDown") setActive((index) => Math.min(shown.length - 1, index + 1));
    else if (event.key === "ArrowUp") setActive((index) => Math.max(0, index - 1));
    else if (digit !== undefined && digit <= categories.length) pick(categories[digit - 1]?.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={box} className={classes.menu} role="dialog" aria-label="Choose a category" data-testid="category-menu">
      <input
        className={classes.search}
        // biome-ignore lint/a11y/noAutofocus: it was opened by a key, to be typed in
        autoFocus
        placeholder="Category"
        role="combobox"
        aria-expanded
        aria-controls="categories"
        aria-label="Search categories"
        aria-activedescendant={shown[active] === undefined ? undefined : `category-${shown[active].id}`}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="categories" role="listbox" aria-label="Categories" className={classes.list}>
        {shown.map(({ id, name }, index) => {
          const digit = categories.findIndex((category) => category.id === id) + 1;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keys
            <div
              key={id}
              id={`category-${id}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              data-index={index}
              data-current={id === current || undefined}
              className={classes.option}
              onPointerMove={() => setActive(index)}
              onClick={() => pick(id)}
            >
              <span className={classes.swatch} style={{ background: rgbText(categoryColor(editor.task, id)) }} />
              <span className={classes.name} dir="auto">
                {name}
              </span>
              {digit <= 9 && <kbd className={classes.digit}>{digit}</kbd>}
            </div>
          );
        })}
        {shown.length === 0 && <p className={classes.none}>No category has this name.</p>}
      </div>
    </div>
  );
}

/** Those whose name begins with the words first, then those that have them. */
export function findCategories<C extends { readonly name: string }>(
  categories: readonly C[],
  search: string,
): readonly C[] {
  const words = search.trim().toLowerCase();
  if (words === "") return categories;
  const found = categories.filter(({ name }) => name.toLowerCase().includes(words));
  const begins = (category: C) => category.name.toLowerCase().startsWith(words);
  return [...found.filter(begins), ...found.filter((category) => !begins(category))];
}

function placeInWindow(box: HTMLElement | null, { x, y }: { readonly x: number; readonly y: number }): void {
  if (box === null) return;
  const { offsetWidth, offsetHeight } = box;
  box.style.left = `${Math.max(MARGIN_PX, Math.min(x + 12, window.innerWidth - offsetWidth - MARGIN_PX))}px`;
  box.style.top = `${Math.max(MARGIN_PX, Math.min(y - 16, window.innerHeight - offsetHeight - MARGIN_PX))}px`;
}
