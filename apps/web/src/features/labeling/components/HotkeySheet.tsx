import { ActionIcon, Button, Modal, NativeSelect, TextInput, VisuallyHidden } from "@mantine/core";
import { IconArrowBackUp, IconX } from "@tabler/icons-react";
import { keyInput } from "@tessera/editor-2d";
import { comboOf, type HotkeyRow } from "@tessera/editor-core";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Core, PointerGesture } from "../editors/editor-module.js";
import { formatKeys, useOpenLabel, useSettings, useUi, useWorkbench } from "../page/workbench-context.js";
import classes from "./HotkeySheet.module.css";

/** All that keys can do, each of which can be bound to others by pressing them. */
export function HotkeySheet() {
  const workbench = useWorkbench();
  const { areHotkeysOpen } = useUi();
  const close = () => {
    workbench.setUi({ areHotkeysOpen: false });
    workbench.focusCanvas();
  };
  return (
    <Modal
      opened={areHotkeysOpen}
      onClose={close}
      title="Hotkeys and pointer"
      size={640}
      closeButtonProps={{ "aria-label": "Close" }}
      closeOnEscape={false}
    >
      {areHotkeysOpen && <Sheet onClose={close} />}
    </Modal>
  );
}

function useHotkeySettings({ hotkeys }: Core) {
  return useSyncExternalStore(
    useCallback((listener) => hotkeys.changed.listen(listener), [hotkeys]),
    () => hotkeys.settings,
  );
}

function Sheet({ onClose }: { readonly onClose: () => void }) {
  const workbench = useWorkbench();
  const { editor } = useOpenLabel();
  const { hotkeys } = editor;
  const settings = useHotkeySettings(editor);
  const [search, setSearch] = useState("");
  const [recording, setRecording] = useState<string>();
  useRecorder(editor, recording, { onEnd: () => setRecording(undefined), onClose });
  const conflicts = hotkeys.conflicts();
  const gestures = useGestures(search);
  // The pointer's habits are settings: they may be set otherwise afterwards.
  const choosePreset = (id: string) => {
    hotkeys.load({ preset: id, bindings: {} });
    workbench.settings.set({ wheel: hotkeys.presets.find((preset) => preset.id === id)?.wheel ?? "auto" });
  };
  const groups = Map.groupBy(hotkeys.rows(search), ({ action }) => action.group);
  const isCustom = Object.keys(settings.bindings).length > 0;
  return (
    <div className={classes.sheet} data-testid="hotkeys">
      <div className={classes.tools}>
        <TextInput
          className={classes.search}
          placeholder="Search actions and keys"
          aria-label="Search actions and keys"
          data-autofocus
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {hotkeys.presets.length > 1 && (
          <NativeSelect
            aria-label="Preset"
            value={settings.preset}
            data={hotkeys.presets.map(({ id, label }) => ({ value: id, label }))}
            onChange={(event) => choosePreset(event.currentTarget.value)}
          />
        )}
        <Button variant="default" disabled={!isCustom} onClick={() => hotkeys.reset()}>
          Reset all
        </Button>
      </div>
      {conflicts.length > 0 && (
        <p className={classes.conflict} role="alert">
          {conflicts
            .map(
              ({ combo, actionIds }) =>
                `${formatKeys(combo)}: ${actionIds.map((id) => editor.actions.get(id).label).join(" and ")}`,
            )
            .join(". ")}
          . Only the first of them that is possible is done.
        </p>
      )}
      {groups.size === 0 && gestures.length === 0 && <p className={classes.none}>No action fits these words.</p>}
      {[...groups].map(([group, rows]) => (
        <section key={group}>
          <h3 className={classes.group}>{group}</h3>
          {rows.map((row) => (
            <Row
              key={row.action.id}
              row={row}
              isInConflict={conflicts.some(({ actionIds }) => actionIds.includes(row.action.id))}
              isRecording={recording === row.action.id}
              onRecord={() => setRecording(recording === row.action.id ? undefined : row.action.id)}
              onReset={() => hotkeys.reset(row.action.id)}
              onClear={() => hotkeys.rebind(row.action.id, [])}
            />
          ))}
        </section>
      ))}
      {gestures.length > 0 && (
        <section data-testid="gestures">
          <h3 className={classes.group}>Pointer</h3>
          {gestures.map(({ gesture, label }) => (
            <div key={gesture} className={classes.row}>
              <span className={classes.label}>{label}</span>
              <span className={classes.gesture}>{gesture}</span>
            </div>
          ))}
        </section>
      )}
    </div>
  );
}

/** What the pointer does, where it has the words. */
function useGestures(search: string): readonly PointerGesture[] {
  const { module } = useWorkbench();
  const { wheel } = useSettings();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return module.pointerGestures(wheel).filter(({ gesture, label }) => {
    const text = `${gesture} ${label} pointer`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** While a binding is recorded, the next key is it; Escape keeps the old one. */
function useRecorder(
  editor: Core,
  recording: string | undefined,
  { onEnd, onClose }: { readonly onEnd: () => void; readonly onClose: () => void },
): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (recording === undefined) {
        if (event.key === "Escape") onClose();
        return;
      }
      const combo = comboOf(keyInput(event));
      if (combo === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key !== "Escape") editor.hotkeys.rebind(recording, [combo]);
      onEnd();
    };
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  });
}

interface RowProps {
  readonly row: HotkeyRow;
  readonly isInConflict: boolean;
  readonly isRecording: boolean;
  readonly onRecord: () => void;
  readonly onReset: () => void;
  readonly onClear: () => void;
}

function Row({ row, isInConflict, isRecording, onRecord, onReset, onClear }: RowProps) {
  const { action, keys, isCustom } = row;
  return (
    <div className={classes.row}>
      <span className={classes.label} dir="auto">
        {action.label}
      </span>
      {isCustom && (
        <ActionIcon size={24} aria-label={`Reset ${action.label}`} title="Reset" onClick={onReset}>
          <IconArrowBackUp size={15} />
        </ActionIcon>
      )}
      {keys.length > 0 && !isRecording && (
        <ActionIcon
          size={24}
          className={classes.clear}
          aria-label={`No key for ${action.label}`}
          title="No key"
          onClick={onClear}
        >
          <IconX size={14} />
        </ActionIcon>
      )}
      <button
        type="button"
        className={classes.keys}
        data-conflict={isInConflict || undefined}
        data-recording={isRecording || undefined}
        data-testid={`keys-${action.id}`}
        onClick={onRecord}
      >
        <VisuallyHidden>Keys for {action.label}: </VisuallyHidden>
        {isRecording
          ? "Press keys…"
          : keys.length === 0
            ? "None"
            : keys.map((combo) => <kbd key={combo}>{formatKeys(combo)}</kbd>)}
      </button>
    </div>
  );
}
