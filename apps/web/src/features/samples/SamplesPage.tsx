import { ActionIcon, Button, Chip, Group, SegmentedControl, Tooltip } from "@mantine/core";
import { IconLayoutGrid, IconList, IconRefresh } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { LABEL_STATUSES, type LabelStatus } from "@tessera/schema";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import {
  fetchAllUuids,
  fetchSamples,
  refreshSamples,
  type SampleListOptions,
  useSamplePages,
} from "../../api/samples.js";
import { NothingFoundDrawing, UploadDrawing } from "../../components/drawings.js";
import { EmptyState } from "../../components/EmptyState.js";
import { ErrorState } from "../../components/ErrorState.js";
import { notifyError } from "../../components/notify.js";
import { Page } from "../../components/Page.js";
import { QueryBar } from "../../components/QueryBar.js";
import { TilesSkeleton } from "../../components/Skeletons.js";
import { STATUSES } from "../../components/status.js";
import { VirtualGrid } from "../../components/VirtualGrid.js";
import { hasImageShapes } from "../../domain/task-types.js";
import { useCurrentDataset, useMay } from "../dataset/dataset-context.js";
import { ApiHint } from "./ApiHint.js";
import { BulkActions } from "./BulkActions.js";
import { useListSearch } from "./list-search.js";
import { suggestWords } from "./query-suggestions.js";
import classes from "./SamplesPage.module.css";
import { SampleTable } from "./SampleTable.js";
import { CAPTION_PX, SampleTile } from "./SampleTile.js";
import {
  formatSampleQuery,
  isFiltered,
  listParams,
  parseSampleQuery,
  type SampleQuery,
  toggleStatus,
} from "./sample-query.js";
import { AddSamplesMenu } from "./upload/AddSamplesMenu.js";
import { DropZone } from "./upload/DropZone.js";
import { fileKindOf, KIND_WORDS } from "./upload/file-check.js";
import { startSequences, startUpload } from "./upload/start-upload.js";
import type { NamedFile } from "./upload/upload-queue.js";
import { useSampleSelection } from "./use-selection.js";

const AddSequencesDialog = lazy(() =>
  import("./upload/AddSequencesDialog.js").then(({ AddSequencesDialog: component }) => ({ default: component })),
);

const route = getRouteApi("/app/@{$owner}/$dataset/samples");
const COUNT = new Intl.NumberFormat("en");

