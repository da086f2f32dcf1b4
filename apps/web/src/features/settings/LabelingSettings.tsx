import { NumberInput, Switch } from "@mantine/core";
import { useState } from "react";
import { useUpdateDataset } from "../../api/datasets.js";
import { notifyError } from "../../components/notify.js";
import { Section } from "../../components/Page.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { type LabelingSwitch, switchGroups } from "./labeling-switches.js";
import classes from "./Settings.module.css";

/** What labelers and reviewers may do in the editor. A switch is saved when it is switched. */
export function LabelingSettings() {
  const dataset = useCurrentDataset();
  return (
    <Section title="Labeling" description="Changes hold from the next sample that somebody opens.">
      {switchGroups(dataset.task_type).map(([group, switches]) => (
        <fieldset key={group} className={classes.group}>
          <legend>{group}</legend>
          {switches.map((item) => (
            <SwitchRow key={item.field} item={item} />
          ))}
          {group === "Labeling" && <InactivityField />}
        </fieldset>
      ))}
    </Section>
  );
}

function SwitchRow({ item }: { readonly item: LabelingSwitch }) {
  const dataset = useCurrentDataset();
  const updating = useUpdateDataset(dataset.full_name);
  const shown = updating.isPending ? updating.variables[item.param] === true : dataset[item.field];
  return (
    <Switch
      label={item.label}
      description={item.words}
      checked={shown}
      onChange={(event) => updating.mutate({ [item.param]: event.currentTarget.checked }, { onError: notifyError })}
    />
  );
}

function InactivityField() {
  const dataset = useCurrentDataset();
  const updating = useUpdateDataset(dataset.full_name);
  const saved = dataset.labeling_inactivity_timeout_seconds;
  const [seconds, setSeconds] = useState<number | string>(saved);
  const isValid = typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400;
  const save = () => {
    if (isValid && seconds !== saved) {
      updating.mutate({ labelingInactivityTimeoutSeconds: seconds }, { onError: notifyError });
    }
  };
  return (
    <NumberInput
      label="Inactivity limit"
      description="A longer pause between two inputs counts as inactive in the metrics."
      suffix=" s"
      min={1}
      max={86_400}
      w={200}
      styles={{ description: { width: 420 } }}
      value={seconds}
      onChange={setSeconds}
      onBlur={save}
      error={isValid ? undefined : "It takes 1 to 86,400 seconds."}
    />
  );
}
