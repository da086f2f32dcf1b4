import { useMutation, useQuery } from "@tanstack/react-query";
import type { IssueStatus } from "@tessera/sdk";
import { api } from "./client.js";
import { keys } from "./keys.js";
import { queryClient } from "./query-client.js";

export function useIssues(dataset: string) {
  return useQuery({
    queryKey: keys.issues(dataset),
    queryFn: ({ signal }) => api.issues.list(dataset, {}, { signal }).all(),
  });
}

export function useUpdateIssue(dataset: string) {
  return useMutation({
    mutationFn: ({ uuid, status }: { readonly uuid: string; readonly status: IssueStatus }) =>
      api.issues.update(uuid, { status }).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.issues(dataset) }),
  });
}

export function useReplyToIssue(dataset: string) {
  return useMutation({
    mutationFn: ({ uuid, text }: { readonly uuid: string; readonly text: string }) =>
      api.issues.comment(uuid, { text }).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.issues(dataset) }),
  });
}
