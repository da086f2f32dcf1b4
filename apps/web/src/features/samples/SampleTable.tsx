import { Link } from "@tanstack/react-router";
import type { SampleInList } from "../../api/types.js";
import { RelativeTime } from "../../components/RelativeTime.js";
import { StatusBadge } from "../../components/StatusBadge.js";
import { type Column, type Selection, VirtualTable } from "../../components/VirtualTable.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { useListSearch } from "./list-search.js";
import { SamplePicture } from "./SamplePicture.js";
import classes from "./SampleTable.module.css";
import { type SampleQuery, SORT_WORDS } from "./sample-query.js";
import { frameCountOf } from "./sequence-frames.js";

interface SampleTableProps {
  readonly count: number;
  readonly sampleAt: (index: number) => SampleInList | undefined;
  readonly query: SampleQuery;
  readonly onSort: (sort: SampleQuery["sort"]) => void;
  readonly onOpen: (sample: SampleInList) => void;
  readonly onRange: (first: number, last: number) => void;
  readonly selection: Selection | undefined;
}

const NAME_COLUMN = 0;
const COUNT = new Intl.NumberFormat("en");

/** Names of columns are the words of `sort:`. */
const COLUMNS: readonly Column<SampleInList>[] = [
  {
    id: "name",
    header: "Name",
    width: "minmax(220px, 3fr)",
    isSortable: true,
    render: (sample) => <NameCell sample={sample} />,
  },
  {
    id: "labeled",
    header: "Status",
    width: "120px",
    isSortable: true,
    render: ({ label }) => <StatusBadge status={label?.label_status ?? "UNLABELED"} />,
  },
  {
    id: "metadata",
    header: "Metadata",
    width: "minmax(120px, 2fr)",
    render: ({ metadata }) => <MetadataCell metadata={metadata} />,
  },
  { id: "assigned", header: "Assigned", width: "120px", render: (sample) => assignees(sample) },
  {
    id: "priority",
    header: "Priority",
    width: "64px",
    isRight: true,
    isSortable: true,
    render: ({ priority }) => (priority === 0 ? "" : priority),
  },
  {
    id: "updated",
    header: "Updated",
    width: "104px",
    isSortable: true,
    render: ({ updated_at }) => <RelativeTime time={updated_at} />,
  },
];

const FRAMES: Column<SampleInList> = {
  id: "frames",
  header: "Frames",
  width: "72px",
  isRight: true,
  render: ({ attributes }) => COUNT.format(frameCountOf(attributes) ?? 0),
};

const SEQUENCE_COLUMNS = COLUMNS.toSpliced(NAME_COLUMN + 1, 0, FRAMES);

export function SampleTable(props: SampleTableProps) {
  const { query, onSort } = props;
  const isSequence = useCurrentDataset().task_type.endsWith("-sequence");
  const column = Object.entries(SORT_WORDS).find(([, key]) => key === query.sort)?.[0];
  return (
    <VirtualTable
      label="Samples"
      columns={isSequence ? SEQUENCE_COLUMNS : COLUMNS}
      count={props.count}
      rowAt={props.sampleAt}
      keyOf={({ uuid }) => uuid}
      nameOf={({ name }) => name}
      rowHeightPx={52}
      sort={column === undefined ? undefined : { column, isDescending: query.isDescending }}
      onSort={(id) => {
        const sort = SORT_WORDS[id as keyof typeof SORT_WORDS];
        if (sort !== undefined) onSort(sort);
      }}
      onOpen={props.onOpen}
      selection={props.selection}
      onRange={props.onRange}
    />
  );
}

function NameCell({ sample }: { readonly sample: SampleInList }) {
  const { owner, name } = useCurrentDataset();
  const search = useListSearch();
  return (
    <div className={classes.name}>
      <span className={classes.picture}>
        <SamplePicture sample={sample} shapes={[]} />
      </span>
      <Link
        to="/@{$owner}/$dataset/samples/$uuid"
        params={{ owner: owner.username, dataset: name, uuid: sample.uuid }}
        search={search}
        state={{ isFromList: true }}
        className={classes.link}
        tabIndex={-1}
        preload={false}
        title={sample.name}
      >
        <bdi>{sample.name}</bdi>
      </Link>
    </div>
  );
}

function MetadataCell({ metadata }: { readonly metadata: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(metadata);
  const text = entries.map(([key, value]) => `${key}: ${String(value)}`).join(", ");
  return (
    <span className={classes.dimmed} title={text} dir="auto">
      {text}
    </span>
  );
}

function assignees({ assigned_labeler, assigned_reviewer }: SampleInList): string {
  return [...new Set([assigned_labeler, assigned_reviewer])].filter(Boolean).join(", ");
}
