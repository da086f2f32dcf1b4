import { Alert, Button, Group, Skeleton, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { NotFoundError } from "@tessera/sdk";
import { useState } from "react";
import { acceptInvitation, getInvitation, useMe } from "../../api/session.js";
import type { Invitation } from "../../api/types.js";
import { ErrorState } from "../../components/ErrorState.js";
import { notifyError } from "../../components/notify.js";
import { RelativeTime } from "../../components/RelativeTime.js";
import { NewAccountForm } from "./NewAccountForm.js";
import { PublicFrame } from "./PublicFrame.js";
import { SignInForm } from "./SignInForm.js";

const route = getRouteApi("/join/$token");

/** Takes up an invitation, with the account that one has or with a new one. */
export function JoinPage() {
  const { token } = route.useParams();
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => getInvitation(token, signal).then(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (invitation.error instanceof NotFoundError) {
    return (
      <PublicFrame
        title="This invitation is over"
        description="It was used or withdrawn, or its seven days have passed. Ask whoever sent it for another."
      >
        <Button mt={24} variant="default" component="a" href="/">
          Go to Tessera
        </Button>
      </PublicFrame>
    );
  }
  if (invitation.error !== null) {
    return <ErrorState error={invitation.error} onRetry={() => invitation.refetch()} isPage />;
  }
  if (invitation.isPending) {
    return (
      <PublicFrame title="Invitation">
        <Skeleton height={280} mt={24} />
      </PublicFrame>
    );
  }
  return <Accept token={token} invitation={invitation.data} />;
}

function Accept({ token, invitation }: { readonly token: string; readonly invitation: Invitation }) {
  const me = useMe();
  const router = useRouter();
  const [hasAccount, setHasAccount] = useState(false);
  const place = invitation.dataset ?? invitation.organization ?? "";
  const enter = async () => {
    router.history.push(`/@${place}`);
  };
  const accepting = useMutation({
    mutationFn: () => acceptInvitation(token, undefined),
    onSuccess: enter,
    onError: notifyError,
  });
  const description = (
    <>
      <bdi>{invitation.created_by}</bdi> invites you as {invitation.role}. The invitation ends{" "}
      <RelativeTime time={invitation.expires_at} />.
    </>
  );
  if (me.isPending) return <PublicFrame title={`Join ${place}`}>{null}</PublicFrame>;
  if (me.data !== undefined) {
    const isForOther =
      invitation.email !== null && invitation.email.toLowerCase() !== (me.data.email ?? "").toLowerCase();
    return (
      <PublicFrame title={`Join ${place}`} description={description}>
        {isForOther && (
          <Alert mt={24} color="yellow" variant="light">
            This invitation is for <bdi>{invitation.email}</bdi>. Sign in with the account that has this email address.
          </Alert>
        )}
        <Group mt={24}>
          <Button disabled={isForOther} loading={accepting.isPending} onClick={() => accepting.mutate()} size="md">
            Join as {me.data.username}
          </Button>
        </Group>
      </PublicFrame>
    );
  }
  return (
    <PublicFrame title={`Join ${place}`} description={description}>
      {hasAccount ? (
        <SignInForm onDone={() => undefined}>
          {(isBusy) => (
            <Button type="submit" loading={isBusy} fullWidth size="md">
              Sign in
            </Button>
          )}
        </SignInForm>
      ) : (
        <NewAccountForm
          action="Create account and join"
          email={invitation.email}
          onSubmit={async (account) => {
            await acceptInvitation(token, account);
            await enter();
          }}
        />
      )}
      <Text mt="md" c="dimmed" size="sm">
        {hasAccount ? "No account yet?" : "Have an account?"}{" "}
        <Button variant="transparent" size="compact-sm" p={0} onClick={() => setHasAccount(!hasAccount)}>
          {hasAccount ? "Create one" : "Sign in"}
        </Button>
      </Text>
    </PublicFrame>
  );
}
