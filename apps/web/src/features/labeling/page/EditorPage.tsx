import { Button } from "@mantine/core";
import { can } from "@tessera/schema";
import type { Dataset } from "@tessera/sdk";
import { useEffect, useRef, useState } from "react";
import { useDataset } from "../../../api/datasets.js";
import { useSignedIn } from "../../../api/session.js";
import { FaultDrawing } from "../../../components/drawings.js";
import { EmptyState } from "../../../components/EmptyState.js";
import { ErrorState } from "../../../components/ErrorState.js";
import { NoAccess } from "../../../components/NoAccess.js";
import { mayOpenPage } from "../../../domain/dataset-pages.js";
import { TASK_WORDS } from "../../../domain/task-types.js";
import { findModule } from "../editors/modules.js";
import { type LabelingMode, LabelingSession } from "../session/index.js";
import classes from "./EditorPage.module.css";
import { pageActions } from "./page-actions.js";
import { labelingServices } from "./services.js";
import { Workspace, WorkspaceSkeleton } from "./Workspace.js";
import { Workbench } from "./workbench.js";
import { WorkbenchContext } from "./workbench-context.js";

interface EditorPageProps {
  readonly fullName: string;
  readonly opens: "label" | "review" | "sample" | "readOnly";
  readonly sampleUuid?: string;
  readonly labelset?: string | undefined;
}

/** Gets the dataset, and opens the editor that its task type has. */
export function EditorPage(props: EditorPageProps) {
  const dataset = useDataset(props.fullName, { isWatched: true });
  if (dataset.data === undefined) {
    if (dataset.error === null) return <WorkspaceSkeleton />;
    return <ErrorState error={dataset.error} onRetry={() => dataset.refetch()} isPage />;
  }
  const { opens } = props;
  if ((opens === "label" || opens === "review") && !mayOpenPage(opens, dataset.data))
    return <NoAccess dataset={dataset.data} page={opens} />;
  if (findModule(dataset.data.task_type) === undefined) return <NoEditor dataset={dataset.data} />;
  return <OpenSession {...props} dataset={dataset.data} />;
}

function modeOf(opens: EditorPageProps["opens"], { role }: Dataset): LabelingMode {
  if (opens === "label" || opens === "review") return opens;
  return opens === "sample" && can(role ?? undefined, "manage") ? "edit" : "readOnly";
}

/** One session for as long as the page is open: a change of the dataset or of the role reaches it, and opens no other. */
function OpenSession({ dataset, opens, sampleUuid, labelset }: EditorPageProps & { readonly dataset: Dataset }) {
  const { username } = useSignedIn();
  const [workbench, setWorkbench] = useState<Workbench>();
  const [error, setError] = useState<unknown>();
  const [first] = useState(dataset);
  const [firstUuid] = useState(sampleUuid);

  useEffect(() => {
    let close = () => {};
    let isClosed = false;
    const loading = findModule(first.task_type)?.();
    Promise.all([labelingServices(username), loading]).then(([services, module]) => {
      if (isClosed || module === undefined) return;
      const opened = new Workbench(services, first, module, pageActions);
      const session = new LabelingSession(services, {
        mode: modeOf(opens, first),
        dataset: first,
        editor: opened.port,
        preloader: { preload: (sample) => module.prefetch(sample) },
        ...(firstUuid === undefined ? {} : { sampleUuid: firstUuid }),
        ...(labelset === undefined ? {} : { labelset }),
      });
      opened.open(session);
      session.start();
      setWorkbench(opened);
      close = () => {
        session.dispose();
        opened.dispose();
      };
    }, setError);
    return () => {
      isClosed = true;
      close();
      setWorkbench(undefined);
    };
  }, [username, first, opens, firstUuid, labelset]);

  const shownUuid = useRef(firstUuid);
  useEffect(() => {
    if (workbench === undefined || sampleUuid === undefined || sampleUuid === shownUuid.current) return;
    shownUuid.current = sampleUuid;
    void workbench.openSample(sampleUuid);
  }, [workbench, sampleUuid]);

  useEffect(() => workbench?.updateDataset(dataset), [workbench, dataset]);

  if (error !== undefined) return <ErrorState error={error} isPage />;
  if (workbench === undefined) return <WorkspaceSkeleton />;
  return (
    <WorkbenchContext value={workbench}>
      <Workspace />
    </WorkbenchContext>
  );
}

function NoEditor({ dataset }: { readonly dataset: Dataset }) {
  return (
    <div className={classes.center}>
      <EmptyState
        drawing={<FaultDrawing />}
        title={`${TASK_WORDS[dataset.task_type].name} cannot be labeled in the browser yet`}
        action={
          <Button component="a" href={`/@${dataset.full_name}`} variant="default">
            Back to the dataset
          </Button>
        }
      >
        Labels of this task type are read and written through the API.
      </EmptyState>
    </div>
  );
}
