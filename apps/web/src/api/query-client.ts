import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { AuthenticationError } from "@tessera/sdk";
import { keys } from "./keys.js";
import { sessionExpiry } from "./session-expiry.js";

/** A 401 while somebody is signed in means that the session ended: they sign in again over the page that they are on. */
function noteExpiry(error: unknown): void {
  if (!(error instanceof AuthenticationError)) return;
  if (queryClient.getQueryData(keys.me) !== undefined) sessionExpiry.set(true);
}

/** What the server said, kept and shared by all pages. The SDK repeats what can be repeated, so nothing is retried here. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteExpiry }),
  mutationCache: new MutationCache({ onError: noteExpiry }),
  defaultOptions: {
    queries: { retry: false, staleTime: 10_000, gcTime: 10 * 60_000 },
    mutations: { retry: false },
  },
});
