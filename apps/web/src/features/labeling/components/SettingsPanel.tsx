import { Button, NativeSelect } from "@mantine/core";
import type { ColorBy } from "@tessera/editor-core";
import { useLabelsets } from "../../../api/labelsets.js";
import { DEFAULT_LOOKS } from "../page/settings.js";
import { useLabeling, useOpenLabel, useSettings, useUi, useWorkbench } from "../page/workbench-context.js";
import panel from "./panel.module.css";

/** How the label and the image are shown: for this person, in this browser. */
export function SettingsPanel() {
  const { settings, module } = useWorkbench();
  const { ViewSettings } = module;
  const label = useOpenLabel();
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
        <BesideField />
      </div>
      <ViewSettings label={label} />
    </section>
  );
}

/** Another labelset, to look at while one labels: a model's, or somebody else's. */
function BesideField() {
  const workbench = useWorkbench();
  const { besideLabelset } = useUi();
  const { labelset } = useLabeling();
  const { data = [] } = useLabelsets(workbench.dataset.full_name);
  const others = data.filter(({ name }) => name !== labelset);
  if (others.length === 0) return null;
  return (
    <NativeSelect
      label="Also show"
      description="Labels of another labelset, dashed"
      labelProps={{ fz: 13, fw: 400 }}
      size="xs"
      value={besideLabelset ?? ""}
      data={[{ value: "", label: "No other labelset" }, ...others.map(({ name }) => ({ value: name, label: name }))]}
      onChange={(event) => workbench.setUi({ besideLabelset: event.currentTarget.value || null })}
    />
  );
}

function ColorByField() {
  const { settings } = useWorkbench();
  const { colorBy } = useSettings();
  const { task } = useOpenLabel().editor;
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
