import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { NotFoundError, TesseraError } from "@tessera/sdk";
import { checkSetupToken, setUp } from "../../api/session.js";
import { ErrorState } from "../../components/ErrorState.js";
import { NewAccountForm } from "./NewAccountForm.js";
import { PublicFrame } from "./PublicFrame.js";

const route = getRouteApi("/setup");

/** The first account, by the link that the server prints at its first start. */
export function SetupPage() {
  const { token = "" } = route.useSearch();
  const navigate = useNavigate();
  const check = useQuery({
    queryKey: ["setup", token],
    queryFn: ({ signal }) => checkSetupToken(token, signal).then(),
    enabled: token !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (token === "" || isRefused(check.error)) return <UsedLink />;
  if (check.error !== null) return <ErrorState error={check.error} onRetry={() => check.refetch()} isPage />;
  return (
    <PublicFrame
      title="Create the first account"
      description="It runs this server: it invites the others. The link that brought you here works once."
    >
      {check.isPending ? (
        <Skeleton height={280} mt={24} />
      ) : (
        <NewAccountForm
          action="Create account"
          onSubmit={async (account) => {
            await setUp(token, account);
            await navigate({ to: "/" });
          }}
        />
      )}
    </PublicFrame>
  );
}

function isRefused(error: unknown): boolean {
  return error instanceof NotFoundError || (error instanceof TesseraError && error.status === 410);
}

function UsedLink() {
  return (
    <PublicFrame
      title="This link has been used"
      description="The first account exists, or the server printed a newer link since. Sign in, or take the link from the server's latest output."
    >
      <Button mt={24} variant="default" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
        Sign in
      </Button>
    </PublicFrame>
  );
}
