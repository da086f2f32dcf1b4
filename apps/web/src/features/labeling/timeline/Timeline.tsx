import { ActionIcon, NativeSelect, NumberInput, Tooltip } from "@mantine/core";
import {
  IconChevronDown,
  IconChevronLeft,
  IconChevronRight,
  IconChevronsLeft,
  IconChevronsRight,
  IconChevronUp,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
} from "@tabler/icons-react";
import { type ReactNode, useSyncExternalStore } from "react";
import { Splitter } from "../components/Splitter.js";
import { useFrame } from "../page/use-frame.js";
import { hotkeyText, useSettings, useWorkbench } from "../page/workbench-context.js";
import { type Playback, SPEEDS } from "./playback.js";
import classes from "./Timeline.module.css";
import { TrackGrid } from "./TrackGrid.js";
import { HEADER_PX, RULER_PX } from "./timeline-layout.js";
import type { TimelineSource } from "./timeline-source.js";

const MIN_HEIGHT_PX = 80;
const MAX_HEIGHT_PX = 480;

interface TimelineProps {
  readonly source: TimelineSource;
  readonly playback: Playback;
}

/** The frames of a sequence, and its objects through them. */
export function Timeline({ source, playback }: TimelineProps) {
  const { settings } = useWorkbench();
  const { isTimelineOpen, timelineHeightPx } = useSettings();
  return (
    <section className={classes.timeline} aria-label="Timeline" data-testid="timeline">
      {isTimelineOpen && (
        <div className={classes.edge}>
          <Splitter
            label="Height of the timeline"
            heightPx={timelineHeightPx}
            minPx={MIN_HEIGHT_PX}
            maxPx={MAX_HEIGHT_PX}
            onResize={(heightPx) => settings.set({ timelineHeightPx: heightPx })}
          />
        </div>
      )}
      <div className={classes.header} style={{ height: HEADER_PX }}>
        <Buttons source={source} playback={playback} />
        <FrameField source={source} />
        <FrameWords source={source} />
        <SpeedField playback={playback} />
        <ActionIcon
          size={22}
          aria-label={isTimelineOpen ? "Hide the tracks" : "Show the tracks"}
          aria-expanded={isTimelineOpen}
          onClick={() => settings.set({ isTimelineOpen: !isTimelineOpen })}
        >
          {isTimelineOpen ? <IconChevronDown size={16} /> : <IconChevronUp size={16} />}
        </ActionIcon>
      </div>
      <TrackGrid source={source} heightPx={isTimelineOpen ? timelineHeightPx : RULER_PX} />
    </section>
  );
}

function Buttons({ source: { editor }, playback }: TimelineProps) {
  const isPlaying = useSyncExternalStore(playback.isPlaying.subscribe, playback.isPlaying.get);
  const button = (id: string, icon: ReactNode) => {
    const label = editor.actions.all.find((action) => action.id === id)?.label ?? id;
    return (
      <Tooltip label={`${label} · ${hotkeyText(editor, id)}`}>
        <ActionIcon size={22} aria-label={label} onClick={() => void editor.actions.run(id)}>
          {icon}
        </ActionIcon>
      </Tooltip>
    );
  };
  return (
    <>
      {button("frame.first", <IconPlayerSkipBack size={15} />)}
      {button("frame.back-5", <IconChevronsLeft size={16} />)}
      {button("frame.previous", <IconChevronLeft size={16} />)}
      {button("frame.play", isPlaying ? <IconPlayerPauseFilled size={15} /> : <IconPlayerPlayFilled size={15} />)}
      {button("frame.next", <IconChevronRight size={16} />)}
      {button("frame.ahead-5", <IconChevronsRight size={16} />)}
      {button("frame.last", <IconPlayerSkipForward size={15} />)}
    </>
  );
}

/** The frame in view, from 1; another number goes there. */
function FrameField({ source }: Pick<TimelineProps, "source">) {
  const frame = useFrame(source.editor.document);
  const { focusCanvas } = useWorkbench();
  const { count } = source.times;
  return (
    <div className={classes.frame} data-testid="frame" data-frame={frame + 1}>
      <NumberInput
        aria-label="Frame"
        size="xs"
        w={62}
        hideControls
        min={1}
        max={count}
        allowDecimal={false}
        styles={{ input: { height: 22, minHeight: 22, textAlign: "right" } }}
        value={frame + 1}
        onChange={(value) => typeof value === "number" && value >= 1 && value <= count && source.go(value - 1)}
        onKeyDown={(event) => (event.key === "Enter" || event.key === "Escape") && focusCanvas()}
      />
      <span data-testid="frame-count">/ {count}</span>
    </div>
  );
}

function FrameWords({ source }: Pick<TimelineProps, "source">) {
  const frame = useFrame(source.editor.document);
  const words = [source.frameName(frame), source.timestampText(frame)].filter((text) => text !== undefined);
  return (
    <span className={classes.name} title={words.join(" · ")} data-testid="frame-name">
      {words.join(" · ")}
    </span>
  );
}

function SpeedField({ playback }: Pick<TimelineProps, "playback">) {
  const { focusCanvas } = useWorkbench();
  const speed = useSyncExternalStore(playback.speed.subscribe, playback.speed.get);
  return (
    <NativeSelect
      aria-label="Speed"
      size="xs"
      w={72}
      styles={{ input: { height: 22, minHeight: 22, lineHeight: "20px", paddingBlock: 0 } }}
      value={String(speed)}
      data={SPEEDS.map((each) => ({ value: String(each), label: `${each}×` }))}
      onChange={(event) => {
        playback.speed.set(Number(event.currentTarget.value));
        focusCanvas();
      }}
    />
  );
}
