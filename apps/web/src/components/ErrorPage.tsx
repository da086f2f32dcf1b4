import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ErrorState } from "./ErrorState.js";

/** When a page itself breaks. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  // After an upgrade of the server the files of the old page are gone.
  const isOutdated = /dynamically imported module|Importing a module script/i.test(
    error instanceof Error ? error.message : "",
  );
  return <ErrorState error={error} onRetry={isOutdated ? () => location.reload() : retry} isPage />;
}
