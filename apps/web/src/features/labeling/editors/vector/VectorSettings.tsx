import { NativeSelect } from "@mantine/core";
import panel from "../../components/panel.module.css";
import { Amount, percentText, Toggle } from "../../components/SettingFields.js";
import { WHEEL_HABITS } from "../../page/settings.js";
import { useHotkeyOf, useSettings, useWorkbench } from "../../page/workbench-context.js";
import type { ModuleProps } from "../editor-module.js";
import { vectorLabel } from "./vector-label.js";

/** How shapes and the image under them are shown. */
export function VectorSettings({ label }: ModuleProps) {
  const { settings } = useWorkbench();
  const now = useSettings();
  const keysOf = useHotkeyOf();
  return (
    <>
      <div className={panel.body}>
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
      {vectorLabel(label).vector.frames !== undefined && (
        <>
          <h2 className={panel.heading}>Tracks</h2>
          <div className={panel.body}>
            <NativeSelect
              label="New objects"
              labelProps={{ fz: 13, fw: 400 }}
              size="xs"
              value={now.newObjectsLast ? "last" : "frame"}
              data={[
                { value: "last", label: "Last until they are removed" },
                { value: "frame", label: "Are in their frame only" },
              ]}
              onChange={(event) => settings.set({ newObjectsLast: event.currentTarget.value === "last" })}
            />
          </div>
        </>
      )}
      <h2 className={panel.heading}>Pointer</h2>
      <div className={panel.body}>
        <NativeSelect
          label="Wheel"
          labelProps={{ fz: 13, fw: 400 }}
          size="xs"
          value={now.wheel}
          data={[
            { value: "auto", label: "Mouse zooms, trackpad pans" },
            { value: "zoom", label: "Zooms" },
            { value: "pan", label: "Pans; with Ctrl zooms" },
          ]}
          onChange={(event) => {
            const wheel = WHEEL_HABITS.find((habit) => habit === event.currentTarget.value);
            if (wheel !== undefined) settings.set({ wheel });
          }}
        />
      </div>
    </>
  );
}
