import { Slider, Switch } from "@mantine/core";
import { useId } from "react";
import panel from "./panel.module.css";
import classes from "./SettingsPanel.module.css";

/** An amount, as a text for people. */
export function percentText(value: number): string {
  return `${Math.round(value * 100)} %`;
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

/** A setting that is an amount. */
export function Amount({ label, value, min = 0, max, step, format, onChange }: AmountProps) {
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

/** A setting that is on or off. */
export function Toggle({ label, keys = "", value, onChange }: ToggleProps) {
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
