import { Alert, Button, Group, Modal, SegmentedControl, Stack, TextInput } from "@mantine/core";
import type { DatasetRole } from "@tessera/schema";
import { CollaboratorError, NotFoundError } from "@tessera/sdk";
import { type FormEvent, useState } from "react";
import { detailOf, fieldErrors, sentenceOf } from "../../api/errors.js";
import { useAddCollaborator, useInvite } from "../../api/people.js";
import { CopyField } from "../../components/CopyField.js";
import { RoleSelect } from "../../components/RoleSelect.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { emailFault } from "../session/account-rules.js";

/** Adds somebody who has an account, or makes a link for somebody who has none. */
export function AddPeopleDialog({ onClose }: { readonly onClose: () => void }) {
  const [way, setWay] = useState<"name" | "link">("name");
  return (
    <Modal opened onClose={onClose} title="Add people" size={460} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack>
        <SegmentedControl
          aria-label="How to add them"
          size="sm"
          fullWidth
          value={way}
          onChange={(next) => setWay(next === "link" ? "link" : "name")}
          data={[
            { value: "name", label: "They have an account" },
            { value: "link", label: "Invite by link" },
          ]}
        />
        {way === "name" ? <AddByName onClose={onClose} /> : <InviteByLink onClose={onClose} />}
      </Stack>
    </Modal>
  );
}

function AddByName({ onClose }: { readonly onClose: () => void }) {
  const dataset = useCurrentDataset();
  const [username, setUsername] = useState("");
  const [role, setRole] = useState<DatasetRole>("labeler");
  const adding = useAddCollaborator(dataset.full_name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate({ username: username.trim(), role }, { onSuccess: onClose });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Username"
          data-autofocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          error={adding.error !== null && nameFaultOf(adding.error)}
        />
        <RoleSelect label="Role" value={role} granter={dataset.role ?? undefined} onChange={setRole} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={adding.isPending} disabled={username.trim() === ""}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function nameFaultOf(error: unknown): string {
  if (error instanceof NotFoundError) return "There is no account of this name.";
  if (error instanceof CollaboratorError) return detailOf(error);
  return fieldErrors(error).user ?? sentenceOf(error);
}

function InviteByLink({ onClose }: { readonly onClose: () => void }) {
  const dataset = useCurrentDataset();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<DatasetRole>("labeler");
  const inviting = useInvite({ dataset: dataset.full_name });
  const fault = emailFault(email.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault === null) inviting.mutate({ role, ...(email.trim() !== "" && { email: email.trim() }) });
  };
  if (inviting.data?.url !== undefined) {
    return (
      <Stack>
        <CopyField
          label="Invitation link"
          description="It is shown this once, works once, and ends in seven days. Send it to whom you mean."
          text={inviting.data.url}
        />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {inviting.error !== null && (
          <Alert color="red" variant="light" p="xs" role="alert">
            {sentenceOf(inviting.error)}
          </Alert>
        )}
        <RoleSelect label="Role" value={role} granter={dataset.role ?? undefined} onChange={setRole} />
        <TextInput
          label="Email (optional)"
          description="Only an account with this address can accept. Without one, whoever has the link can."
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={fault ?? fieldErrors(inviting.error).email}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={inviting.isPending}>
            Make a link
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
