import { Button } from "@mantine/core";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useMe } from "../../api/session.js";
import { PublicFrame } from "./PublicFrame.js";
import { safeReturnPath } from "./return-path.js";
import { SignInForm } from "./SignInForm.js";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const me = useMe();
  const target = safeReturnPath(next);
  const isSignedIn = me.data !== undefined;
  useEffect(() => {
    if (isSignedIn) router.history.replace(target);
  }, [isSignedIn, router, target]);
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
