import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { AuthenticationError } from "@tessera/sdk";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useMe } from "../api/session.js";
import { useIsSessionExpired } from "../api/session-expiry.js";
import { sendUnsentWork } from "../features/labeling/page/unsent-work.js";
import { ErrorState } from "./ErrorState.js";
import classes from "./frames.module.css";
import { PageSkeleton } from "./Skeletons.js";
import { TopBar } from "./TopBar.js";

const SignInAgain = lazy(() =>
  import("../features/session/SignInAgain.js").then(({ SignInAgain: component }) => ({ default: component })),
);

/** Around every page: the dialog that appears when the session ends while somebody works. */
export function RootFrame() {
  const isExpired = useIsSessionExpired();
  return (
    <>
      <Outlet />
      {isExpired && (
        <Suspense fallback={null}>
          <SignInAgain />
        </Suspense>
      )}
    </>
  );
}

/** The pages with the top bar. */
export function AppFrame() {
  return (
    <SignedInOnly>
      <div className={classes.app}>
        <a href="#content" className={classes.skip}>
          Skip to the content
        </a>
        <TopBar />
        <main id="content" className={classes.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </SignedInOnly>
  );
}

/** The editors: nothing of ours around them. */
export function BareFrame() {
  return (
    <SignedInOnly>
      <Outlet />
    </SignedInOnly>
  );
}

function SignedInOnly({ children }: { readonly children: ReactNode }) {
  const me = useMe();
  useUnsentWork(me.data?.username);
  if (me.data !== undefined) return children;
  if (me.error instanceof AuthenticationError) return <ToSignIn />;
  if (me.error !== null) return <ErrorState error={me.error} onRetry={() => me.refetch()} isPage />;
  return <PageSkeleton />;
}

/** Once, with the address that was asked for: while the way there is gone, the present address changes already. */
function ToSignIn() {
  const navigate = useNavigate();
  const { href } = useLocation();
  const [asked] = useState(href);
  useEffect(() => {
    void navigate({ to: "/sign-in", search: asked === "/" ? {} : { next: asked }, replace: true });
  }, [navigate, asked]);
  return <PageSkeleton />;
}

/** Sends what was left unsent on this machine; what cannot be sent now waits for the next page. */
function useUnsentWork(username: string | undefined): void {
  useEffect(() => {
    if (username !== undefined) void sendUnsentWork(username).catch(() => undefined);
  }, [username]);
}
