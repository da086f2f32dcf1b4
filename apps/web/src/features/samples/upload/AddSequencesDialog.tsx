import { Alert, Button, Checkbox, Group, Modal, NumberInput, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { sentenceOf } from "../../../api/errors.js";
import { ProgressBar } from "../../../components/ProgressBar.js";
import classes from "./AddSequencesDialog.module.css";
import {
  type FaultRule,
  type FoundSequence,
  type FoundSequences,
  type FoundVideo,
  inspectSequences,
  sequenceToAdd,
} from "./inspect-sequences.js";
import type { NamedFile, NewSequence } from "./upload-queue.js";

const COUNT = new Intl.NumberFormat("en");
const RATE = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
/** More frames of a video than an editor can hold are a mistake. */
const MAX_FRAMES = 10_000;
/** So many damaged frames of a sequence are named. */
const MAX_FAULTS = 10;
/** So many sequences are listed; all are added. */
const MAX_LISTED = 200;

interface AddSequencesDialogProps {
  readonly files: readonly NamedFile[];
  readonly onAdd: (sequences: readonly NewSequence[]) => void;
  readonly onClose: () => void;
}

/** Shows which sequences files make up, before anything is uploaded. */
export function AddSequencesDialog({ files, onAdd, onClose }: AddSequencesDialogProps) {
  const [progress, setProgress] = useState({ done: 0, total: files.length });
  const [found, setFound] = useState<FoundSequences>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const stop = new AbortController();
    const onProgress = (done: number, total: number) => setProgress({ done, total });
    inspectSequences(files, { signal: stop.signal, onProgress }).then(
      (result) => stop.signal.aborted || setFound(result),
      (reason) => stop.signal.aborted || setError(reason),
    );
    return () => stop.abort();
  }, [files]);
  return (
    <Modal opened onClose={onClose} title="Add sequences" size={640} closeButtonProps={{ "aria-label": "Close" }}>
      {error !== undefined && (
        <Alert color="red" variant="light" role="alert">
          {sentenceOf(error)}
        </Alert>
      )}
      {found === undefined && error === undefined && (
        <ProgressBar label="Checking the frames" done={progress.done} total={progress.total} />
      )}
      {found !== undefined && <Choice found={found} onAdd={onAdd} onClose={onClose} />}
    </Modal>
  );
}

