import { ActionIcon, Button, Group, Loader, Menu, Modal, Textarea, TextInput, Tooltip } from "@mantine/core";
import { IconChevronDown, IconDownload, IconTrash } from "@tabler/icons-react";
import type { ExportFormat } from "@tessera/exchange";
import type { Release } from "@tessera/sdk";
import { type FormEvent, Fragment, lazy, Suspense, useState } from "react";
import { fieldErrors, sentenceOf } from "../../api/errors.js";
import { useCreateRelease, useDeleteRelease, useReleases } from "../../api/releases.js";
import { ConfirmDialog } from "../../components/ConfirmDialog.js";
import { ReleaseDrawing } from "../../components/drawings.js";
import { EmptyState } from "../../components/EmptyState.js";
import { ErrorState } from "../../components/ErrorState.js";
import { Page, PageHeader } from "../../components/Page.js";
import { RelativeTime } from "../../components/RelativeTime.js";
import { RowsSkeleton } from "../../components/Skeletons.js";
import { useCurrentDataset, useMay } from "../dataset/dataset-context.js";
import { nameFault } from "../new-dataset/dataset-rules.js";
import { familiesFor } from "./export-formats.js";
import classes from "./ReleasesPage.module.css";
import { nextReleaseName } from "./release-names.js";

const ExportDialog = lazy(() =>
  import("./ExportDialog.js").then(({ ExportDialog: component }) => ({ default: component })),
);

const COUNT = new Intl.NumberFormat("en");

/** Snapshots of a dataset: to make, to download, to hand to a training. */
export function ReleasesPage() {
  const dataset = useCurrentDataset();
  const mayAdminister = useMay("administer");
  const releases = useReleases(dataset.full_name);
  const [isCreating, setIsCreating] = useState(false);
  const [deleting, setDeleting] = useState<Release>();
  const [exporting, setExporting] = useState<{ readonly release: Release; readonly format: ExportFormat }>();
  const remove = useDeleteRelease(dataset.full_name);
  const rows = (releases.data ?? []).toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1));
  const createButton = <Button onClick={() => setIsCreating(true)}>New release</Button>;
  return (
    <Page title={`Releases · ${dataset.full_name}`}>
      <PageHeader
        title="Releases"
        description="A release keeps all samples and labels as they are at one moment."
        actions={mayAdminister && rows.length > 0 ? createButton : undefined}
      />
      {releases.isPending && <RowsSkeleton rows={4} />}
      {releases.error !== null && releases.data === undefined && (
        <ErrorState error={releases.error} onRetry={() => releases.refetch()} />
      )}
      {releases.data !== undefined && rows.length === 0 && (
        <EmptyState
          drawing={<ReleaseDrawing />}
          title="No releases yet"
          {...(mayAdminister && { action: createButton })}
        >
          Make one when the labels are worth keeping; then download it in the format that your training reads.
        </EmptyState>
      )}
      <ul className={classes.list} hidden={rows.length === 0}>
        {rows.map((release) => (
          <li key={release.uuid} className={classes.release}>
            <div className={classes.words}>
              <div className={classes.name}>{release.name}</div>
              {release.description !== "" && (
                <div className={classes.description} dir="auto">
                  {release.description}
                </div>
              )}
              <div className={classes.meta}>
                {release.status === "SUCCEEDED" && `${COUNT.format(release.samples_count)} samples · `}
                <RelativeTime time={release.created_at} />
              </div>
            </div>
            <ReleaseState release={release} onExport={(format) => setExporting({ release, format })} />
            {mayAdminister && (
              <Tooltip label={`Delete ${release.name}`}>
                <ActionIcon aria-label={`Delete ${release.name}`} onClick={() => setDeleting(release)}>
                  <IconTrash size={16} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            )}
          </li>
        ))}
      </ul>
      {isCreating && <NewReleaseDialog taken={rows.map(({ name }) => name)} onClose={() => setIsCreating(false)} />}
      {deleting !== undefined && (
        <ConfirmDialog
          title={`Delete ${deleting.name}`}
          action="Delete release"
          onClose={() => setDeleting(undefined)}
          onConfirm={() => remove.mutateAsync(deleting.name)}
        >
          Its file goes with it, and whoever has the address of the file finds nothing there. The dataset stays as it
          is.
        </ConfirmDialog>
      )}
      {exporting !== undefined && (
        <Suspense fallback={null}>
          <ExportDialog {...exporting} onClose={() => setExporting(undefined)} />
        </Suspense>
      )}
    </Page>
  );
}

interface ReleaseStateProps {
  readonly release: Release;
  readonly onExport: (format: ExportFormat) => void;
}

function ReleaseState({ release, onExport }: ReleaseStateProps) {
  const dataset = useCurrentDataset();
  if (release.status === "PENDING") {
    return (
      <span className={classes.pending} role="status">
        <Loader size={14} aria-hidden="true" /> Being written
      </span>
    );
  }
  if (release.status === "FAILED") {
    return (
      <Tooltip label={release.status_info ?? "The server's log says more"} multiline maw={360}>
        <span className={classes.failed}>Failed{release.status_info ? `: ${release.status_info}` : ""}</span>
      </Tooltip>
    );
  }
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.6} />}
          rightSection={<IconChevronDown size={14} />}
        >
          Download
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
        <Menu.Item component="a" href={release.attributes.url ?? ""} download={`${dataset.name}-${release.name}.json`}>
          <FormatWords name="Release file (JSON)" words="Everything, as the Python and TypeScript clients read it" />
        </Menu.Item>
        {familiesFor(dataset.task_type).map(({ title, formats }) => (
          <Fragment key={title}>
            <Menu.Divider />
            <Menu.Label>{title}</Menu.Label>
            {formats.map(({ format, name, words }) => (
              <Menu.Item key={format} onClick={() => onExport(format)}>
                <FormatWords name={name} words={words} />
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function FormatWords({ name, words }: { readonly name: string; readonly words: string }) {
  return (
    <>
      <span className={classes.format}>{name}</span>
      <span className={classes.formatWords}>{words}</span>
    </>
  );
}

interface NewReleaseDialogProps {
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

function NewReleaseDialog({ taken, onClose }: NewReleaseDialogProps) {
  const dataset = useCurrentDataset();
  const creating = useCreateRelease(dataset.full_name);
  const [name, setName] = useState(() => nextReleaseName(taken));
  const [description, setDescription] = useState("");
  const fault = nameFault(name) ?? (taken.includes(name) ? "There is a release with this name." : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault === null) creating.mutate({ name, description: description.trim() }, { onSuccess: onClose });
  };
  const serverFault = fieldErrors(creating.error).name;
  return (
    <Modal opened onClose={onClose} title="New release" size={440} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit} className={classes.form}>
        <TextInput
          label="Name"
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={fault ?? serverFault ?? (creating.error !== null && sentenceOf(creating.error))}
        />
        <Textarea
          label="Description (optional)"
          autosize
          minRows={2}
          dir="auto"
          maxLength={10_000}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={creating.isPending}>
            Create release
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
