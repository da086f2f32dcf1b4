import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { fieldErrors, sentenceOf } from "../../api/errors.js";
import { useCreateOrganization } from "../../api/people.js";
import { useSignedIn } from "../../api/session.js";
import { Section } from "../../components/Page.js";
import { Row, Rows } from "../../components/Rows.js";
import { UserAvatar } from "../../components/UserAvatar.js";
import { usernameFault } from "../session/account-rules.js";
import classes from "./Account.module.css";

/** The organizations that one belongs to. */
export function OrganizationsSection() {
  const me = useSignedIn();
  const [isCreating, setIsCreating] = useState(false);
  const organizations = me.organizations ?? [];
  return (
    <Section
      title="Organizations"
      description="An organization is an account whose members share its datasets."
      actions={
        <Button variant="default" onClick={() => setIsCreating(true)}>
          New organization
        </Button>
      }
    >
      {organizations.length === 0 ? (
        <p className={classes.none}>You belong to none.</p>
      ) : (
        <Rows label="Organizations">
          {organizations.map(({ username, organization_role }) => (
            <Row
              key={username}
              icon={<UserAvatar name={username} size={32} />}
              title={
                <Link to="/@{$owner}" params={{ owner: username }} className={classes.link}>
                  {username}
                </Link>
              }
              detail={organization_role === "admin" ? "Administrator" : "Member"}
            />
          ))}
        </Rows>
      )}
      {isCreating && <NewOrganizationDialog onClose={() => setIsCreating(false)} />}
    </Section>
  );
}

function NewOrganizationDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const creating = useCreateOrganization();
  const [name, setName] = useState("");
  const fault = name === "" ? null : usernameFault(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name === "" || fault !== null) return;
    creating.mutate(name, {
      onSuccess: ({ username }) => navigate({ to: "/@{$owner}", params: { owner: username } }),
    });
  };
  const serverFault =
    creating.error === null ? undefined : (fieldErrors(creating.error).name ?? sentenceOf(creating.error));
  return (
    <Modal opened onClose={onClose} title="New organization" size={440} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            description="It stands in the addresses of its datasets and cannot be changed."
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fault ?? serverFault}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={creating.isPending} disabled={name === ""}>
              Create organization
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
