import { Button } from "@mantine/core";
import { getRouteApi, Navigate, useRouter } from "@tanstack/react-router";
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
  if (me.data !== undefined) return <Navigate to={target} replace />;
  return (
    <PublicFrame title="Sign in" description="Accounts are made by invitation.">
      <SignInForm onDone={() => router.history.push(target)}>
        {(isBusy) => (
          <Button type="submit" loading={isBusy} fullWidth size="md">
            Sign in
          </Button>
        )}
      </SignInForm>
    </PublicFrame>
  );
}
