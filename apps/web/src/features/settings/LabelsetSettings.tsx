import { ActionIcon, Button, TextInput, Tooltip } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { fieldErrors, sentenceOf } from "../../api/errors.js";
import { useCreateLabelset, useDeleteLabelset, useLabelsets } from "../../api/labelsets.js";
import { ConfirmDialog } from "../../components/ConfirmDialog.js";
import { ErrorState } from "../../components/ErrorState.js";
import { Section } from "../../components/Page.js";
import { RelativeTime } from "../../components/RelativeTime.js";
import { Row, Rows } from "../../components/Rows.js";
import { RowsSkeleton } from "../../components/Skeletons.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { nameFault } from "../new-dataset/dataset-rules.js";
import classes from "./Settings.module.css";

/** Further sets of labels for the same samples: a model's, a second person's. */
export function LabelsetSettings() {
  const dataset = useCurrentDataset();
  const labelsets = useLabelsets(dataset.full_name);
  const creating = useCreateLabelset(dataset.full_name);
  const remove = useDeleteLabelset(dataset.full_name);
  const [name, setName] = useState("");
  const [deleting, setDeleting] = useState<string>();
  const fault = name === "" ? null : nameFault(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name !== "" && fault === null) creating.mutate({ name }, { onSuccess: () => setName("") });
  };
  const serverFault =
    creating.error === null ? undefined : (fieldErrors(creating.error).name ?? sentenceOf(creating.error));
  return (
    <Section
      title="Labelsets"
      description="People label into ground-truth. Others hold what models or second annotators made of the same samples."
    >
      {labelsets.isPending && <RowsSkeleton rows={1} />}
      {labelsets.error !== null && <ErrorState error={labelsets.error} onRetry={() => labelsets.refetch()} />}
      {labelsets.data !== undefined && (
        <Rows label="Labelsets">
          {labelsets.data.map((labelset) => (
            <Row
              key={labelset.name}
              title={labelset.name}
              detail={
                <>
                  {labelset.description !== "" && <bdi>{labelset.description} · </bdi>}
                  <RelativeTime time={labelset.created_at} />
                </>
              }
              actions={
                !labelset.is_groundtruth && (
                  <Tooltip label={`Delete ${labelset.name}`}>
                    <ActionIcon aria-label={`Delete ${labelset.name}`} onClick={() => setDeleting(labelset.name)}>
                      <IconTrash size={16} stroke={1.6} />
                    </ActionIcon>
                  </Tooltip>
                )
              }
            />
          ))}
        </Rows>
      )}
      <form onSubmit={submit} className={classes.inline}>
        <TextInput
          aria-label="Name of a new labelset"
          placeholder="Name of a new one, such as model-2"
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fault ?? serverFault}
        />
        <Button type="submit" variant="default" loading={creating.isPending} disabled={name === ""}>
          Add labelset
        </Button>
      </form>
      {deleting !== undefined && (
        <ConfirmDialog
          title={`Delete ${deleting}`}
          action="Delete labelset"
          typedName={deleting}
          onClose={() => setDeleting(undefined)}
          onConfirm={() => remove.mutateAsync(deleting)}
        >
          All labels in it go with it. Releases keep what they hold.
        </ConfirmDialog>
      )}
    </Section>
  );
}
