import { Observable } from "../session/observable.js";

/** A field of an attribute, as far as keys fill it. */
export interface ValueField {
  readonly element: HTMLElement;
  /** Mandatory, and not set. */
  isMissing(): boolean;
  /** What a digit picks, from 1 on; none where a text or a number is typed. */
  choices(): readonly (() => void)[];
  /** Puts the caret into the field. */
  type(): void;
}

/**
 * Filling in attributes without the mouse: from one missing field to the next, where digits pick values. The focus goes
 * back to the canvas with the last one.
 *
 * @example values.start(); values.keyDown(event) // true: the key was meant for it
 */
export class ValueMode {
  /** The field that digits fill now. */
  readonly current = new Observable<ValueField | undefined>(undefined);
  readonly #fields = new Set<ValueField>();
  readonly #onEnd: () => void;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Takes a field in that is on the page now; returns how it leaves. */
  register(field: ValueField): () => void {
    this.#fields.add(field);
    return () => {
      this.#fields.delete(field);
      if (this.current.get() === field) this.current.set(undefined);
    };
  }

  /** Goes to the first field that is missing, else to the first one. Returns whether there is one. */
  start(): boolean {
    const fields = this.#inOrder();
    const first = fields.find((field) => field.isMissing()) ?? fields[0];
    if (first === undefined) return false;
    this.#go(first);
    return true;
  }

  end(): void {
    if (this.current.get() === undefined) return;
    this.current.set(undefined);
    this.#onEnd();
  }

  /** Takes a key in; returns whether it was meant for a field. */
  keyDown({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const field = this.current.get();
    if (field === undefined || ctrlKey || metaKey || altKey) return false;
    if (key === "Escape") {
      this.end();
      return true;
    }
    if (key === "Tab") {
      this.#step(field, shiftKey ? -1 : 1);
      return true;
    }
    const choices = field.choices();
    if (choices.length === 0) {
      if (key !== "Enter") return false;
      this.#afterType(field);
      return true;
    }
    const choose = /^[1-9]$/.test(key) ? choices[Number(key) - 1] : undefined;
    if (choose === undefined) {
      // Any other key means the canvas again.
      this.end();
      return false;
    }
    const wasMissing = field.isMissing();
    choose();
    this.#goOn(field, wasMissing);
    return true;
  }

  /** What was typed is kept when the caret leaves the field. */
  #afterType(field: ValueField): void {
    const { activeElement } = document;
    const wasMissing = field.isMissing();
    if (activeElement instanceof HTMLElement && field.element.contains(activeElement)) activeElement.blur();
    this.#goOn(field, wasMissing);
  }

  /** After a missing value was filled, the next missing one; otherwise simply the next field. */
  #goOn(field: ValueField, wasMissing: boolean): void {
    if (!wasMissing) {
      this.#step(field, 1);
      return;
    }
    const fields = this.#inOrder();
    const next = fields.slice(fields.indexOf(field) + 1).find((each) => each.isMissing());
    if (next === undefined) this.end();
    else this.#go(next);
  }

  #step(field: ValueField, step: 1 | -1): void {
    const fields = this.#inOrder();
    const next = fields[fields.indexOf(field) + step];
    if (next === undefined) this.end();
    else this.#go(next);
  }

  #go(field: ValueField): void {
    this.current.set(field);
    field.element.scrollIntoView({ block: "nearest" });
    if (field.choices().length === 0) field.type();
    else field.element.focus({ preventScroll: true });
  }

  #inOrder(): readonly ValueField[] {
    return [...this.#fields].sort((a, b) =>
      a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
    );
  }
}
