import { Checkbox, Skeleton, Tooltip } from "@mantine/core";
import { IconFlag, IconMessage } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type MouseEvent, useMemo } from "react";
import type { SampleInList } from "../../api/types.js";
import { StatusBadge } from "../../components/StatusBadge.js";
import { UserAvatar } from "../../components/UserAvatar.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { useListSearch } from "./list-search.js";
import { SamplePicture } from "./SamplePicture.js";
import classes from "./SampleTile.module.css";
import { shapesOf } from "./shapes.js";

/** The caption below the picture. */
export const CAPTION_PX = 56;

interface SampleTileProps {
  readonly sample: SampleInList | undefined;
  readonly isSelected: boolean;
  /** Without it nothing can be selected. */
  readonly onToggle?: ((options: { readonly isRange: boolean }) => void) | undefined;
}

export function SampleTile({ sample, isSelected, onToggle }: SampleTileProps) {
  const dataset = useCurrentDataset();
  const search = useListSearch();
  const categories = dataset.task_attributes?.categories;
  const label = sample?.label;
  const attributes = label !== null && label !== undefined && "attributes" in label ? label.attributes : undefined;
  const shapes = useMemo(() => shapesOf(attributes, categories ?? []), [attributes, categories]);
  if (sample === undefined) {
    return (
      <div className={classes.tile}>
        <Skeleton className={classes.picture} radius={8} />
        <Skeleton height={12} width="70%" mt={12} />
      </div>
    );
  }
  const click = (event: MouseEvent) => {
    if (onToggle === undefined || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onToggle({ isRange: event.shiftKey });
  };
  const { owner, name: datasetName } = dataset;
  const openIssues = sample.issues?.filter(({ status }) => status === "OPEN").length ?? 0;
  return (
    <div className={classes.tile} data-selected={isSelected || undefined}>
      <Link
        to="/@{$owner}/$dataset/samples/$uuid"
        params={{ owner: owner.username, dataset: datasetName, uuid: sample.uuid }}
        search={search}
        state={{ isFromList: true }}
        className={classes.link}
        tabIndex={-1}
        preload={false}
        aria-label={`Open ${sample.name}`}
        onClick={click}
      >
        <span className={classes.picture}>
          <SamplePicture key={sample.thumbnail?.url ?? sample.updated_at} sample={sample} shapes={shapes} />
        </span>
      </Link>
      {onToggle !== undefined && (
        <Checkbox
          className={classes.check}
          aria-label={`Select ${sample.name}`}
          checked={isSelected}
          tabIndex={-1}
          onChange={() => undefined}
          onClick={(event) => onToggle({ isRange: event.shiftKey })}
        />
      )}
      <div className={classes.name} title={sample.name}>
        <bdi>{sample.name}</bdi>
      </div>
      <div className={classes.meta}>
        <StatusBadge status={label?.label_status ?? "UNLABELED"} />
        <span className={classes.marks}>
          {openIssues > 0 && (
            <Tooltip label={`${openIssues} open ${openIssues === 1 ? "issue" : "issues"}`}>
              <IconMessage size={14} stroke={1.6} aria-label={`${openIssues} open issues`} />
            </Tooltip>
          )}
          {sample.priority !== 0 && (
            <Tooltip label={`Priority ${sample.priority}`}>
              <span className={classes.mark}>
                <IconFlag size={14} stroke={1.6} aria-hidden="true" />
                {sample.priority}
              </span>
            </Tooltip>
          )}
          {sample.assigned_labeler && (
            <Tooltip label={`Assigned to ${sample.assigned_labeler}`}>
              <span>
                <UserAvatar name={sample.assigned_labeler} size={18} />
              </span>
            </Tooltip>
          )}
        </span>
      </div>
    </div>
  );
}
