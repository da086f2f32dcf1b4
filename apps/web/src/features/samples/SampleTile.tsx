import { Checkbox, Skeleton, Tooltip } from "@mantine/core";
import { IconFlag, IconMessage, IconStack2 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type MouseEvent, type PointerEvent, useEffect, useMemo, useState } from "react";
import type { SampleInList } from "../../api/types.js";
import { StatusBadge } from "../../components/StatusBadge.js";
import { UserAvatar } from "../../components/UserAvatar.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { useListSearch } from "./list-search.js";
import { SamplePicture } from "./SamplePicture.js";
import classes from "./SampleTile.module.css";
import { SequencePlayback } from "./SequencePlayback.js";
import { frameCountOf, playedUrls } from "./sequence-frames.js";
import { shapesOf } from "./shapes.js";

/** The caption below the picture. */
export const CAPTION_PX = 56;

const COUNT = new Intl.NumberFormat("en");

/** A pointer that only passes over a tile plays nothing. */
const HOVER_MS = 200;

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
  const hover = useHover();
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
  const frameCount = frameCountOf(sample.attributes);
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
        aria-label={`Open ${sample.name}${frameCount === undefined ? "" : `, ${framesText(frameCount)}`}`}
        onClick={click}
      >
        <span className={classes.picture} {...(frameCount !== undefined && hover.handlers)}>
          <SamplePicture key={sample.thumbnail?.url ?? sample.updated_at} sample={sample} shapes={shapes} />
          {hover.isHovered && frameCount !== undefined && <Playback attributes={sample.attributes} />}
          {frameCount !== undefined && (
            <span className={classes.frames}>
              <IconStack2 size={13} stroke={1.8} aria-hidden="true" />
              {COUNT.format(frameCount)}
            </span>
          )}
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

function framesText(count: number): string {
  return `${COUNT.format(count)} ${count === 1 ? "frame" : "frames"}`;
}

function Playback({ attributes }: { readonly attributes: unknown }) {
  const urls = useMemo(() => playedUrls(attributes), [attributes]);
  return urls.length < 2 ? null : <SequencePlayback urls={urls} />;
}

/** Whether a mouse rests on something; never for people who asked for less motion. */
function useHover() {
  const [isOver, setIsOver] = useState(false);
  const [isHovered, setIsHovered] = useState(false);
  useEffect(() => {
    if (!isOver) return setIsHovered(false);
    const timer = setTimeout(() => setIsHovered(true), HOVER_MS);
    return () => clearTimeout(timer);
  }, [isOver]);
  return {
    isHovered,
    handlers: {
      onPointerEnter: ({ pointerType }: PointerEvent) =>
        setIsOver(pointerType === "mouse" && !matchMedia("(prefers-reduced-motion: reduce)").matches),
      onPointerLeave: () => setIsOver(false),
    },
  };
}
