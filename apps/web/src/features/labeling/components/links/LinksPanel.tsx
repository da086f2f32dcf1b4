import { ActionIcon } from "@mantine/core";
import { IconArrowRight, IconTrash } from "@tabler/icons-react";
import { annotationColor, type LinkValue, type Refusal, type TaskAttribute } from "@tessera/editor-core";
import { isSameJson } from "@tessera/json";
import type { KeyboardEvent } from "react";
import type { Core } from "../../editors/editor-module.js";
import { hotkeyText, useEditorValue, useOpenLabel } from "../../page/workbench-context.js";
import { AttributeField } from "../attributes/AttributeField.js";
import panel from "../panel.module.css";
import { rgbText } from "../rgb.js";
import classes from "./LinksPanel.module.css";

interface EndFacts {
  readonly name: string;
  readonly color: string | undefined;
}

interface LinkFacts {
  readonly key: string;
  readonly from: EndFacts;
  readonly to: EndFacts;
  readonly isSelected: boolean;
}

/** Whether there is anything to show: links, or a tool that makes them. */
export function canHaveLinks(editor: Core): boolean {
  return editor.tools.has("link") || editor.links.all().length > 0;
}

function linkFacts(editor: Core): readonly LinkFacts[] {
  const selectedKey = editor.links.selected?.key;
  return editor.links.keyed().map(({ key, link }) => ({
    key,
    from: endFacts(editor, link.from_id),
    to: endFacts(editor, link.to_id),
    isSelected: key === selectedKey,
  }));
}

function endFacts({ document, viewState, task }: Core, number: number): EndFacts {
  const [record] = document.annotations.ofNumber(number);
  if (record === undefined) return { name: `Object ${number}`, color: undefined };
  return {
    name: `${task.categoryName(record.categoryId)} ${number}`,
    color: rgbText(annotationColor(task, record, viewState.get().colorBy)),
  };
}

function isReadOnlyNow(editor: Core): boolean {
  return editor.isReadOnly;
}

/** All links of the label, and what the selected one says. */
export function LinksPanel() {
  const { editor } = useOpenLabel();
  const facts = useEditorValue(linkFacts, isSameJson);
  const isReadOnly = useEditorValue(isReadOnlyNow);
  const selectedIndex = facts.findIndex(({ isSelected }) => isSelected);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const next = facts[Math.max(0, Math.min(facts.length - 1, selectedIndex + step))];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    editor.links.select(next.key);
  };
  return (
    <>
      <section className={classes.panel} aria-label="Links" data-testid="links">
        <h2 className={panel.heading}>
          <span>
            Links <span className={panel.quiet}>{facts.length}</span>
          </span>
        </h2>
        {facts.length === 0 ? (
          <p className={panel.none}>
            No objects are linked.{" "}
            {!isReadOnly && editor.tools.has("link") && <LinkHint keys={hotkeyText(editor, "tool.link")} />}
          </p>
        ) : (
          <div
            className={panel.scroll}
            role="listbox"
            aria-label="Links"
            aria-activedescendant={selectedIndex < 0 ? undefined : `link-${selectedIndex}`}
            tabIndex={0}
            onKeyDown={onKeyDown}
          >
            {facts.map(({ key, from, to, isSelected }, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it has the arrow keys
              <div
                key={key}
                id={`link-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={isSelected}
                className={classes.row}
                data-testid="link-row"
                onClick={() => editor.links.select(key)}
              >
                <End {...from} />
                <IconArrowRight className={classes.arrow} size={14} aria-label="to" />
                <End {...to} />
                {!isReadOnly && (
                  <ActionIcon
                    size={24}
                    className={classes.button}
                    aria-label={`Delete the link from ${from.name} to ${to.name}`}
                    title="Delete"
                    tabIndex={-1}
                    onClick={(event) => {
                      event.stopPropagation();
                      editor.links.remove(key);
                    }}
                  >
                    <IconTrash size={15} />
                  </ActionIcon>
                )}
              </div>
            ))}
          </div>
        )}
      </section>
      <LinkAttributes isReadOnly={isReadOnly} />
    </>
  );
}

function LinkHint({ keys }: { readonly keys: string }) {
  return (
    <>
      Press <kbd>{keys}</kbd>, then click the object where the link starts and the one where it ends.
    </>
  );
}

function End({ name, color }: EndFacts) {
  return (
    <span className={classes.end}>
      <span className={classes.swatch} style={color === undefined ? {} : { background: color }} />
      <span className={classes.name} dir="auto" title={name}>
        {name}
      </span>
    </span>
  );
}

interface SelectedFacts {
  readonly key: string;
  readonly link: LinkValue;
  readonly attributes: readonly TaskAttribute[];
}

function selectedFacts({ links }: Core): SelectedFacts | undefined {
  const { selected } = links;
  return selected && { ...selected, attributes: links.attributesOf(selected.link) };
}

function LinkAttributes({ isReadOnly }: { readonly isReadOnly: boolean }) {
  const { editor } = useOpenLabel();
  const selected = useEditorValue(selectedFacts, isSameJson);
  if (selected === undefined || selected.attributes.length === 0) return null;
  const { key, link, attributes } = selected;
  const set = (attribute: TaskAttribute, input: unknown): true | Refusal =>
    editor.links.setAttribute(key, attribute, input);
  return (
    <section className={classes.attributes} aria-label="Selected link" data-testid="link-attributes">
      <h2 className={panel.heading}>Link</h2>
      <div className={panel.body}>
        {attributes.map((attribute) => (
          <AttributeField
            key={`${key} ${attribute.name}`}
            attribute={attribute}
            shared={{ isMixed: false, value: link.attributes?.[attribute.name] }}
            isReadOnly={isReadOnly}
            onSet={(input) => set(attribute, input)}
          />
        ))}
      </div>
    </section>
  );
}
