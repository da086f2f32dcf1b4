import { Tooltip } from "@mantine/core";
import { IconArchive, IconWorld } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { TaskType } from "@tessera/schema";
import type { Dataset } from "@tessera/sdk";
import { useMemo, useState } from "react";
import { RelativeTime } from "../../components/RelativeTime.js";
import { StatusBar } from "../../components/StatusBadge.js";
import { labeledCount, percent, totalOf } from "../../components/status.js";
import { type Column, type TableSort, VirtualTable } from "../../components/VirtualTable.js";
import { hasEditor, TASK_WORDS } from "../../domain/task-types.js";
import classes from "./DatasetTable.module.css";
import { sortDatasets } from "./dataset-search.js";

const COUNT = new Intl.NumberFormat("en");
/** Columns of numbers and times start with the largest. */
const DESCENDING_FIRST = new Set(["progress", "samples", "created"]);

const COLUMNS: readonly Column<Dataset>[] = [
  {
    id: "name",
    header: "Dataset",
    width: "minmax(240px, 3fr)",
    isSortable: true,
    render: (row) => <NameCell dataset={row} />,
  },
  {
    id: "type",
    header: "Type",
    width: "minmax(130px, 1.1fr)",
    isSortable: true,
    render: (row) => <TypeCell taskType={row.task_type} />,
  },
  {
    id: "progress",
    header: "Progress",
    width: "minmax(140px, 1.3fr)",
    isSortable: true,
    render: (row) => <ProgressCell dataset={row} />,
  },
  {
    id: "samples",
    header: "Samples",
    width: "72px",
    isRight: true,
    isSortable: true,
    render: (row) => COUNT.format(row.samples_count),
  },
  {
    id: "created",
    header: "Created",
    width: "104px",
    isSortable: true,
    render: (row) => <RelativeTime time={row.created_at} />,
  },
];

/** Datasets, one a row. */
export function DatasetTable({ datasets }: { readonly datasets: readonly Dataset[] }) {
  const navigate = useNavigate();
  const [sort, setSort] = useState<TableSort>({ column: "created", isDescending: true });
  const rows = useMemo(() => sortDatasets(datasets, sort), [datasets, sort]);
  return (
    <VirtualTable
      label="Datasets"
      columns={COLUMNS}
      count={rows.length}
      rowAt={(index) => rows[index]}
      keyOf={(row) => row.full_name}
      nameOf={(row) => row.full_name}
      rowHeightPx={56}
      sort={sort}
      onSort={(column) =>
        setSort({
          column,
          isDescending: sort.column === column ? !sort.isDescending : DESCENDING_FIRST.has(column),
        })
      }
      onOpen={(row) =>
        navigate({ to: "/@{$owner}/$dataset", params: { owner: row.owner.username, dataset: row.name } })
      }
    />
  );
}

function NameCell({ dataset }: { readonly dataset: Dataset }) {
  const { owner, name, description } = dataset;
  return (
    <div className={classes.name}>
      <div className={classes.line}>
        <Link
          to="/@{$owner}/$dataset"
          params={{ owner: owner.username, dataset: name }}
          className={classes.link}
          tabIndex={-1}
          title={dataset.full_name}
        >
          <span className={classes.owner}>{owner.username} / </span>
          {name}
        </Link>
        {dataset.public && (
          <Tooltip label="Public: everybody who is signed in sees it">
            <IconWorld size={14} stroke={1.6} className={classes.mark} aria-label="Public" />
          </Tooltip>
        )}
        {dataset.archived && (
          <Tooltip label="Archived">
            <IconArchive size={14} stroke={1.6} className={classes.mark} aria-label="Archived" />
          </Tooltip>
        )}
      </div>
      {description !== "" && (
        <div className={classes.description} dir="auto" title={description.slice(0, 300)}>
          {description}
        </div>
      )}
    </div>
  );
}

function TypeCell({ taskType }: { readonly taskType: TaskType }) {
  return (
    <div className={classes.name}>
      <div className={classes.description} title={TASK_WORDS[taskType].name} data-tone="text">
        {TASK_WORDS[taskType].name}
      </div>
      {!hasEditor(taskType) && <div className={classes.none}>API only</div>}
    </div>
  );
}

function ProgressCell({ dataset }: { readonly dataset: Dataset }) {
  const { label_stats } = dataset;
  const total = totalOf(label_stats);
  if (total === 0) return <span className={classes.none}>No samples</span>;
  return (
    <div className={classes.progress}>
      <div className={classes.bar}>
        <StatusBar stats={label_stats} />
      </div>
      <span className={classes.percent}>{percent(labeledCount(label_stats), total)} %</span>
    </div>
  );
}
