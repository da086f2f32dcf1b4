import { Button } from "@mantine/core";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe, useSetupStatus } from "../../api/session.js";
import { PublicFrame } from "./PublicFrame.js";
import { safeReturnPath } from "./return-path.js";
import { SignInForm } from "./SignInForm.js";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const me = useMe();
  const setup = useSetupStatus();
  const target = safeReturnPath(next);
  const isSignedIn = me.data !== undefined;
  useEffect(() => {
    if (isSignedIn) router.history.replace(target);
  }, [isSignedIn, router, target]);
  if (setup.data?.is_done === false) return <NotSetUp onRetry={() => setup.refetch()} />;
  return (
    <PublicFrame title="Sign in" description="Accounts are made by invitation.">
      <SignInForm onDone={() => undefined}>
        {(isBusy) => (
          <Button type="submit" loading={isBusy} fullWidth size="md">
            Sign in
          </Button>
        )}
      </SignInForm>
    </PublicFrame>
  );
}

/** The first visit to a server that has no account yet. */
function NotSetUp({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <PublicFrame
      title="Set up this server"
      description="It has no accounts yet. The link to create the first one is in the server's log."
    >
      <p>
        Look for the line “Create the first account at …” where the server was started: in its terminal, or in the log
        of its container or service. Each start of the server prints a new link, and only the latest one works.
      </p>
      <Button mt={8} variant="default" onClick={onRetry}>
        Check again
      </Button>
    </PublicFrame>
  );
}
