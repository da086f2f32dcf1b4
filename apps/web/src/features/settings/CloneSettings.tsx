import { Alert, Button, Radio, Select, Switch, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { canCloneTo, TASK_TYPES, type TaskType } from "@tessera/schema";
import { type FormEvent, useState } from "react";
import { useCloneDataset } from "../../api/datasets.js";
import { fieldErrors, sentenceOf } from "../../api/errors.js";
import { useSignedIn } from "../../api/session.js";
import { Section } from "../../components/Page.js";
import { TASK_WORDS } from "../../domain/task-types.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { nameFault } from "../new-dataset/dataset-rules.js";
import classes from "./Settings.module.css";

/** A copy to try something out on, or to label the same samples in another way. */
export function CloneSettings() {
  const dataset = useCurrentDataset();
  const me = useSignedIn();
  const navigate = useNavigate();
  const cloning = useCloneDataset(dataset.full_name);
  const [name, setName] = useState(`${dataset.name}-clone`.slice(0, 100));
  const [taskType, setTaskType] = useState<TaskType>(dataset.task_type);
  const [visibility, setVisibility] = useState<"private" | "public">("private");
  const [withLabels, setWithLabels] = useState(false);
  const taskTypes = TASK_TYPES.filter((candidate) => canCloneTo(dataset.task_type, candidate).samples);
  const canTakeLabels = canCloneTo(dataset.task_type, taskType).labels;
  const fault = nameFault(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault !== null) return;
    cloning.mutate(
      {
        newName: name,
        newTaskType: taskType,
        newPublic: visibility === "public",
        cloneLabels: withLabels && canTakeLabels,
      },
      {
        onSuccess: (clone) =>
          navigate({
            to: "/@{$owner}/$dataset",
            params: { owner: clone.owner.username, dataset: clone.name },
          }),
      },
    );
  };
  return (
    <Section
      title="Clone"
      description={`Copies the samples into a new dataset of ${me.username}. Both can then change on their own.`}
    >
      <form onSubmit={submit} className={classes.form}>
        <div className={classes.pair}>
          <TextInput
            label="Name of the clone"
            autoComplete="off"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fault ?? fieldErrors(cloning.error).name}
          />
          <Select
            label="Task type"
            data={taskTypes.map((value) => ({ value, label: TASK_WORDS[value].name }))}
            value={taskType}
            onChange={(next) => setTaskType(taskTypes.find((candidate) => candidate === next) ?? taskType)}
          />
        </div>
        <Radio.Group
          label="Visibility of the clone"
          value={visibility}
          onChange={(next) => setVisibility(next === "public" ? "public" : "private")}
        >
          <div className={classes.radios}>
            <Radio value="private" label="Private" description="You and the people you add see it." />
            <Radio value="public" label="Public" description="Everybody who is signed in sees it." />
          </div>
        </Radio.Group>
        <Switch
          label="With labels"
          description={canTakeLabels ? "Those of all labelsets come along." : "Labels do not fit this other task type."}
          checked={withLabels && canTakeLabels}
          disabled={!canTakeLabels}
          onChange={(event) => setWithLabels(event.currentTarget.checked)}
        />
        {cloning.error !== null && (
          <Alert color="red" variant="light" p="xs" role="alert">
            {sentenceOf(cloning.error)}
          </Alert>
        )}
        <div>
          <Button type="submit" variant="default" loading={cloning.isPending}>
            Clone dataset
          </Button>
        </div>
      </form>
    </Section>
  );
}
