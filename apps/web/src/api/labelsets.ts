import { useMutation, useQuery } from "@tanstack/react-query";
import type { NamedParams } from "@tessera/sdk";
import { api } from "./client.js";
import { keys } from "./keys.js";
import { queryClient } from "./query-client.js";

export function useLabelsets(dataset: string) {
  return useQuery({
    queryKey: keys.labelsets(dataset),
    queryFn: ({ signal }) => api.labelsets.list(dataset, {}, { signal }).all(),
  });
}

export function useCreateLabelset(dataset: string) {
  return useMutation({
    mutationFn: (params: NamedParams) => api.labelsets.create(dataset, params).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.labelsets(dataset) }),
  });
}

export function useDeleteLabelset(dataset: string) {
  return useMutation({
    mutationFn: (name: string) => api.labelsets.delete(dataset, name).then(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.labelsets(dataset) }),
  });
}
