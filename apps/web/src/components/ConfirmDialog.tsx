import { Alert, Button, Group, Modal, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { sentenceOf } from "../api/errors.js";

interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The verb on the button. */
  readonly action: string;
  /** A name that must be typed first, where nothing brings it back. */
  readonly typedName?: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ title, children, action, typedName, onConfirm, onClose }: ConfirmDialogProps) {
  const [typed, setTyped] = useState("");
  const confirming = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
  const isReady = typedName === undefined || typed.trim() === typedName;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) confirming.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={title} size={440} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit}>
        <Text component="div">{children}</Text>
        {typedName !== undefined && (
          <TextInput
            mt="md"
            label={
              <>
                Type <b>{typedName}</b> to confirm
              </>
            }
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {confirming.error !== null && (
          <Alert mt="md" color="red" variant="light" p="xs" role="alert">
            {sentenceOf(confirming.error)}
          </Alert>
        )}
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus={typedName === undefined || undefined}>
            Cancel
          </Button>
          <Button color="red.8" type="submit" disabled={!isReady} loading={confirming.isPending}>
            {action}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
