import { Alert, Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { DATASET_ROLES, ORGANIZATION_ROLES, type OrganizationRole } from "@tessera/schema";
import type { DefaultDatasetRole } from "@tessera/sdk";
import { type FormEvent, useState } from "react";
import { fieldErrors, sentenceOf } from "../../api/errors.js";
import { useInvite } from "../../api/people.js";
import { CopyField } from "../../components/CopyField.js";
import { capitalized } from "../../components/RoleSelect.js";
import { emailFault } from "../session/account-rules.js";
import { DEFAULT_ROLE_OPTIONS } from "./default-roles.js";

interface InviteMemberDialogProps {
  readonly organization: string;
  readonly onClose: () => void;
}

/** Makes a link by which somebody becomes a member. */
export function InviteMemberDialog({ organization, onClose }: InviteMemberDialogProps) {
  const [role, setRole] = useState<OrganizationRole>("member");
  const [datasetRole, setDatasetRole] = useState<DefaultDatasetRole>("labeler");
  const [email, setEmail] = useState("");
  const inviting = useInvite({ organization });
  const fault = emailFault(email.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault !== null) return;
    inviting.mutate({
      role,
      default_dataset_role: datasetRole,
      ...(email.trim() !== "" && { email: email.trim() }),
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Invite to ${organization}`}
      size={440}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {inviting.data?.url !== undefined ? (
        <Stack>
          <CopyField
            label="Invitation link"
            description="It is shown this once, works once, and ends in seven days."
            text={inviting.data.url}
          />
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack>
            {inviting.error !== null && (
              <Alert color="red" variant="light" p="xs" role="alert">
                {sentenceOf(inviting.error)}
              </Alert>
            )}
            <Select
              label="Role in the organization"
              data={ORGANIZATION_ROLES.map((value) => ({ value, label: capitalized(value) }))}
              value={role}
              onChange={(next) => setRole(ORGANIZATION_ROLES.find((candidate) => candidate === next) ?? role)}
            />
            <Select
              label="Role on new datasets"
              data={DEFAULT_ROLE_OPTIONS}
              value={datasetRole}
              onChange={(next) =>
                setDatasetRole(
                  (["none", ...DATASET_ROLES] as const).find((candidate) => candidate === next) ?? datasetRole,
                )
              }
            />
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
      )}
    </Modal>
  );
}
