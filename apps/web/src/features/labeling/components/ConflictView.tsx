import { Button, Group, Modal } from "@mantine/core";
import { useMemo, useState } from "react";
import { RelativeTime } from "../../../components/RelativeTime.js";
import { useLabeling, useUi, useWorkbench } from "../page/workbench-context.js";
import {
  type ChangeCounts,
  type Choice,
  type ConflictView as Conflict,
  countChanges,
  type Difference,
  mergeLabels,
} from "../session/index.js";
import classes from "./ConflictView.module.css";
import { categoryOf, changeText, differenceName } from "./conflict-words.js";
import { Segments } from "./Segments.js";

/** Somebody saved the label meanwhile: both versions, object by object, and what becomes of each. */
export function ConflictView() {
  const workbench = useWorkbench();
  const { conflict } = useLabeling();
  const { preview, isConflictHidden } = useUi();
  if (conflict === null) return null;
  return (
    <Modal
      // While one of the versions is looked at on the canvas, the choices wait behind it.
      opened={!(preview !== null && isConflictHidden)}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={
        isByOneself(conflict, workbench.services.account)
          ? "You changed this label on two devices"
          : "Two people changed this label"
      }
      size={720}
      keepMounted
    >
      <Comparison key={conflict.theirs?.version ?? "deleted"} conflict={conflict} />
    </Modal>
  );
}

/** Whether both sides are this person's: a draft, or a save, of another device. */
function isByOneself({ otherDraft, theirs }: Conflict, account: string): boolean {
  return otherDraft !== null || (theirs !== null && (theirs.updated_by ?? theirs.created_by) === account);
}

function Comparison({ conflict }: { readonly conflict: Conflict }) {
  const workbench = useWorkbench();
  const { mine, theirs, comparison } = conflict;
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map());
  const [isBusy, setBusy] = useState(false);
  const merged = useMemo(
    () => mergeLabels({ mine: mine.attributes, theirs: theirs?.attributes ?? null }, comparison, choices),
    [mine, theirs, comparison, choices],
  );
  const isOwn = isByOneself(conflict, workbench.services.account);
  const words = isOwn ? DEVICES : PEOPLE;
  const who = isOwn ? "Other device" : theirs === null ? "Somebody" : (theirs.updated_by ?? theirs.created_by);
  const resolve = async (kind: "merge" | "mine" | "theirs") => {
    setBusy(true);
    try {
      await workbench.session.resolveConflict(kind === "merge" ? { kind, choices } : { kind });
    } finally {
      setBusy(false);
      workbench.focusCanvas();
    }
  };
  const look = (title: string, attributes: unknown) => {
    workbench.startPreview({ title, attributes: attributes ?? { annotations: [] } });
    workbench.setUi({ isConflictHidden: true });
  };
  const open = comparison.conflicts.filter(({ key }) => !choices.has(key)).length;
  const chooseAll = (choice: Choice) => setChoices(new Map(comparison.conflicts.map(({ key }) => [key, choice])));
  return (
    <div data-testid="conflict">
      <p className={classes.summary}>
        {isOwn ? (
          conflict.otherDraft === null ? (
            "You saved this label on another device while you worked on it here"
          ) : (
            "You worked on this label on another device, too"
          )
        ) : (
          <>
            <bdi>{who}</bdi> {theirs === null ? "deleted the label" : "saved this label"} while you worked on it
          </>
        )}
        {theirs !== null && (
          <>
            , <RelativeTime time={theirs.updated_at} />
          </>
        )}
        . Nothing is lost:{" "}
        {comparison.conflicts.length === 0
          ? "the changes of both fit together."
          : isOwn
            ? "say what becomes of what you changed on both."
            : "say what becomes of what you both changed."}
      </p>
      <dl className={classes.counts}>
        <dt>{isOwn ? "This device" : "You"}</dt>
        <dd>{countsText(countChanges(comparison, "mine"))}</dd>
        <dt>
          <bdi>{who}</bdi>
        </dt>
        <dd>{countsText(countChanges(comparison, "theirs"))}</dd>
      </dl>
      {comparison.conflicts.length > 1 && (
        <Group gap="xs" mb="xs">
          <Button size="compact-xs" variant="default" onClick={() => chooseAll("mine")}>
            {words.mine} for all
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => chooseAll("theirs")}>
            {words.theirs} for all
          </Button>
        </Group>
      )}
      <div className={classes.table}>
        {[...comparison.conflicts, ...comparison.differences.filter(({ choices: { length } }) => length === 0)].map(
          (difference) => (
            <DifferenceRow
              key={difference.key}
              difference={difference}
              words={words}
              choice={choices.get(difference.key)}
              onChoose={(choice) => setChoices(new Map(choices).set(difference.key, choice))}
            />
          ),
        )}
      </div>
      <Group gap="xs" mt="md">
        <span className={classes.look}>Look at</span>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => look("Your version", mine.attributes)}
          data-testid="look-mine"
        >
          {words.mine}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          disabled={theirs === null}
          onClick={() => look(`The version of ${who}`, theirs?.attributes)}
          data-testid="look-theirs"
        >
          {words.theirs}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => look("Both together, as chosen", merged)}
          data-testid="look-merged"
        >
          Merged
        </Button>
      </Group>
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" disabled={isBusy} onClick={() => void resolve("theirs")} data-testid="use-theirs">
          {isOwn ? "Use the other device's" : "Use theirs"}
        </Button>
        <Button variant="default" disabled={isBusy} onClick={() => void resolve("mine")} data-testid="use-mine">
          {isOwn ? "Use this device's" : "Use mine"}
        </Button>
        <Button loading={isBusy} disabled={open > 0} onClick={() => void resolve("merge")} data-testid="use-merged">
          {open > 0 ? `${open} to decide` : "Use merged"}
        </Button>
      </Group>
    </div>
  );
}

