import { ActionIcon, Button, Select, Tooltip } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { ORGANIZATION_ROLES } from "@tessera/schema";
import type { DefaultDatasetRole, OrganizationMember, OrganizationRole } from "@tessera/sdk";
import { useState } from "react";
import { useMembers, useRemoveMember, useUpdateMember } from "../../api/people.js";
import { useSignedIn } from "../../api/session.js";
import { ConfirmDialog } from "../../components/ConfirmDialog.js";
import { ErrorState } from "../../components/ErrorState.js";
import { InvitationList } from "../../components/InvitationList.js";
import { notifyError } from "../../components/notify.js";
import { Section } from "../../components/Page.js";
import { capitalized } from "../../components/RoleSelect.js";
import { Row, Rows } from "../../components/Rows.js";
import { RowsSkeleton } from "../../components/Skeletons.js";
import { UserAvatar } from "../../components/UserAvatar.js";
import { DEFAULT_ROLE_OPTIONS, DEFAULT_ROLES } from "./default-roles.js";
import { InviteMemberDialog } from "./InviteMemberDialog.js";
import classes from "./Organization.module.css";

interface MembersProps {
  readonly organization: string;
  readonly isAdministrator: boolean;
}

export function Members({ organization, isAdministrator }: MembersProps) {
  const members = useMembers(organization, { isEnabled: true });
  const me = useSignedIn();
  const navigate = useNavigate();
  const remove = useRemoveMember(organization);
  const [isInviting, setIsInviting] = useState(false);
  const [removing, setRemoving] = useState<string>();
  const isLeaving = removing === me.username;
  return (
    <>
      <Section
        title="Members"
        description="On a new dataset of the organization, members become collaborators by their role here."
        actions={
          isAdministrator && (
            <Button variant="default" onClick={() => setIsInviting(true)}>
              Invite
            </Button>
          )
        }
      >
        {members.isPending && <RowsSkeleton rows={3} />}
        {members.error !== null && members.data === undefined && (
          <ErrorState error={members.error} onRetry={() => members.refetch()} />
        )}
        {members.data !== undefined && (
          <Rows label="Members">
            {members.data.map((member) => (
              <MemberRow
                key={member.user.username}
                organization={organization}
                member={member}
                isMe={member.user.username === me.username}
                isAdministrator={isAdministrator}
                onRemove={() => setRemoving(member.user.username)}
              />
            ))}
          </Rows>
        )}
      </Section>
      {isAdministrator && (
        <div className={classes.invitations}>
          <InvitationList inviter={{ organization }} />
        </div>
      )}
      {isInviting && <InviteMemberDialog organization={organization} onClose={() => setIsInviting(false)} />}
      {removing !== undefined && (
        <ConfirmDialog
          title={isLeaving ? `Leave ${organization}` : `Remove ${removing}`}
          action={isLeaving ? "Leave" : "Remove"}
          onClose={() => setRemoving(undefined)}
          onConfirm={async () => {
            await remove.mutateAsync(removing);
            if (isLeaving) await navigate({ to: "/" });
          }}
        >
          {isLeaving ? "You lose" : "They lose"} access to the organization's datasets. The work stays, under the name
          of who did it.
        </ConfirmDialog>
      )}
    </>
  );
}

interface MemberRowProps {
  readonly organization: string;
  readonly member: OrganizationMember;
  readonly isMe: boolean;
  readonly isAdministrator: boolean;
  readonly onRemove: () => void;
}

function MemberRow({ organization, member, isMe, isAdministrator, onRemove }: MemberRowProps) {
  const update = useUpdateMember(organization);
  const { user, role, default_dataset_role } = member;
  const change = (params: { readonly role?: OrganizationRole; readonly defaultDatasetRole?: DefaultDatasetRole }) =>
    update.mutate({ username: user.username, ...params }, { onError: notifyError });
  return (
    <Row
      icon={<UserAvatar name={user.username} size={32} />}
      title={isMe ? `${user.username} (you)` : user.username}
      detail={user.email ?? undefined}
      actions={
        isAdministrator ? (
          <>
            <Select
              w={132}
              aria-label={`Role on datasets of ${user.username}`}
              data={DEFAULT_ROLE_OPTIONS}
              value={default_dataset_role}
              onChange={(next) => {
                const chosen = DEFAULT_ROLES.find((candidate) => candidate === next);
                if (chosen !== undefined) change({ defaultDatasetRole: chosen });
              }}
            />
            <Select
              w={140}
              aria-label={`Role of ${user.username}`}
              data={ORGANIZATION_ROLES.map((value) => ({ value, label: capitalized(value) }))}
              value={role}
              onChange={(next) => {
                const chosen = ORGANIZATION_ROLES.find((candidate) => candidate === next);
                if (chosen !== undefined) change({ role: chosen });
              }}
            />
            <Tooltip label={isMe ? "Leave" : `Remove ${user.username}`}>
              <ActionIcon aria-label={isMe ? "Leave" : `Remove ${user.username}`} onClick={onRemove}>
                <IconTrash size={16} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
          </>
        ) : (
          <>
            <span className={classes.role}>{capitalized(role)}</span>
            {isMe && (
              <Button variant="default" size="xs" onClick={onRemove}>
                Leave
              </Button>
            )}
          </>
        )
      }
    />
  );
}
