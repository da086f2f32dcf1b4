import { formatCombo, type SignalOptions } from "@tessera/editor-core";
import { createContext, use, useCallback, useMemo, useSyncExternalStore } from "react";
import type { Core, OpenLabel } from "../editors/editor-module.js";
import type { LabelingState } from "../session/index.js";
import type { EditorSettings } from "./settings.js";
import type { PageUi, Workbench } from "./workbench.js";

export const WorkbenchContext = createContext<Workbench | undefined>(undefined);
/** The label on the canvas, for the panels. */
export const OpenLabelContext = createContext<OpenLabel | undefined>(undefined);

export function useWorkbench(): Workbench {
  const workbench = use(WorkbenchContext);
  if (workbench === undefined) throw new Error("This is used on the labeling page only");
  return workbench;
}

export function useOpenLabel(): OpenLabel {
  const label = use(OpenLabelContext);
  if (label === undefined) throw new Error("This is used while a sample is open only");
  return label;
}

/** The label on the canvas now; undefined before the first sample. */
export function useShownLabel(): OpenLabel | undefined {
  const { port } = useWorkbench();
  const current = useSyncExternalStore(port.label.subscribe, port.label.get);
  const { preview } = useUi();
  return preview?.label ?? current ?? undefined;
}

export function useUi(): PageUi {
  const { ui } = useWorkbench();
  return useSyncExternalStore(ui.subscribe, ui.get);
}

export function useLabeling(): LabelingState {
  const { session } = useWorkbench();
  return useSyncExternalStore(session.subscribe, session.getState);
}

export function useSettings(): EditorSettings {
  const { state } = useWorkbench().settings;
  return useSyncExternalStore(state.subscribe, state.get);
}

/**
 * A value out of the editor; the component renders when it differs, and at no other pointer move. `derive` is a function outside of the
 * component, or kept by `useCallback`.
 */
export function useEditorValue<T>(derive: (editor: Core) => T, isEqual?: (a: T, b: T) => boolean): T {
  const { editor } = useOpenLabel();
  const signal = useMemo(() => {
    const options: SignalOptions<T> = isEqual === undefined ? {} : { isEqual };
    return editor.select(() => derive(editor), options);
  }, [editor, derive, isEqual]);
  return useSyncExternalStore(signal.subscribe, signal.get);
}

/** The same, but what a gesture changes is seen when it ends: for fields of numbers, which nobody reads during a drag. */
export function useSettledValue<T>(derive: (editor: Core) => T, isEqual: (a: T, b: T) => boolean): T {
  const { editor } = useOpenLabel();
  const source = useMemo(() => {
    let kept = derive(editor);
    const get = () => {
      if (editor.isInGesture) return kept;
      const value = derive(editor);
      if (!isEqual(kept, value)) kept = value;
      return kept;
    };
    const subscribe = (listener: () => void) => {
      // The last change of a gesture comes inside it; its end is told with the overlay.
      const stops = [editor.store.listen(listener), editor.overlayChanged.listen(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    };
    return { get, subscribe };
  }, [editor, derive, isEqual]);
  return useSyncExternalStore(source.subscribe, source.get);
}

/** Keys of an action, for tooltips. */
export function useHotkeyOf(): (actionId: string) => string {
  const { editor } = useOpenLabel();
  useSyncExternalStore(
    useCallback((listener) => editor.hotkeys.changed.listen(listener), [editor]),
    () => editor.hotkeys.settings,
  );
  return useCallback((actionId) => hotkeyText(editor, actionId), [editor]);
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** The first key of an action, as people write it; an empty text where it has none. */
export function hotkeyText(editor: Core, actionId: string): string {
  const [combo] = editor.actions.has(actionId) ? editor.hotkeys.keysOf(actionId) : [];
  return combo === undefined ? "" : formatKeys(combo);
}

export function formatKeys(combo: string): string {
  return formatCombo(combo, { isMac: IS_MAC });
}