function countsText({ added, changed, removed }: ChangeCounts): string {
  const parts = [
    added > 0 && `${added} added`,
    changed > 0 && `${changed} changed`,
    removed > 0 && `${removed} removed`,
  ].filter(Boolean);
  return parts.length === 0 ? "no changes" : parts.join(", ");
}

type SideWords = Readonly<Record<Choice, string>>;

const PEOPLE: SideWords = { mine: "Mine", theirs: "Theirs", both: "Both" };
const DEVICES: SideWords = { mine: "This device", theirs: "Other device", both: "Both" };

interface DifferenceRowProps {
  readonly difference: Difference;
  readonly words: SideWords;
  readonly choice: Choice | undefined;
  readonly onChoose: (choice: Choice) => void;
}

function DifferenceRow({ difference, words, choice, onChoose }: DifferenceRowProps) {
  const { dataset } = useWorkbench();
  const name = differenceName(difference);
  return (
    <div className={classes.row} data-testid="difference">
      <span className={classes.name} dir="auto">
        {name} <span className={classes.quiet}>{categoryOf(difference, dataset)}</span>
      </span>
      <span className={classes.change}>
        {words.mine}: {changeText(difference, "mine")}
      </span>
      <span className={classes.change}>
        {words.theirs}: {changeText(difference, "theirs")}
      </span>
      {difference.choices.length > 0 ? (
        <Segments
          aria-label={`What becomes of ${name}`}
          value={choice ?? ""}
          data={difference.choices.map((value) => ({ value, label: words[value] }))}
          onChange={(value) => onChoose(difference.choices.find((each) => each === value) ?? "mine")}
        />
      ) : (
        <span className={classes.quiet}>
          {difference.changedBy === "me"
            ? words.mine
            : difference.changedBy === "them"
              ? words.theirs
              : "Both are kept"}
        </span>
      )}
    </div>
  );
}
