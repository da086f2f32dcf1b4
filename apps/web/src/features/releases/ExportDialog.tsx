import { Alert, Button, Checkbox, Group, Modal, MultiSelect, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import {
  type ExportFormat,
  type ExportReport,
  FORMATS_WITH_CATEGORIES,
  FORMATS_WITH_MEDIA,
  FORMATS_WITH_SPLITS,
} from "@tessera/exchange";
import { LABEL_STATUSES } from "@tessera/schema";
import type { Release } from "@tessera/sdk";
import { useRef, useState } from "react";
import { ProgressBar } from "../../components/ProgressBar.js";
import { STATUSES } from "../../components/status.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { formatName, ultralyticsTasks } from "./export-formats.js";
import { runExport } from "./export-job.js";
import { parseMetadataFilter } from "./metadata-filter.js";
import classes from "./ReleasesPage.module.css";
import { saveFile } from "./save-file.js";
import { skippedByReason } from "./skipped-by-reason.js";

/** What an export is of, unless told: labels that somebody has finished. */
const FINISHED = ["LABELED", "REVIEWED", "VERIFIED"];

interface ExportDialogProps {
  readonly release: Release;
  readonly format: ExportFormat;
  readonly onClose: () => void;
}

/** Makes a file of another format out of a release, here in the browser. */
export function ExportDialog({ release, format, onClose }: ExportDialogProps) {
  const dataset = useCurrentDataset();
  const [labelset, setLabelset] = useState("ground-truth");
  const [statuses, setStatuses] = useState<string[]>(FINISHED);
  const [categories, setCategories] = useState<string[]>([]);
  const [metadataText, setMetadataText] = useState("");
  const [splitBy, setSplitBy] = useState("");
  const metadata = parseMetadataFilter(metadataText);
  const categoryNames = [...new Set(dataset.task_attributes?.categories?.map(({ name }) => name) ?? [])];
  const [withImages, setWithImages] = useState(false);
  const tasks = format === "ultralytics" ? ultralyticsTasks(dataset.task_type) : [];
  const [task, setTask] = useState(tasks[0]);
  const [samples, setSamples] = useState(0);
  const [startedAtMs, setStartedAtMs] = useState(0);
  const controller = useRef(new AbortController());
  const labelsets = dataset.labelsets?.map(({ name }) => name) ?? ["ground-truth"];
  const exporting = useMutation({
    mutationFn: async () => {
      controller.current = new AbortController();
      setSamples(0);
      setStartedAtMs(Date.now());
      const request = {
        url: new URL(release.attributes.url ?? "", location.origin).href,
        format,
        labelset,
        statuses,
        metadata: metadata ?? {},
        categories,
        splitBy: splitBy.trim(),
        withImages,
        task,
        name: `${dataset.name}-${release.name}-${format}`,
      };
      const { file, report } = await runExport(request, { signal: controller.current.signal, onProgress: setSamples });
      if (file !== undefined) saveFile(file.blob, file.name);
      return report;
    },
  });
  const close = () => {
    controller.current.abort(new DOMException("The export was cancelled", "AbortError"));
    onClose();
  };
  const isCancelled = exporting.error instanceof DOMException && exporting.error.name === "AbortError";
  return (
    <Modal
      opened
      onClose={close}
      title={`${formatName(format)} of ${release.name}`}
      size={520}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="md">
        {exporting.data === undefined && (
          <>
            <Group grow align="flex-start" gap="md">
              {labelsets.length > 1 && (
                <Select
                  label="Labelset"
                  data={labelsets}
                  value={labelset}
                  onChange={(name) => setLabelset(name ?? labelset)}
                  disabled={exporting.isPending}
                />
              )}
              {tasks.length > 0 && (
                <Select
                  label="Task"
                  data={tasks}
                  value={task ?? null}
                  allowDeselect={false}
                  onChange={(name) => setTask(tasks.find((one) => one === name) ?? task)}
                  disabled={exporting.isPending}
                />
              )}
            </Group>
            {FORMATS_WITH_MEDIA.includes(format) && (
              <Checkbox
                size="sm"
                label={format === "nuscenes" ? "With clouds" : "With images"}
                description={`Copies the ${format === "nuscenes" ? "clouds" : "images"} beside the labels.`}
                checked={withImages}
                disabled={exporting.isPending}
                onChange={(event) => setWithImages(event.currentTarget.checked)}
              />
            )}
            <MultiSelect
              label="Statuses"
              description="Labels that are exported. Empty: whatever there is, unlabeled samples too."
              data={LABEL_STATUSES.map((value) => ({ value, label: STATUSES[value].name }))}
              value={statuses}
              onChange={setStatuses}
              clearable
              disabled={exporting.isPending}
            />
            {FORMATS_WITH_CATEGORIES.includes(format) && categoryNames.length > 1 && (
              <MultiSelect
                label="Categories"
                data={categoryNames}
                value={categories}
                placeholder={categories.length === 0 ? "All" : ""}
                onChange={setCategories}
                searchable
                clearable
                disabled={exporting.isPending}
              />
            )}
            <Group grow align="flex-start" gap="md">
              <TextInput
                label="Metadata"
                description="Only samples that have it"
                placeholder="split=train, weather=rain"
                value={metadataText}
                error={metadata === undefined && "Write key=value, with commas between"}
                onChange={(event) => setMetadataText(event.currentTarget.value)}
                disabled={exporting.isPending}
              />
              {FORMATS_WITH_SPLITS.includes(format) && (
                <TextInput
                  label="Split by"
                  description="The key that says train, val or test"
                  placeholder="No splits"
                  value={splitBy}
                  onChange={(event) => setSplitBy(event.currentTarget.value)}
                  disabled={exporting.isPending}
                />
              )}
            </Group>
          </>
        )}
        {exporting.isPending && (
          <ProgressBar label="Samples" done={samples} total={release.samples_count} startedAtMs={startedAtMs} />
        )}
        {exporting.error !== null && !isCancelled && (
          <Alert color="red" variant="light" title="The export stopped" role="alert">
            {exporting.error instanceof Error ? exporting.error.message : String(exporting.error)}
          </Alert>
        )}
        {exporting.data !== undefined && <Report report={exporting.data} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {exporting.isPending ? "Cancel" : "Close"}
          </Button>
          {exporting.data === undefined && (
            <Button loading={exporting.isPending} disabled={metadata === undefined} onClick={() => exporting.mutate()}>
              Export
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

const COUNT = new Intl.NumberFormat("en");
const MAX_SHOWN = 50;
/** What scrolls must be reachable by keyboard. */
const SCROLLS = { tabIndex: 0 } as const;

/** What is in the file, and what the format had no place for. */
function Report({ report }: { readonly report: ExportReport }) {
  const { samples, objects, fileCount, lost, skipped, skippedCount } = report;
  const reasons = skippedByReason(skipped);
  return (
    <div aria-live="polite">
      {fileCount === 0 ? (
        <Text>Nothing was exported: no sample has a label that fits.</Text>
      ) : (
        <Text>
          {COUNT.format(objects)} {objects === 1 ? "object" : "objects"} of {COUNT.format(samples)}{" "}
          {samples === 1 ? "sample" : "samples"}, saved to your downloads.
        </Text>
      )}
      {lost.length > 0 && (
        <>
          <h3 className={classes.reportHeading}>What the format has no place for</h3>
          <ul className={classes.report} {...SCROLLS}>
            {lost.map(({ what, count, firstSample }) => (
              <li key={what}>
                {COUNT.format(count)} × {what}, first in <bdi>{firstSample}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      {skippedCount > 0 && (
        <>
          <h3 className={classes.reportHeading}>Left out</h3>
          <ul className={classes.report} {...SCROLLS}>
            {reasons.slice(0, MAX_SHOWN).map(({ reason, count, first: { sample, objectId, frame } }) => (
              <li key={reason}>
                {count > 1 && `${COUNT.format(count)} ×, first in `}
                <bdi>{sample}</bdi>
                {frame !== undefined && `, frame ${frame + 1}`}
                {objectId !== undefined && `, object ${objectId}`}: {reason}
              </li>
            ))}
            {reasons.length > MAX_SHOWN && <li>and {COUNT.format(reasons.length - MAX_SHOWN)} more reasons</li>}
            {skippedCount > skipped.length && <li>and {COUNT.format(skippedCount - skipped.length)} more</li>}
          </ul>
        </>
      )}
    </div>
  );
}