/** A dataset's samples: to look through, to choose from, to add to. */
export function SamplesPage() {
  const dataset = useCurrentDataset();
  const mayAdd = useMay("administer");
  const mayManage = useMay("manage");
  const { q = "", view } = route.useSearch();
  const navigate = route.useNavigate();
  const listSearch = useListSearch();
  const { query, faults } = useMemo(() => parseSampleQuery(q), [q]);
  const isTable = view === "table";
  const options = useMemo<SampleListOptions>(
    () => ({ params: listParams(query), hasLabels: !isTable && hasImageShapes(dataset.task_type) }),
    [query, isTable, dataset.task_type],
  );
  const [range, setRange] = useState({ first: 0, last: 0 });
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const { sampleAt, count, error, refetch } = useSamplePages(dataset.full_name, options, range);

  const setQuery = useCallback(
    (text: string) =>
      navigate({ search: (search) => ({ ...search, q: text === "" ? undefined : text }) as never, replace: true }),
    [navigate],
  );
  const change = (next: SampleQuery) => void setQuery(formatSampleQuery(next));
  const { selection, uuids, clear } = useSampleSelection({
    sampleAt,
    fetchRange: (first, last) => fetchSamples(dataset.full_name, options, first, last),
    fetchAll: () => fetchAllUuids(dataset.full_name, options.params),
    onError: notifyError,
  });
  const kind = fileKindOf(dataset.task_type);
  const isSequence = kind === "image-sequence";
  /** Frames that are looked at before they are uploaded. */
  const [frames, setFrames] = useState<readonly NamedFile[]>();
  const upload = useCallback(
    (files: readonly NamedFile[]) => {
      if (!isSequence) startUpload(dataset, files);
      else if (files.length > 0) setFrames(files);
    },
    [dataset, isSequence],
  );
  const inSight = useMemo(
    () =>
      Array.from({ length: Math.min(60, range.last - range.first + 1) }, (_, at) => sampleAt(range.first + at)).filter(
        (sample) => sample !== undefined,
      ),
    [range, sampleAt],
  );
  const open = (uuid: string) =>
    navigate({
      to: "/@{$owner}/$dataset/samples/$uuid",
      params: { owner: dataset.owner.username, dataset: dataset.name, uuid },
      search: listSearch,
      state: { isFromList: true },
    });

  // Until the list has answered, the dataset's own count says it: nothing that can be clicked gives way to something else.
  const known = count ?? (error === null ? dataset.samples_count : undefined);
  const isEmpty = known === 0 && !isFiltered(query);
  return (
    <Page title={`Samples · ${dataset.full_name}`} width="wide">
      {!isEmpty && (
        <div className={classes.tools}>
          <QueryBar
            label="Filter samples"
            placeholder="Filter by name, status:labeled, city:London, sort:-created"
            value={q}
            onChange={setQuery}
            suggest={(word) => suggestWords(word, inSight)}
            faults={faults}
          />
          <Tooltip label="Ask the server again">
            <ActionIcon
              size={32}
              variant="default"
              aria-label="Refresh"
              onClick={() => void refreshSamples(dataset.full_name)}
            >
              <IconRefresh size={16} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <ViewSwitch
            isTable={isTable}
            onChange={(next) => navigate({ search: (search) => ({ ...search, view: next }) as never, replace: true })}
          />
          {mayAdd && kind !== undefined && <AddSamplesMenu kind={kind} onFiles={upload} />}
        </div>
      )}
      {!isEmpty && <StatusChips query={query} onChange={change} count={count} />}
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {error === null && count === undefined && !isEmpty && <TilesSkeleton />}
      {isEmpty &&
        (mayAdd && kind !== undefined ? (
          <EmptyState
            drawing={<UploadDrawing />}
            title="Add the first samples"
            action={<AddSamplesMenu kind={kind} onFiles={upload} />}
          >
            {isSequence
              ? `Drop a folder, or several, anywhere on this page: ${KIND_WORDS[kind]}. Each folder of frames becomes a sample, and so does each video.`
              : `Drop files or a folder anywhere on this page: ${KIND_WORDS[kind]}. Each file becomes a sample.`}
          </EmptyState>
        ) : (
          <ApiHint mayAdd={mayAdd} />
        ))}
      {count === 0 && !isEmpty && error === null && (
        <EmptyState
          drawing={<NothingFoundDrawing />}
          title="No sample fits"
          action={
            <Button variant="default" onClick={() => void setQuery("")}>
              Show all samples
            </Button>
          }
        >
          All words of the filter must fit at once.
        </EmptyState>
      )}
      {count !== undefined &&
        count > 0 &&
        error === null &&
        (isTable ? (
          <SampleTable
            count={count}
            sampleAt={sampleAt}
            query={query}
            onSort={(sort) =>
              change({ ...query, sort, isDescending: query.sort === sort ? !query.isDescending : sort !== "name" })
            }
            onOpen={({ uuid }) => void open(uuid)}
            onRange={onRange}
            selection={mayManage ? selection : undefined}
          />
        ) : (
          <VirtualGrid
            label="Samples"
            count={count}
            minTilePx={192}
            tileHeight={(width) => width * 0.75 + CAPTION_PX}
            renderTile={(index) => (
              <SampleTile
                sample={sampleAt(index)}
                isSelected={selection.isSelected(index)}
                onToggle={mayManage ? (toggling) => selection.toggle(index, toggling) : undefined}
              />
            )}
            onOpen={(index) => {
              const sample = sampleAt(index);
              if (sample !== undefined) void open(sample.uuid);
            }}
            onRange={onRange}
            selection={mayManage ? selection : undefined}
          />
        ))}
      {mayManage && <BulkActions uuids={uuids} onClear={clear} />}
      {mayAdd && kind !== undefined && <DropZone words={`Add them to ${dataset.name}`} onFiles={upload} />}
      {frames !== undefined && (
        <Suspense>
          <AddSequencesDialog
            files={frames}
            onAdd={(sequences) => startSequences(dataset, sequences)}
            onClose={() => setFrames(undefined)}
          />
        </Suspense>
      )}
    </Page>
  );
}

function ViewSwitch({
  isTable,
  onChange,
}: {
  readonly isTable: boolean;
  readonly onChange: (view: "table" | undefined) => void;
}) {
  const icon = { size: 16, stroke: 1.6, "aria-hidden": true } as const;
  return (
    <SegmentedControl
      aria-label="View"
      size="xs"
      value={isTable ? "table" : "grid"}
      onChange={(next) => onChange(next === "table" ? "table" : undefined)}
      data={[
        {
          value: "grid",
          label: (
            <span className={classes.view} title="Grid">
              <IconLayoutGrid {...icon} />
              <span className={classes.hidden}>Grid</span>
            </span>
          ),
        },
        {
          value: "table",
          label: (
            <span className={classes.view} title="Table">
              <IconList {...icon} />
              <span className={classes.hidden}>Table</span>
            </span>
          ),
        },
      ]}
    />
  );
}

interface StatusChipsProps {
  readonly query: SampleQuery;
  readonly count: number | undefined;
  readonly onChange: (query: SampleQuery) => void;
}

/** The statuses that occur, to filter by with one click. */
function StatusChips({ query, count, onChange }: StatusChipsProps) {
  const { label_stats } = useCurrentDataset();
  const shown = LABEL_STATUSES.filter(
    (status: LabelStatus) => (label_stats[status] ?? 0) > 0 || query.statuses.includes(status),
  );
  return (
    <Group gap={6} mb={16} mih={24}>
      {shown.map((status) => (
        <Chip
          key={status}
          size="xs"
          radius="xl"
          variant="outline"
          checked={query.statuses.includes(status)}
          onChange={() => onChange(toggleStatus(query, status))}
        >
          {STATUSES[status].name} {COUNT.format(label_stats[status] ?? 0)}
        </Chip>
      ))}
      <span className={classes.count} aria-live="polite">
        {count !== undefined && `${COUNT.format(count)} ${count === 1 ? "sample" : "samples"}`}
      </span>
    </Group>
  );
}
