import { Button, Group, Textarea } from "@mantine/core";
import { useState } from "react";
import { useUpdateDataset } from "../../api/datasets.js";
import { notifyError } from "../../components/notify.js";
import { UnsavedDialog } from "../../components/UnsavedDialog.js";
import { useCurrentDataset, useMay } from "./dataset-context.js";
import classes from "./Readme.module.css";

/** A dataset's own words. Shown as the text that it is: nothing in it becomes markup. */
export function Readme({ text }: { readonly text: string }) {
  const mayEdit = useMay("administer");
  const [draft, setDraft] = useState<string>();
  if (draft !== undefined) return <ReadmeEditor draft={draft} saved={text} onChange={setDraft} />;
  return (
    <div className={classes.readme}>
      {text === "" ? (
        <p className={classes.none}>
          Nothing is written yet: what the samples are, how to label them, what to look out for.
        </p>
      ) : (
        <div className={classes.text} dir="auto">
          {text}
        </div>
      )}
      {mayEdit && (
        <Button variant="default" size="xs" mt="sm" onClick={() => setDraft(text)}>
          {text === "" ? "Write a readme" : "Edit readme"}
        </Button>
      )}
    </div>
  );
}

interface ReadmeEditorProps {
  readonly draft: string;
  readonly saved: string;
  readonly onChange: (draft: string | undefined) => void;
}

function ReadmeEditor({ draft, saved, onChange }: ReadmeEditorProps) {
  const dataset = useCurrentDataset();
  const updating = useUpdateDataset(dataset.full_name);
  const save = () => updating.mutate({ readme: draft }, { onSuccess: () => onChange(undefined), onError: notifyError });
  return (
    <div>
      <Textarea
        aria-label="Readme"
        autosize
        autoFocus
        minRows={8}
        maxRows={30}
        dir="auto"
        maxLength={1_000_000}
        value={draft}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group gap="xs" mt="sm">
        <Button onClick={save} loading={updating.isPending}>
          Save readme
        </Button>
        <Button variant="default" onClick={() => onChange(undefined)}>
          Cancel
        </Button>
      </Group>
      <UnsavedDialog isDirty={draft !== saved && !updating.isSuccess} />
    </div>
  );
}
