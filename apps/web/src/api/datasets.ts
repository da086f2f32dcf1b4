import { useMutation, useQuery } from "@tanstack/react-query";
import type { Dataset, DatasetCloneParams, DatasetCreateParams, DatasetUpdateParams } from "@tessera/sdk";
import { api } from "./client.js";
import { keys } from "./keys.js";
import { queryClient } from "./query-client.js";
import type { Example, QueueCounts } from "./types.js";

/** The datasets of `owner`; without one, those that the signed-in user owns or works on. */
export function useDatasets(owner?: string) {
  return useQuery({
    queryKey: keys.datasetsOf(owner),
    queryFn: ({ signal }) => api.datasets.list({ user: owner }, { signal }).all(),
  });
}

const WATCH_MS = 30_000;

/** `isWatched`: looked at again now and then, where others' changes matter to what is done meanwhile. */
export function useDataset(fullName: string, { isWatched = false }: { readonly isWatched?: boolean } = {}) {
  return useQuery({
    queryKey: keys.dataset(fullName),
    queryFn: ({ signal }) => api.datasets.get(fullName, { signal }).then(),
    // The rest of a clone comes in while one looks.
    refetchInterval: ({ state }) => (state.data?.is_cloning ? 2_000 : isWatched && WATCH_MS),
  });
}

export function useCreateDataset() {
  return useMutation({
    mutationFn: (params: DatasetCreateParams) => api.datasets.create(params).then(),
    onSuccess: showDataset,
  });
}

export function useUpdateDataset(fullName: string) {
  return useMutation({
    mutationFn: (params: DatasetUpdateParams) => api.datasets.update(fullName, params).then(),
    onSuccess: showDataset,
  });
}

export function useCloneDataset(fullName: string) {
  return useMutation({
    mutationFn: (params: DatasetCloneParams) => api.datasets.clone(fullName, params).then(),
    onSuccess: showDataset,
  });
}

export function useDeleteDataset(fullName: string) {
  return useMutation({
    mutationFn: () => api.datasets.delete(fullName).then(),
    onSuccess: async () => {
      queryClient.removeQueries({ queryKey: keys.dataset(fullName) });
      await queryClient.invalidateQueries({ queryKey: keys.datasets });
    },
  });
}

export function useExamples(options: { readonly isEnabled: boolean }) {
  return useQuery({
    queryKey: keys.examples,
    queryFn: ({ signal }) => api.request<Example[]>("GET", "/examples/", { signal }).then(),
    enabled: options.isEnabled,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useAddExample() {
  return useMutation({
    mutationFn: (name: string) => api.request<Dataset>("POST", "/user/examples/", { body: { name } }).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.datasets }),
  });
}

const QUEUE_REFRESH_MS = 15_000;

/** After a label was saved: what counts labels is asked for anew, at once where it is shown. */
export async function refreshAfterSave(fullName: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.queue(fullName) }),
    queryClient.invalidateQueries({ queryKey: keys.dataset(fullName), exact: true }),
    queryClient.invalidateQueries({ queryKey: keys.samples(fullName) }),
    queryClient.invalidateQueries({ queryKey: keys.datasets }),
  ]);
}

/** How many samples the queues hold for the signed-in user. */
export function useQueueCounts(fullName: string, options: { readonly isEnabled: boolean }) {
  return useQuery({
    queryKey: keys.queue(fullName),
    queryFn: ({ signal }) => fetchQueueCounts(fullName, signal),
    enabled: options.isEnabled,
    // Others work on the same queues.
    refetchInterval: QUEUE_REFRESH_MS,
  });
}

export function fetchQueueCounts(fullName: string, signal: AbortSignal): Promise<QueueCounts> {
  return api.request<QueueCounts>("GET", `/datasets/${fullName}/queue/`, { signal }).then();
}

async function showDataset(dataset: Dataset): Promise<void> {
  queryClient.setQueryData(keys.dataset(dataset.full_name), dataset);
  await queryClient.invalidateQueries({ queryKey: keys.datasets });
}
