import { Alert, Autocomplete, Button, Radio, Select, Textarea, TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import {
  DEFAULT_TASK_ATTRIBUTES,
  isCategory,
  type TaskAttributes,
  type TaskType,
  validateTaskAttributes,
} from "@tessera/schema";
import type { Category } from "@tessera/sdk";
import { type FormEvent, useMemo, useRef, useState } from "react";
import { useCreateDataset, useDatasets } from "../../api/datasets.js";
import { fieldErrors, sentenceOf } from "../../api/errors.js";
import { useSignedIn } from "../../api/session.js";
import { Page, PageHeader, Section } from "../../components/Page.js";
import { UnsavedDialog } from "../../components/UnsavedDialog.js";
import { CATEGORY_OPTIONS } from "../../domain/dataset-categories.js";
import { type TaskDraft, TaskEditor, type TaskFault } from "../task-editor/TaskEditor.js";
import { parseTaskJson } from "../task-editor/task-draft.js";
import { datasetNameFault } from "./dataset-rules.js";
import classes from "./NewDatasetPage.module.css";
import { TaskTypePicker } from "./TaskTypePicker.js";

const route = getRouteApi("/app/new");

interface Values {
  readonly owner: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly visibility: "private" | "public";
  readonly taskType: TaskType;
  readonly task: TaskDraft;
}

const FIRST_TASK: TaskDraft = { value: structuredClone(DEFAULT_TASK_ATTRIBUTES), text: undefined };

/** Makes a dataset. */
export function NewDatasetPage() {
  const me = useSignedIn();
  const owners = [me.username, ...administered(me)];
  const { owner: asked = me.username } = route.useSearch();
  const owner = owners.includes(asked) ? asked : me.username;
  const navigate = route.useNavigate();
  const initial = useRef<Values>({
    owner,
    name: "",
    description: "",
    category: "Other",
    visibility: "private",
    taskType: "bboxes",
    task: FIRST_TASK,
  });
  const [values, setValues] = useState(initial.current);
  const [wasTried, setWasTried] = useState(false);
  const [taskFaults, setTaskFaults] = useState<readonly TaskFault[]>([]);
  const taken = useTakenNames(values.owner);
  const creating = useCreateDataset();
  const set = (change: Partial<Values>) => setValues((current) => ({ ...current, ...change }));
  const serverFaults = fieldErrors(creating.error);
  const nameFault = datasetNameFault(values.name, taken);
  const shownNameFault = values.name !== "" || wasTried ? nameFault : null;
  const isDirty = values !== initial.current && !creating.isSuccess;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasTried(true);
    const faults = faultsOf(values.taskType, values.task);
    setTaskFaults(faults);
    if (nameFault !== null) document.getElementById("dataset-name")?.focus();
    if (nameFault !== null || faults.length > 0) return;
    const { owner: account, name, description, category, visibility, taskType, task } = values;
    creating.mutate(
      {
        name,
        description: description.trim(),
        category: wireCategory(category),
        public: visibility === "public",
        taskType,
        taskAttributes: task.value as TaskAttributes,
        ...(account !== me.username && { organization: account }),
      },
      {
        onSuccess: (dataset) =>
          navigate({
            to: "/@{$owner}/$dataset",
            params: { owner: dataset.owner.username, dataset: dataset.name },
            ignoreBlocker: true,
          }),
      },
    );
  };

  return (
    <Page title="New dataset" width="narrow">
      <PageHeader
        title="New dataset"
        description="Everything but the owner and the task type can be changed in the settings."
      />
      <form onSubmit={submit} noValidate>
        <Section title="About it">
          <div className={classes.fields}>
            <div className={classes.pair}>
              {owners.length > 1 && (
                <Select
                  label="Owner"
                  data={owners}
                  value={values.owner}
                  onChange={(next) => next !== null && set({ owner: next })}
                  w={200}
                />
              )}
              <TextInput
                id="dataset-name"
                className={classes.grow}
                label="Name"
                description={`It is found at /@${values.owner}/${values.name === "" ? "name" : values.name}`}
                placeholder="flowers"
                autoFocus
                autoComplete="off"
                spellCheck={false}
                value={values.name}
                onChange={(event) => set({ name: event.currentTarget.value })}
                error={shownNameFault ?? serverFaults.name}
              />
            </div>
            <Textarea
              label="Description (optional)"
              autosize
              minRows={2}
              maxRows={8}
              dir="auto"
              maxLength={10_000}
              value={values.description}
              onChange={(event) => set({ description: event.currentTarget.value })}
              error={serverFaults.description}
            />
            <Autocomplete
              label="Category"
              description="Choose one, or type your own."
              data={CATEGORY_OPTIONS.map(({ label }) => label)}
              value={values.category}
              onChange={(category) => set({ category })}
              error={
                isCategory(wireCategory(values.category)) ? serverFaults.category : "It takes 1 to 100 characters."
              }
              w={280}
            />
            <Radio.Group
              label="Visibility"
              value={values.visibility}
              onChange={(visibility) => set({ visibility: visibility === "public" ? "public" : "private" })}
            >
              <div className={classes.radios}>
                <Radio value="private" label="Private" description="You and the people you add see it." />
                <Radio value="public" label="Public" description="Everybody who is signed in sees it." />
              </div>
            </Radio.Group>
          </div>
        </Section>
        <Section title="Task" description="What the samples are, and what labelers do with them.">
          <TaskTypePicker value={values.taskType} onChange={(taskType) => set({ taskType })} />
        </Section>
        <Section title="Categories and attributes" description="What there is to label, and what to ask about it.">
          <TaskEditor
            taskType={values.taskType}
            draft={values.task}
            faults={taskFaults}
            onChange={(task) => {
              set({ task });
              if (taskFaults.length > 0) setTaskFaults(faultsOf(values.taskType, task));
            }}
          />
        </Section>
        {creating.error !== null && (
          <Alert color="red" variant="light" mt="lg" role="alert">
            {sentenceOf(creating.error)}
          </Alert>
        )}
        <div className={classes.footer}>
          <Button type="submit" loading={creating.isPending}>
            Create dataset
          </Button>
        </div>
      </form>
      <UnsavedDialog isDirty={isDirty} />
    </Page>
  );
}

/** The names that the chosen owner's datasets have, as far as the signed-in user sees them. */
function useTakenNames(owner: string): ReadonlySet<string> {
  const { data } = useDatasets(owner);
  return useMemo(() => new Set(data?.map(({ name }) => name.toLowerCase())), [data]);
}

/** Organizations in which one may create datasets. */
function administered(me: ReturnType<typeof useSignedIn>): string[] {
  return (me.organizations ?? []).flatMap(({ username, organization_role }) =>
    organization_role === "admin" ? [username] : [],
  );
}

function wireCategory(words: string): Category {
  const known = CATEGORY_OPTIONS.find(({ label }) => label.toLowerCase() === words.trim().toLowerCase());
  return (known?.value ?? `custom-${words.trim()}`) as Category;
}

/** What is wrong with the categories: first whether it is JSON at all. */
function faultsOf(taskType: TaskType, draft: TaskDraft): readonly TaskFault[] {
  const parsed = draft.text === undefined ? undefined : parseTaskJson(draft.text);
  if (parsed !== undefined && "fault" in parsed) return [{ path: "", message: `is no JSON. ${parsed.fault}` }];
  return validateTaskAttributes(taskType, draft.value);
}
