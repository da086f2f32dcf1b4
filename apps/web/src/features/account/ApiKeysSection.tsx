import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import type { ApiKey } from "@tessera/sdk";
import { type FormEvent, useState } from "react";
import { useApiKeys, useCreateApiKey, useRevokeApiKey } from "../../api/account.js";
import { sentenceOf } from "../../api/errors.js";
import { ConfirmDialog } from "../../components/ConfirmDialog.js";
import { CopyField } from "../../components/CopyField.js";
import { KeyDrawing } from "../../components/drawings.js";
import { EmptyState } from "../../components/EmptyState.js";
import { ErrorState } from "../../components/ErrorState.js";
import { Section } from "../../components/Page.js";
import { RelativeTime } from "../../components/RelativeTime.js";
import { Row, Rows } from "../../components/Rows.js";
import { RowsSkeleton } from "../../components/Skeletons.js";

/** Keys for scripts and for the Python and TypeScript clients. */
export function ApiKeysSection() {
  const apiKeys = useApiKeys();
  const revoke = useRevokeApiKey();
  const [isCreating, setIsCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const button = <Button onClick={() => setIsCreating(true)}>New API key</Button>;
  return (
    <Section
      title="API keys"
      description="A key may do in your name whatever you may. Give each program its own."
      actions={apiKeys.data !== undefined && apiKeys.data.length > 0 ? button : undefined}
    >
      {apiKeys.isPending && <RowsSkeleton rows={2} />}
      {apiKeys.error !== null && apiKeys.data === undefined && (
        <ErrorState error={apiKeys.error} onRetry={() => apiKeys.refetch()} />
      )}
      {apiKeys.data?.length === 0 && (
        <EmptyState drawing={<KeyDrawing />} title="No API keys" action={button}>
          Make one to upload samples or fetch releases from a script.
        </EmptyState>
      )}
      {apiKeys.data !== undefined && apiKeys.data.length > 0 && (
        <Rows label="API keys">
          {apiKeys.data.map((apiKey) => (
            <Row
              key={apiKey.uuid}
              icon={<IconKey size={20} stroke={1.4} color="var(--mantine-color-dimmed)" aria-hidden="true" />}
              title={<bdi>{apiKey.name}</bdi>}
              detail={
                <>
                  <code>{apiKey.prefix}…</code> · made <RelativeTime time={apiKey.created_at} /> ·{" "}
                  {apiKey.last_used_at === null ? (
                    "never used"
                  ) : (
                    <>
                      used <RelativeTime time={apiKey.last_used_at} />
                    </>
                  )}
                </>
              }
              actions={
                <Button variant="default" size="xs" onClick={() => setRevoking(apiKey)}>
                  Revoke
                </Button>
              }
            />
          ))}
        </Rows>
      )}
      {isCreating && <NewKeyDialog onClose={() => setIsCreating(false)} />}
      {revoking !== undefined && (
        <ConfirmDialog
          title={`Revoke ${revoking.name}`}
          action="Revoke key"
          onClose={() => setRevoking(undefined)}
          onConfirm={() => revoke.mutateAsync(revoking.uuid)}
        >
          Programs that use it are refused at once.
        </ConfirmDialog>
      )}
    </Section>
  );
}

function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const creating = useCreateApiKey();
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") creating.mutate(name.trim());
  };
  const key = creating.data?.key;
  return (
    <Modal
      opened
      onClose={onClose}
      title={key === undefined ? "New API key" : "Copy the key now"}
      size={480}
      closeOnClickOutside={key === undefined}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {key === undefined ? (
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label="Name"
              description="What it is for, such as “Uploads from the lab”."
              data-autofocus
              autoComplete="off"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={creating.error !== null && sentenceOf(creating.error)}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={creating.isPending} disabled={name.trim() === ""}>
                Create key
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack>
          <CopyField
            label="API key"
            description="It is shown this once; the server keeps only what it needs to check it."
            text={key}
          />
          <Group justify="flex-end">
            <Button onClick={onClose}>I have copied it</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
