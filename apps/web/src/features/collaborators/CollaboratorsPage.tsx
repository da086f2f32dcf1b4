import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { canGrant, DATASET_ROLES, type DatasetRole } from "@tessera/schema";
import type { Collaborator } from "@tessera/sdk";
import { useState } from "react";
import { useCollaborators, useRemoveCollaborator, useUpdateCollaborator } from "../../api/people.js";
import { useSignedIn } from "../../api/session.js";
import { ConfirmDialog } from "../../components/ConfirmDialog.js";
import { PeopleDrawing } from "../../components/drawings.js";
import { EmptyState } from "../../components/EmptyState.js";
import { ErrorState } from "../../components/ErrorState.js";
import { InvitationList } from "../../components/InvitationList.js";
import { notifyError } from "../../components/notify.js";
import { Page, PageHeader } from "../../components/Page.js";
import { capitalized, RoleSelect } from "../../components/RoleSelect.js";
import { Row, Rows } from "../../components/Rows.js";
import { RowsSkeleton } from "../../components/Skeletons.js";
import { UserAvatar } from "../../components/UserAvatar.js";
import { roleWords } from "../../domain/dataset-pages.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { AddPeopleDialog } from "./AddPeopleDialog.js";
import classes from "./CollaboratorsPage.module.css";

/** Who works on a dataset, and as what. */
export function CollaboratorsPage() {
  const dataset = useCurrentDataset();
  const me = useSignedIn();
  const role = dataset.role ?? undefined;
  const collaborators = useCollaborators(dataset.full_name, { isEnabled: true });
  const update = useUpdateCollaborator(dataset.full_name);
  const remove = useRemoveCollaborator(dataset.full_name);
  const [isAdding, setIsAdding] = useState(false);
  const [removing, setRemoving] = useState<Collaborator>();
  const others = (collaborators.data ?? []).filter(({ user }) => user.username !== dataset.owner.username);
  const addButton = <Button onClick={() => setIsAdding(true)}>Add people</Button>;
  return (
    <Page title={`Collaborators · ${dataset.full_name}`}>
      <PageHeader title="Collaborators" description="Each role adds to the ones before it." actions={addButton} />
      <dl className={classes.roles}>
        {DATASET_ROLES.map((name) => (
          <div key={name}>
            <dt>{capitalized(name)}</dt>
            <dd>{capitalized(roleWords(name))}</dd>
          </div>
        ))}
      </dl>
      {collaborators.isPending && <RowsSkeleton rows={4} />}
      {collaborators.error !== null && collaborators.data === undefined && (
        <ErrorState error={collaborators.error} onRetry={() => collaborators.refetch()} />
      )}
      {collaborators.data !== undefined && (
        <Rows label="Collaborators">
          <Row
            icon={<UserAvatar name={dataset.owner.username} size={32} />}
            title={dataset.owner.username}
            detail="Owner"
            actions={<span className={classes.fixed}>Admin</span>}
          />
          {others.map((collaborator) => (
            <CollaboratorRow
              key={collaborator.user.username}
              collaborator={collaborator}
              granter={role}
              isMe={collaborator.user.username === me.username}
              onRole={(next) =>
                update.mutate({ username: collaborator.user.username, role: next }, { onError: notifyError })
              }
              onRemove={() => setRemoving(collaborator)}
            />
          ))}
        </Rows>
      )}
      {collaborators.data !== undefined && others.length === 0 && (
        <EmptyState drawing={<PeopleDrawing />} title="Nobody else works on this dataset">
          Add people who have an account here, or send a link to those who have none.
        </EmptyState>
      )}
      <div className={classes.invitations}>
        <InvitationList inviter={{ dataset: dataset.full_name }} />
      </div>
      {isAdding && <AddPeopleDialog onClose={() => setIsAdding(false)} />}
      {removing !== undefined && (
        <ConfirmDialog
          title={`Remove ${removing.user.username}`}
          action="Remove"
          onClose={() => setRemoving(undefined)}
          onConfirm={() => remove.mutateAsync(removing.user.username)}
        >
          They lose their access. Their labels stay, under their name.
        </ConfirmDialog>
      )}
    </Page>
  );
}

interface CollaboratorRowProps {
  readonly collaborator: Collaborator;
  readonly granter: DatasetRole | undefined;
  readonly isMe: boolean;
  readonly onRole: (role: DatasetRole) => void;
  readonly onRemove: () => void;
}

function CollaboratorRow({ collaborator, granter, isMe, onRole, onRemove }: CollaboratorRowProps) {
  const { user, role } = collaborator;
  const mayChange = canGrant(granter, role) && !isMe;
  return (
    <Row
      icon={<UserAvatar name={user.username} size={32} />}
      title={
        <>
          {user.username}
          {isMe && <span className={classes.you}> (you)</span>}
        </>
      }
      detail={user.email ?? undefined}
      actions={
        mayChange ? (
          <>
            <div className={classes.select}>
              <RoleSelect
                label={`Role of ${user.username}`}
                isLabelHidden
                value={role}
                granter={granter}
                onChange={onRole}
              />
            </div>
            <Tooltip label={`Remove ${user.username}`}>
              <ActionIcon aria-label={`Remove ${user.username}`} onClick={onRemove}>
                <IconTrash size={16} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
          </>
        ) : (
          <span className={classes.fixed}>{capitalized(role)}</span>
        )
      }
    />
  );
}