function Choice({
  found: { sequences, videos, otherFiles },
  onAdd,
  onClose,
}: Pick<AddSequencesDialogProps, "onAdd" | "onClose"> & { readonly found: FoundSequences }) {
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [rule, setRule] = useState<FaultRule>();
  const [only] = sequences.length === 1 && videos.length === 0 ? sequences : [];
  const [name, setName] = useState(only?.name ?? "");
  const chosen = sequences.filter((sequence) => !leftOut.has(sequence.name) && hasPicture(sequence));
  const hasFaults = chosen.some(({ frames }) => frames.some(({ fault }) => fault !== null));
  const [every, setEvery] = useState(1);
  const taken = videos.filter((video) => !leftOut.has(video.name) && framesOf(video) > 0);
  const tooLong = taken.find((video) => Math.ceil(framesOf(video) / every) > MAX_FRAMES);
  const count = chosen.length + taken.length;
  const isDecided = !hasFaults || rule !== undefined;
  const isReady = count > 0 && isDecided && tooLong === undefined && (only === undefined || name.trim() !== "");
  const extraction = useExtraction();
  const add = async () => {
    const named = only === undefined ? chosen : chosen.map((sequence) => ({ ...sequence, name: name.trim() }));
    const pictures = named.map((sequence) => sequenceToAdd(sequence, rule ?? "leave-out"));
    const extracted = taken.length === 0 ? [] : await extraction.run(taken, every);
    if (extracted === undefined) return;
    onAdd([...pictures, ...extracted]);
    onClose();
  };
  const toggle = (toggledName: string) => setLeftOut((names) => toggled(names, toggledName));
  if (sequences.length + videos.length === 0) return <NothingFound otherFiles={otherFiles.length} onClose={onClose} />;
  if (extraction.progress !== undefined) return <Extracting extraction={extraction} onClose={onClose} />;
  return (
    <>
      <Text>
        {counted(sequences.length + videos.length, "sequence")} with{" "}
        {counted(sumOf(sequences) + videos.reduce((sum, video) => sum + framesOf(video), 0), "frame")}
        {otherFiles.length > 0 && `. ${counted(otherFiles.length, "file")} of other kinds will be left out`}.
      </Text>
      {only !== undefined && (
        <TextInput mt="sm" label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul className={classes.list} tabIndex={0} aria-label="Sequences">
        {sequences.slice(0, MAX_LISTED).map((sequence) => (
          <SequenceRow
            key={sequence.name}
            sequence={sequence}
            isOnly={only !== undefined}
            isChosen={chosen.includes(sequence)}
            onToggle={() => toggle(sequence.name)}
          />
        ))}
        {videos.map((video) => (
          <VideoRow
            key={video.name}
            video={video}
            isChosen={taken.includes(video)}
            onToggle={() => toggle(video.name)}
          />
        ))}
        {sequences.length > MAX_LISTED && (
          <li className={classes.sequence}>and {COUNT.format(sequences.length - MAX_LISTED)} more</li>
        )}
      </ul>
      {taken.length > 0 && (
        <NumberInput
          mt="md"
          maw={240}
          label="Of videos, take every … frame"
          min={1}
          max={1000}
          allowDecimal={false}
          value={every}
          onChange={(value) => setEvery(Math.max(1, Number(value) || 1))}
          error={tooLong && `${tooLong.name} would have more than ${COUNT.format(MAX_FRAMES)} frames.`}
        />
      )}
      {hasFaults && (
        <Radio.Group
          mt="md"
          label="Damaged frames"
          value={rule ?? ""}
          onChange={(value) => setRule(value === "keep-place" ? value : "leave-out")}
        >
          <Stack gap={6} mt={6}>
            <Radio value="leave-out" label="Leave them out: later frames move up" />
            <Radio value="keep-place" label="Keep their places, without a picture" />
          </Stack>
        </Radio.Group>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => void add()} disabled={!isReady}>
          Add {counted(count, "sequence")}
        </Button>
      </Group>
    </>
  );
}

function SequenceRow({
  sequence,
  isOnly,
  isChosen,
  onToggle,
}: {
  readonly sequence: FoundSequence;
  readonly isOnly: boolean;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}) {
  const { name, frames, sizes, hasTimestamps } = sequence;
  const faults = frames.filter(({ fault }) => fault !== null);
  return (
    <li className={classes.sequence}>
      <Checkbox
        label={<bdi className={classes.name}>{name}</bdi>}
        checked={isChosen}
        disabled={isOnly || !hasPicture(sequence)}
        onChange={onToggle}
      />
      <div className={classes.facts}>
        {counted(frames.length, "frame")}
        {sizes.length === 1 && `, ${sizes[0]}`}
        {hasTimestamps ? ", timestamps from the names" : ", no timestamps"}
        {sizes.length > 1 && (
          <div className={classes.word}>
            The frames differ in size: {sizes.slice(0, 3).join(", ")}
            {sizes.length > 3 && ` and ${sizes.length - 3} more`}. They are kept as they are.
          </div>
        )}
      </div>
      {faults.length > 0 && (
        <ul className={classes.faults}>
          {faults.slice(0, MAX_FAULTS).map(({ name: frame, fault }) => (
            <li key={frame}>
              <b>{frame}</b>: {fault}
            </li>
          ))}
          {faults.length > MAX_FAULTS && <li>and {counted(faults.length - MAX_FAULTS, "more damaged frame")}</li>}
        </ul>
      )}
    </li>
  );
}

function VideoRow({
  video,
  isChosen,
  onToggle,
}: {
  readonly video: FoundVideo;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}) {
  const { name, facts } = video;
  return (
    <li className={classes.sequence}>
      <Checkbox
        label={<bdi className={classes.name}>{name}</bdi>}
        checked={isChosen}
        disabled={typeof facts === "string"}
        onChange={onToggle}
      />
      <div className={classes.facts}>
        {typeof facts === "string" ? (
          <span className={classes.word}>{facts}</span>
        ) : (
          `Video of ${counted(facts.frameCount, "frame")}, ${facts.widthPx} × ${facts.heightPx}, ${RATE.format(facts.framesPerSecond)} a second`
        )}
      </div>
    </li>
  );
}

interface Extraction {
  readonly progress: { readonly name: string; readonly done: number; readonly total: number } | undefined;
  readonly error: string | undefined;
  /** The frames of videos; undefined where it was stopped or failed. */
  readonly run: (videos: readonly FoundVideo[], every: number) => Promise<NewSequence[] | undefined>;
}

function useExtraction(): Extraction {
  const [progress, setProgress] = useState<Extraction["progress"]>();
  const [error, setError] = useState<string>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const run = async (videos: readonly FoundVideo[], every: number) => {
    const controller = new AbortController();
    stop.current = controller;
    const total = videos.reduce((sum, video) => sum + framesOf(video), 0);
    const sequences: NewSequence[] = [];
    let done = 0;
    let [{ name }] = videos as readonly [FoundVideo];
    try {
      const { extractFrames } = await import("./video-frames.js");
      for (const video of videos) {
        name = video.name;
        setProgress({ name, done, total });
        const onFrame = () => {
          done += 1;
          setProgress({ name: video.name, done, total });
        };
        const frames = await extractFrames(video.file, { every, signal: controller.signal, onFrame });
        sequences.push({ name, frames });
      }
      return controller.signal.aborted ? undefined : sequences;
    } catch (reason) {
      if (!controller.signal.aborted)
        setError(`${name} cannot be read to its end: ${reason instanceof Error ? reason.message : String(reason)}`);
      return undefined;
    }
  };
  return { progress, error, run };
}

function Extracting({ extraction, onClose }: { readonly extraction: Extraction; readonly onClose: () => void }) {
  const { progress, error } = extraction;
  return (
    <>
      {error === undefined ? (
        <ProgressBar label={`Frames of ${progress?.name}`} done={progress?.done ?? 0} total={progress?.total ?? 0} />
      ) : (
        <Alert color="red" variant="light" role="alert">
          {error}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {error === undefined ? "Cancel" : "Close"}
        </Button>
      </Group>
    </>
  );
}

function NothingFound({ otherFiles, onClose }: { readonly otherFiles: number; readonly onClose: () => void }) {
  return (
    <>
      <Text>
        There are no images and no videos among {counted(otherFiles, "file")}. Frames are JPEG, PNG, WebP, GIF or BMP
        files, a folder for each sequence.
      </Text>
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose}>Close</Button>
      </Group>
    </>
  );
}

function hasPicture({ frames }: FoundSequence): boolean {
  return frames.some(({ fault }) => fault === null);
}

/** 0 for a video that cannot be read. */
function framesOf({ facts }: FoundVideo): number {
  return typeof facts === "string" ? 0 : facts.frameCount;
}

function sumOf(sequences: readonly FoundSequence[]): number {
  return sequences.reduce((sum, { frames }) => sum + frames.length, 0);
}

function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return names.has(name) ? new Set([...names].filter((other) => other !== name)) : new Set([...names, name]);
}

function counted(count: number, noun: string): string {
  return `${COUNT.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}
