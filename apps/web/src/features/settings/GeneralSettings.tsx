import { Autocomplete, Button, Radio, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { isCategory } from "@tessera/schema";
import type { Category } from "@tessera/sdk";
import { type FormEvent, useState } from "react";
import { useUpdateDataset } from "../../api/datasets.js";
import { fieldErrors } from "../../api/errors.js";
import { notifyDone, notifyError } from "../../components/notify.js";
import { Section } from "../../components/Page.js";
import { UnsavedDialog } from "../../components/UnsavedDialog.js";
import { CATEGORY_OPTIONS, categoryWords } from "../../domain/dataset-categories.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { nameFault } from "../new-dataset/dataset-rules.js";
import classes from "./Settings.module.css";

/** Name, description and who sees it. */
export function GeneralSettings() {
  const dataset = useCurrentDataset();
  const navigate = useNavigate();
  const updating = useUpdateDataset(dataset.full_name);
  const saved = {
    name: dataset.name,
    description: dataset.description,
    category: categoryWords(dataset.category),
    public: dataset.public,
    tags: dataset.tags,
  };
  const [values, setValues] = useState(saved);
  const set = (change: Partial<typeof saved>) => setValues((current) => ({ ...current, ...change }));
  const category = wireCategory(values.category);
  const faults = fieldErrors(updating.error);
  const isDirty = JSON.stringify(values) !== JSON.stringify(saved) && !updating.isSuccess;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (nameFault(values.name) !== null || !isCategory(category)) return;
    updating.mutate(
      { ...values, category },
      {
        onSuccess: ({ name, owner }) => {
          updating.reset();
          notifyDone("The settings are saved.");
          if (name === dataset.name) return;
          void navigate({
            to: "/@{$owner}/$dataset/settings",
            params: { owner: owner.username, dataset: name },
            replace: true,
            ignoreBlocker: true,
          });
        },
        onError: (error) => {
          if (Object.keys(fieldErrors(error)).length === 0) notifyError(error);
        },
      },
    );
  };
  return (
    <Section title="General">
      <form onSubmit={submit} className={classes.form} noValidate>
        <TextInput
          label="Name"
          description="Another name is another address: links and scripts that use the old one stop working."
          autoComplete="off"
          spellCheck={false}
          value={values.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={nameFault(values.name) ?? faults.name}
        />
        <Textarea
          label="Description"
          autosize
          minRows={2}
          maxRows={8}
          dir="auto"
          maxLength={10_000}
          value={values.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
          error={faults.description}
        />
        <Autocomplete
          label="Category"
          description="Choose one, or type your own."
          w={280}
          data={CATEGORY_OPTIONS.map(({ label }) => label)}
          value={values.category}
          onChange={(next) => set({ category: next })}
          error={isCategory(category) ? faults.category : "It takes 1 to 100 characters."}
        />
        <TagsInput
          label="Tags"
          description="To find it by. Type one and press Enter."
          maxTags={100}
          value={values.tags}
          onChange={(tags) => set({ tags })}
          error={faults.tags}
        />
        <Radio.Group
          label="Visibility"
          value={values.public ? "public" : "private"}
          onChange={(next) => set({ public: next === "public" })}
        >
          <div className={classes.radios}>
            <Radio value="private" label="Private" description="Collaborators see it." />
            <Radio value="public" label="Public" description="Everybody who is signed in sees it." />
          </div>
        </Radio.Group>
        <div>
          <Button type="submit" loading={updating.isPending} disabled={!isDirty}>
            Save
          </Button>
        </div>
      </form>
      <UnsavedDialog isDirty={isDirty} />
    </Section>
  );
}

function wireCategory(words: string): Category {
  const known = CATEGORY_OPTIONS.find(({ label }) => label.toLowerCase() === words.trim().toLowerCase());
  return (known?.value ?? `custom-${words.trim()}`) as Category;
}
