import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { FaultDrawing, NothingFoundDrawing } from "../../../components/drawings.js";
import { EmptyState } from "../../../components/EmptyState.js";
import { useLabeling, useWorkbench } from "../page/workbench-context.js";
import { faultText, type LabelingState } from "../session/index.js";
import classes from "./PhaseCover.module.css";

/** What stands on the canvas while there is no sample to work on. */
export function PhaseCover() {
  const state = useLabeling();
  switch (state.phase) {
    case "working":
      return null;
    case "saving":
      return <div className={classes.veil} data-kind="saving" />;
    case "opening":
      return <Opening state={state} />;
    case "empty":
      return <EmptyQueue state={state} />;
    case "failed":
      return <Failed state={state} />;
  }
}

function Opening({ state }: { readonly state: LabelingState }) {
  return (
    <div className={classes.veil} data-kind="opening" role="status">
      <span className={classes.opening}>{state.sample === null ? "Opening…" : "Opening the next sample…"}</span>
    </div>
  );
}

function BackToDataset() {
  const { dataset } = useWorkbench();
  const [owner = "", name = ""] = dataset.full_name.split("/");
  return (
    <Button
      variant="default"
      renderRoot={(props) => <Link {...props} to="/@{$owner}/$dataset" params={{ owner, dataset: name }} />}
    >
      Back to the dataset
    </Button>
  );
}

function EmptyQueue({ state }: { readonly state: LabelingState }) {
  const { session } = useWorkbench();
  const left = state.leftDrafts.filter(({ dataset }) => dataset === state.dataset.full_name);
  const verb = state.mode === "review" ? "review" : "label";
  return (
    <div className={classes.page} data-testid="empty-queue">
      <EmptyState
        drawing={<NothingFoundDrawing />}
        title={`There is nothing for you to ${verb}`}
        action={<BackToDataset />}
      >
        The queue is empty. New samples appear here by themselves.
      </EmptyState>
      {left.length > 0 && (
        <div className={classes.left}>
          <p>Your unsaved work</p>
          {left.map(({ sampleUuid, sampleName }) => (
            <Button key={sampleUuid} size="compact-sm" variant="default" onClick={() => void session.open(sampleUuid)}>
              <bdi>{sampleName}</bdi>
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

function Failed({ state }: { readonly state: LabelingState }) {
  const { session } = useWorkbench();
  const { fault, mode } = state;
  const isQueue = mode === "label" || mode === "review";
  const retry = () => (isQueue ? void session.next() : void session.resumeAfterSignIn());
  return (
    <div className={classes.page} role="alert" data-testid="open-failed" data-fault={fault?.kind}>
      <EmptyState
        drawing={<FaultDrawing />}
        title={isQueue ? "The queue cannot be opened" : "The sample cannot be opened"}
        action={
          <>
            <Button variant="default" onClick={retry}>
              Try again
            </Button>
            <BackToDataset />
          </>
        }
      >
        {fault === null ? "" : faultText(fault)}
      </EmptyState>
    </div>
  );
}
