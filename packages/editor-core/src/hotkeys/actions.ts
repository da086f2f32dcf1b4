import type { KeyCombo } from "./key-combo.js";

/** Something that a person can do in an editor, by a key, a button, or both. */
export interface Action {
  /** Stable: users' own bindings are kept by it. */
  readonly id: string;
  /** Sentence case, a verb first: what tooltips and the hotkey sheet say. */
  readonly label: string;
  /** The section of the hotkey sheet. */
  readonly group: string;
  readonly defaultKeys: readonly KeyCombo[];
  /**
   * Whether it can be done now; always, where absent. Two actions may share a key when they are never both possible.
   */
  readonly when?: () => boolean;
  readonly run: () => void;
  /** For an action that lasts while its key is held: what happens when it is let go. */
  readonly release?: () => void;
  /** Whether holding the key down does it again and again: movement, not tools. */
  readonly repeats?: boolean;
}

/**
 * Every action of an editor. Buttons run actions too, so that each has a name and a key in one place.
 *
 * @example editor.actions.run("edit.undo") // whether it could be done
 */
export class ActionRegistry {
  readonly #actions = new Map<string, Action>();

  /** Adds actions; an id that is taken is a programmer's mistake. */
  add(actions: readonly Action[]): void {
    for (const action of actions) {
      if (this.#actions.has(action.id)) throw new Error(`Two actions are called ${action.id}`);
      this.#actions.set(action.id, action);
    }
  }

  get all(): readonly Action[] {
    return [...this.#actions.values()];
  }

  get(id: string): Action {
    const action = this.#actions.get(id);
    if (!action) throw new Error(`There is no action ${id}`);
    return action;
  }

  has(id: string): boolean {
    return this.#actions.has(id);
  }

  canRun(id: string): boolean {
    return this.get(id).when?.() ?? true;
  }

  /** Does it, if it can be done now; returns whether. */
  run(id: string): boolean {
    if (!this.canRun(id)) return false;
    this.get(id).run();
    return true;
  }
}
