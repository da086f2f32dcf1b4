import { useMutation, useQuery } from "@tanstack/react-query";
import type { PasswordUpdateParams, User } from "@tessera/sdk";
import { api, segment } from "./client.js";
import { keys } from "./keys.js";
import { queryClient } from "./query-client.js";
import type { UserSession } from "./types.js";

export function useApiKeys() {
  return useQuery({ queryKey: keys.apiKeys, queryFn: ({ signal }) => api.apiKeys.list({ signal }).then() });
}

export function useCreateApiKey() {
  return useMutation({
    mutationFn: (name: string) => api.apiKeys.create({ name }).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.apiKeys }),
  });
}

export function useRevokeApiKey() {
  return useMutation({
    mutationFn: (uuid: string) => api.apiKeys.delete(uuid).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.apiKeys }),
  });
}

export function useSessions() {
  return useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => api.request<UserSession[]>("GET", "/user/sessions/", { signal }).then(),
  });
}

export function useEndSession() {
  return useMutation({
    mutationFn: (uuid: string) => api.request("DELETE", `/user/sessions/${segment(uuid)}/`).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.sessions }),
  });
}

export function useUpdateEmail() {
  return useMutation({
    mutationFn: (email: string | null) => api.request<User>("PATCH", "/user/", { body: { email } }).then(),
    onSuccess: (user) => queryClient.setQueryData(keys.me, user),
  });
}

export function useUpdatePassword() {
  return useMutation({
    mutationFn: (params: PasswordUpdateParams) => api.users.updatePassword(params).then(),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: keys.sessions }),
        queryClient.invalidateQueries({ queryKey: keys.apiKeys }),
      ]),
  });
}
