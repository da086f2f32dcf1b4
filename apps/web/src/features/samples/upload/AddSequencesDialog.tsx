import { Alert, Button, Checkbox, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { sentenceOf } from "../../../api/errors.js";
import { ProgressBar } from "../../../components/ProgressBar.js";
import classes from "./AddSequencesDialog.module.css";
import {
  type FaultRule,
  type FoundSequence,
  type FoundSequences,
  inspectSequences,
  sequenceToAdd,
} from "./inspect-sequences.js";
import type { NamedFile, NewSequence } from "./upload-queue.js";

const COUNT = new Intl.NumberFormat("en");
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
  found: { sequences, otherFiles },
  onAdd,
  onClose,
}: Pick<AddSequencesDialogProps, "onAdd" | "onClose"> & { readonly found: FoundSequences }) {
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [rule, setRule] = useState<FaultRule>();
  const [only] = sequences.length === 1 ? sequences : [];
  const [name, setName] = useState(only?.name ?? "");
  const chosen = sequences.filter((sequence) => !leftOut.has(sequence.name) && hasPicture(sequence));
  const hasFaults = chosen.some(({ frames }) => frames.some(({ fault }) => fault !== null));
  const isReady = chosen.length > 0 && (!hasFaults || rule !== undefined) && (only === undefined || name.trim() !== "");
  const add = () => {
    const named = only === undefined ? chosen : chosen.map((sequence) => ({ ...sequence, name: name.trim() }));
    onAdd(named.map((sequence) => sequenceToAdd(sequence, rule ?? "leave-out")));
    onClose();
  };
  if (sequences.length === 0) return <NothingFound otherFiles={otherFiles.length} onClose={onClose} />;
  return (
    <>
      <Text>
        {counted(sequences.length, "sequence")} with {counted(sumOf(sequences), "frame")}
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
            onToggle={() => setLeftOut((names) => toggled(names, sequence.name))}
          />
        ))}
        {sequences.length > MAX_LISTED && (
          <li className={classes.sequence}>and {COUNT.format(sequences.length - MAX_LISTED)} more</li>
        )}
      </ul>
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
        <Button onClick={add} disabled={!isReady}>
          Add {counted(chosen.length, "sequence")}
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

function NothingFound({ otherFiles, onClose }: { readonly otherFiles: number; readonly onClose: () => void }) {
  return (
    <>
      <Text>
        There are no images among {counted(otherFiles, "file")}. Frames are JPEG, PNG, WebP, GIF or BMP files, a folder
        for each sequence.
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

function sumOf(sequences: readonly FoundSequence[]): number {
  return sequences.reduce((sum, { frames }) => sum + frames.length, 0);
}

function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return names.has(name) ? new Set([...names].filter((other) => other !== name)) : new Set([...names, name]);
}

function counted(count: number, noun: string): string {
  return `${COUNT.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}
