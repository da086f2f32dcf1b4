import { useQuery } from "@tanstack/react-query";
import type { User } from "@tessera/sdk";
import { api, segment } from "./client.js";
import { keys } from "./keys.js";
import { queryClient } from "./query-client.js";
import { sessionExpiry } from "./session-expiry.js";
import type { Invitation } from "./types.js";

/** Who is signed in. */
export function useMe() {
  return useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => api.users.get(undefined, { signal }).then(),
    staleTime: 60_000,
  });
}

/** Whoever is signed in, on pages that nobody else gets to. */
export function useSignedIn(): User {
  const { data } = useMe();
  if (data === undefined) throw new Error("This page is shown to signed-in users only");
  return data;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface NewAccount extends Credentials {
  readonly email?: string | undefined;
}

export async function signIn(credentials: Credentials): Promise<User> {
  const user = await api.request<User>("POST", "/sessions/", { body: credentials });
  await welcome(user);
  return user;
}

/** Ends the session, and forgets all that was shown in it. */
export async function signOut(): Promise<void> {
  await api.request("DELETE", "/sessions/current/");
  queryClient.clear();
  sessionExpiry.set(false);
}

/** Whether a set-up link is still good; rejects when it is not. */
export function checkSetupToken(token: string, signal: AbortSignal) {
  return api.request("GET", "/setup/token/", { query: { token }, signal });
}

/** Whether the server has an account yet. */
export function useSetupStatus() {
  return useQuery({
    queryKey: keys.setupStatus,
    queryFn: ({ signal }) => api.request<{ is_done: boolean }>("GET", "/setup/status/", { signal }).then(),
  });
}

export async function setUp(token: string, account: NewAccount): Promise<void> {
  // A key would have to be shown here, once; the account page creates them where they can be named.
  await api.request("POST", "/setup/", { body: { token, ...account, create_key: false } });
  await welcome(await api.users.get());
}

export function getInvitation(token: string, signal: AbortSignal) {
  return api.request<Invitation>("GET", `/invitations/${segment(token)}/`, { signal });
}

/** Takes an invitation up: with an account's name and password it creates the account as well. */
export async function acceptInvitation(token: string, account: NewAccount | undefined): Promise<void> {
  const user = await api.request<User>("POST", `/invitations/${segment(token)}/accept/`, { body: account ?? {} });
  await welcome(user);
}

/** What was asked for before is asked for again: it was the answer to somebody else, or a refusal. */
async function welcome(user: User): Promise<void> {
  const previous = queryClient.getQueryData<User>(keys.me);
  if (previous !== undefined && previous.username !== user.username) queryClient.clear();
  queryClient.setQueryData(keys.me, user);
  sessionExpiry.set(false);
  await queryClient.invalidateQueries();
}
