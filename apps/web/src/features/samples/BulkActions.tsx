import { Button, Menu, Modal, NumberInput, Progress, Text } from "@mantine/core";
import { IconDownload, IconFlag, IconTrash, IconUserCheck, IconUserEdit } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { SampleUpdateParams } from "@tessera/sdk";
import { type FormEvent, useRef, useState } from "react";
import { useCollaborators } from "../../api/people.js";
import {
  type BulkOptions,
  deleteSamples,
  downloadSamples,
  listHeldSamples,
  refreshSamples,
  updateSamples,
} from "../../api/samples.js";
import { ConfirmDialog } from "../../components/ConfirmDialog.js";
import { notifyDone, notifyError } from "../../components/notify.js";
import { SelectionBar } from "../../components/SelectionBar.js";
import { useCurrentDataset, useMay } from "../dataset/dataset-context.js";
import { saveFile } from "../releases/save-file.js";
import { heldSentence } from "./held-samples.js";

interface BulkActionsProps {
  readonly uuids: ReadonlySet<string>;
  readonly onClear: () => void;
}

type Dialog = "priority" | "delete" | undefined;

const COUNT = new Intl.NumberFormat("en");
const ICON = { size: 16, stroke: 1.6 } as const;

/** What can be done with the selected samples. */
export function BulkActions({ uuids, onClear }: BulkActionsProps) {
  const dataset = useCurrentDataset();
  const mayManage = useMay("manage");
  const mayDelete = useMay("administer");
  const [dialog, setDialog] = useState<Dialog>();
  const [done, setDone] = useState(0);
  const controller = useRef(new AbortController());
  const run = useMutation({
    mutationFn: async (work: (options: BulkOptions) => Promise<unknown>) => {
      controller.current = new AbortController();
      setDone(0);
      await work({ signal: controller.current.signal, onProgress: setDone });
    },
    onError: (error) => {
      if (!controller.current.signal.aborted) notifyError(error);
    },
    onSettled: () => refreshSamples(dataset.full_name),
  });
  const all = [...uuids];
  const update = (params: SampleUpdateParams) => run.mutate((options) => updateSamples(all, params, options));
  const assign = (work: "label" | "review", username: string | null) =>
    run.mutate(async (options) => {
      await updateSamples(
        all,
        work === "label" ? { assignedLabeler: username } : { assignedReviewer: username },
        options,
      );
      const sentence = heldSentence(await listHeldSamples(dataset.full_name), { uuids, work, username });
      if (sentence !== undefined) notifyDone(sentence);
    });
  const download = () =>
    run.mutate(async (options) => {
      const samples = await downloadSamples(all, options);
      const text = JSON.stringify(samples, null, 2);
      saveFile(new Blob([text], { type: "application/json" }), `${dataset.name}-samples.json`);
    });
  const noun = uuids.size === 1 ? "sample" : "samples";
  return (
    <>
      <SelectionBar count={uuids.size} onClear={onClear}>
        {run.isPending ? (
          <>
            <Progress w={160} size="sm" value={(done / Math.max(1, uuids.size)) * 100} aria-label="Progress" />
            <Text size="sm" c="dimmed">
              {COUNT.format(done)} of {COUNT.format(uuids.size)}
            </Text>
            <Button variant="subtle" color="gray" size="compact-sm" onClick={() => controller.current.abort()}>
              Stop
            </Button>
          </>
        ) : (
          <>
            {mayManage && (
              <>
                <AssignMenu kind="labeler" onAssign={(name) => assign("label", name)} />
                <AssignMenu kind="reviewer" onAssign={(name) => assign("review", name)} />
                <Button
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  leftSection={<IconFlag {...ICON} />}
                  onClick={() => setDialog("priority")}
                >
                  Priority
                </Button>
              </>
            )}
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<IconDownload {...ICON} />}
              onClick={download}
            >
              Download
            </Button>
            {mayDelete && (
              <Button
                variant="subtle"
                color="red.8"
                c="var(--mantine-color-error)"
                size="compact-sm"
                leftSection={<IconTrash {...ICON} />}
                onClick={() => setDialog("delete")}
              >
                Delete
              </Button>
            )}
          </>
        )}
      </SelectionBar>
      {dialog === "priority" && (
        <PriorityDialog
          onClose={() => setDialog(undefined)}
          onSave={(priority) => {
            setDialog(undefined);
            update({ priority });
          }}
        />
      )}
      {dialog === "delete" && (
        <ConfirmDialog
          title={`Delete ${COUNT.format(uuids.size)} ${noun}`}
          action={`Delete ${noun}`}
          onClose={() => setDialog(undefined)}
          onConfirm={async () => {
            await deleteSamples(dataset.full_name, all, {
              signal: new AbortController().signal,
              onProgress: () => undefined,
            });
            onClear();
            await refreshSamples(dataset.full_name);
          }}
        >
          Their labels, with all versions, and their issues go with them. Releases keep what they hold.
        </ConfirmDialog>
      )}
    </>
  );
}

interface AssignMenuProps {
  readonly kind: "labeler" | "reviewer";
  readonly onAssign: (username: string | null) => void;
}

function AssignMenu({ kind, onAssign }: AssignMenuProps) {
  const dataset = useCurrentDataset();
  const { data = [] } = useCollaborators(dataset.full_name, { isEnabled: true });
  const names = [...new Set([dataset.owner.username, ...data.map(({ user }) => user.username)])];
  const Icon = kind === "labeler" ? IconUserEdit : IconUserCheck;
  return (
    <Menu position="top" width={220}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-sm" leftSection={<Icon {...ICON} />}>
          {kind === "labeler" ? "Labeler" : "Reviewer"}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        <Menu.Label>{kind === "labeler" ? "Who is to label them" : "Who is to review them"}</Menu.Label>
        {names.map((name) => (
          <Menu.Item key={name} onClick={() => onAssign(name)}>
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onAssign(null)}>Nobody in particular</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface PriorityDialogProps {
  readonly onClose: () => void;
  readonly onSave: (priority: number) => void;
}

function PriorityDialog({ onClose, onSave }: PriorityDialogProps) {
  const [value, setValue] = useState<number | string>(0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typeof value === "number") onSave(value);
  };
  return (
    <Modal opened onClose={onClose} title="Set the priority" size={360} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit}>
        <NumberInput
          label="Priority"
          description="Samples of a higher priority are labeled first. The usual one is 0."
          data-autofocus
          min={-1_000_000}
          max={1_000_000}
          value={value}
          onChange={setValue}
        />
        <Button type="submit" mt="md" disabled={typeof value !== "number"}>
          Set priority
        </Button>
      </form>
    </Modal>
  );
}
