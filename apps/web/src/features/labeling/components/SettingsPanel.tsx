import { Button, NativeSelect, Slider, Switch } from "@mantine/core";
import type { ColorBy } from "@tessera/editor-core";
import { useId } from "react";
import { DEFAULT_LOOKS } from "../page/settings.js";
import { useHotkeyOf, useSettings, useVector, useWorkbench } from "../page/workbench-context.js";
import panel from "./panel.module.css";
import classes from "./SettingsPanel.module.css";

/** How the label and the image are shown: for this person, in this browser. */
export function SettingsPanel() {
  const { settings } = useWorkbench();
  const now = useSettings();
  const keysOf = useHotkeyOf();
  return (
    <section className={panel.scroll} aria-label="View settings" data-testid="settings">
      <h2 className={panel.heading}>
        View
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => settings.set(DEFAULT_LOOKS)}>
          Reset
        </Button>
      </h2>
      <div className={panel.body}>
        <ColorByField />
        <Amount
          label="Fill"
          value={now.fillOpacity}
          max={1}
          step={0.05}
          format={percentText}
          onChange={(fillOpacity) => settings.set({ fillOpacity })}
        />
        <Amount
          label="Line width"
          value={now.lineWidthPx}
          min={0.75}
          max={5}
          step={0.25}
          format={(value) => `${value} px`}
          onChange={(lineWidthPx) => settings.set({ lineWidthPx })}
        />
        <Toggle
          label="Names beside shapes"
          value={now.areTextsShown}
          onChange={(areTextsShown) => settings.set({ areTextsShown })}
        />
        <Toggle
          label="Crosshair"
          keys={keysOf("view.crosshair")}
          value={now.showsCrosshair}
          onChange={(showsCrosshair) => settings.set({ showsCrosshair })}
        />
        <Toggle
          label="Snap to nodes"
          keys={keysOf("view.snap")}
          value={now.isSnapping}
          onChange={(isSnapping) => settings.set({ isSnapping })}
        />
      </div>
      <h2 className={panel.heading}>Image</h2>
      <div className={panel.body}>
        <Amount
          label="Brightness"
          value={now.brightness}
          min={0.2}
          max={3}
          step={0.05}
          format={percentText}
          onChange={(brightness) => settings.set({ brightness })}
        />
        <Amount
          label="Contrast"
          value={now.contrast}
          min={0.2}
          max={3}
          step={0.05}
          format={percentText}
          onChange={(contrast) => settings.set({ contrast })}
        />
        <Toggle
          label="Equalize the histogram"
          value={now.isEqualized}
          onChange={(isEqualized) => settings.set({ isEqualized })}
        />
      </div>
    </section>
  );
}

function percentText(value: number): string {
  return `${Math.round(value * 100)} %`;
}

function ColorByField() {
  const { settings } = useWorkbench();
  const { colorBy } = useSettings();
  const { task } = useVector().editor;
  const names = [...new Set(task.categories.flatMap(({ attributes }) => (attributes ?? []).map(({ name }) => name)))];
  const value = colorBy.by === "attribute" ? `attribute ${colorBy.name}` : colorBy.by;
  const choose = (next: string) => {
    const chosen: ColorBy =
      next === "category" || next === "instance"
        ? { by: next }
        : { by: "attribute", name: next.slice("attribute ".length) };
    settings.set({ colorBy: chosen });
  };
  return (
    <NativeSelect
      label="Color by"
      labelProps={{ fz: 13, fw: 400 }}
      size="xs"
      value={value}
      data={[
        { value: "category", label: "Category" },
        { value: "instance", label: "Object" },
        ...names.map((name) => ({ value: `attribute ${name}`, label: `Attribute: ${name}` })),
      ]}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  readonly step: number;
  readonly format: (value: number) => string;
  readonly onChange: (value: number) => void;
}

function Amount({ label, value, min = 0, max, step, format, onChange }: AmountProps) {
  const id = useId();
  return (
    <div className={classes.amount}>
      <span id={id}>{label}</span>
      <span className={panel.quiet}>{format(value)}</span>
      <Slider
        className={classes.slider}
        size={3}
        thumbSize={14}
        label={null}
        thumbLabel={label}
        {...{ value, min, max, step, onChange }}
      />
    </div>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly keys?: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

function Toggle({ label, keys = "", value, onChange }: ToggleProps) {
  return (
    <Switch
      size="xs"
      labelPosition="left"
      className={classes.toggle}
      label={
        <span className={classes.toggleLabel}>
          {label}
          {keys !== "" && <kbd>{keys}</kbd>}
        </span>
      }
      checked={value}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
