import { Button, Group, Textarea } from "@mantine/core";
import { useState } from "react";
import { useUpdateDataset } from "../../api/datasets.js";
import { Markdown } from "../../components/Markdown.js";
import { notifyError } from "../../components/notify.js";
import { Section } from "../../components/Page.js";
import { UnsavedDialog } from "../../components/UnsavedDialog.js";
import { useCurrentDataset, useMay } from "./dataset-context.js";
import classes from "./Readme.module.css";

/** A dataset's own words, in Markdown. */
export function ReadmeSection({ text }: { readonly text: string }) {
  const mayEdit = useMay("administer");
  const [draft, setDraft] = useState<string>();
  const button = (
    <Button variant="default" size="xs" onClick={() => setDraft(text)}>
      {text === "" ? "Write a readme" : "Edit"}
    </Button>
  );
  return (
    <Section title="Readme" actions={mayEdit && draft === undefined ? button : undefined}>
      {draft !== undefined ? (
        <ReadmeEditor draft={draft} saved={text} onChange={setDraft} />
      ) : text === "" ? (
        <p className={classes.none}>
          Nothing is written yet: what the samples are, how to label them, what to look out for.
        </p>
      ) : (
        <Markdown text={text} />
      )}
    </Section>
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
        description="Markdown: # headings, - lists, **strong**, `code`, [links](https://example.com)"
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
