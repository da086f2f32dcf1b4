import { Button } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useState } from "react";
import { type Inviter, useInvitations, useRevokeInvitation } from "../api/people.js";
import type { Invitation } from "../api/types.js";
import { ConfirmDialog } from "./ConfirmDialog.js";
import { ErrorState } from "./ErrorState.js";
import { Section } from "./Page.js";
import { RelativeTime } from "./RelativeTime.js";
import { Row, Rows } from "./Rows.js";

/** Invitations that nobody has taken up yet. */
export function InvitationList({ inviter }: { readonly inviter: Inviter }) {
  const invitations = useInvitations(inviter, { isEnabled: true });
  const revoke = useRevokeInvitation(inviter);
  const [revoking, setRevoking] = useState<Invitation>();
  if (invitations.error !== null) return <ErrorState error={invitations.error} onRetry={() => invitations.refetch()} />;
  if (invitations.data === undefined || invitations.data.length === 0) return null;
  return (
    <Section title="Pending invitations">
      <Rows label="Pending invitations">
        {invitations.data.map((invitation) => (
          <Row
            key={invitation.uuid}
            icon={<IconMail size={20} stroke={1.4} color="var(--mantine-color-dimmed)" aria-hidden="true" />}
            title={<bdi>{invitation.email ?? "Anybody with the link"}</bdi>}
            detail={
              <>
                As {invitation.role}, by <bdi>{invitation.created_by}</bdi>. Ends{" "}
                <RelativeTime time={invitation.expires_at} />.
              </>
            }
            actions={
              <Button variant="default" size="xs" onClick={() => setRevoking(invitation)}>
                Withdraw
              </Button>
            }
          />
        ))}
      </Rows>
      {revoking !== undefined && (
        <ConfirmDialog
          title="Withdraw the invitation"
          action="Withdraw"
          onClose={() => setRevoking(undefined)}
          onConfirm={() => revoke.mutateAsync(revoking.uuid)}
        >
          Its link stops working. You can send another.
        </ConfirmDialog>
      )}
    </Section>
  );
}
