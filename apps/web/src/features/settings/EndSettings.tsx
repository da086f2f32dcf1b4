import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useDeleteDataset, useUpdateDataset } from "../../api/datasets.js";
import { ConfirmDialog } from "../../components/ConfirmDialog.js";
import { notifyError } from "../../components/notify.js";
import { Section } from "../../components/Page.js";
import { Row, Rows } from "../../components/Rows.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";

const COUNT = new Intl.NumberFormat("en");

/** Putting a dataset away, and deleting it. */
export function EndSettings() {
  const dataset = useCurrentDataset();
  const navigate = useNavigate();
  const updating = useUpdateDataset(dataset.full_name);
  const deleting = useDeleteDataset(dataset.full_name);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <Section title="Archive and delete">
      <Rows label="Archive and delete">
        <Row
          title={dataset.archived ? "This dataset is archived" : "Archive"}
          detail={
            dataset.archived
              ? "Nobody is offered work on it. Everything in it is still there."
              : "Nobody is offered work on it any more. Everything in it stays, and it can be taken out again."
          }
          actions={
            <Button
              variant="default"
              loading={updating.isPending}
              onClick={() => updating.mutate({ archived: !dataset.archived }, { onError: notifyError })}
            >
              {dataset.archived ? "Take it out" : "Archive"}
            </Button>
          }
        />
        <Row
          title="Delete"
          detail="With all samples, labels, their history, issues and releases. Nothing brings it back."
          actions={
            <Button variant="default" c="var(--mantine-color-error)" onClick={() => setIsAsking(true)}>
              Delete
            </Button>
          }
        />
      </Rows>
      {isAsking && (
        <ConfirmDialog
          title="Delete this dataset"
          action="Delete dataset"
          typedName={dataset.full_name}
          onClose={() => setIsAsking(false)}
          onConfirm={async () => {
            await deleting.mutateAsync();
            await navigate({ to: "/", ignoreBlocker: true });
          }}
        >
          {COUNT.format(dataset.samples_count)} samples with all their labels, the releases and the issues are deleted.
          A clone keeps its own copy.
        </ConfirmDialog>
      )}
    </Section>
  );
}
