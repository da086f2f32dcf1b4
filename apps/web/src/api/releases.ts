import { useMutation, useQuery } from "@tanstack/react-query";
import type { NamedParams } from "@tessera/sdk";
import { api } from "./client.js";
import { keys } from "./keys.js";
import { queryClient } from "./query-client.js";

const POLL_MS = 1_000;

/** A dataset's releases; looked at again while one is being written. */
export function useReleases(dataset: string) {
  return useQuery({
    queryKey: keys.releases(dataset),
    queryFn: ({ signal }) => api.releases.list(dataset, {}, { signal }).all(),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "PENDING") ? POLL_MS : false),
  });
}

export function useCreateRelease(dataset: string) {
  return useMutation({
    mutationFn: (params: NamedParams) => api.releases.create(dataset, params).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.releases(dataset) }),
  });
}

export function useDeleteRelease(dataset: string) {
  return useMutation({
    mutationFn: (name: string) => api.releases.delete(dataset, name).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.releases(dataset) }),
  });
}
