import { useMutation, useQuery } from "@tanstack/react-query";
import type { LabelChangeParams, TaskAttributesChange } from "@tessera/sdk";
import { api } from "./client.js";
import { keys } from "./keys.js";
import { queryClient } from "./query-client.js";

const POLL_MS = 1_000;

/** The newest change of a dataset's labels, asked for while it goes on. */
export function useLatestLabelChange(fullName: string) {
  return useQuery({
    queryKey: keys.labelChange(fullName),
    queryFn: async ({ signal }) => {
      const { items } = await api.datasets.labelChanges.list(fullName, { perPage: 1 }, { signal });
      return items[0] ?? null;
    },
    select: (change): TaskAttributesChange | undefined => change ?? undefined,
    refetchInterval: ({ state }) => (state.data?.status === "PENDING" ? POLL_MS : false),
  });
}

/** Saves task attributes and has the labels changed along. */
export function useChangeLabels(fullName: string) {
  return useMutation({
    mutationFn: (params: LabelChangeParams) => api.datasets.labelChanges.create(fullName, params).then(),
    onSuccess: async (change) => {
      queryClient.setQueryData(keys.labelChange(fullName), change);
      await queryClient.invalidateQueries({ queryKey: keys.dataset(fullName) });
    },
  });
}

/** How much labels have for the categories, and where asked for the attributes, of a dataset: every label is read. */
export async function countUsage(fullName: string, { hasAttributes }: { readonly hasAttributes: boolean }) {
  const [categories, attributes] = await Promise.all([
    api.datasets.categoryUsage(fullName),
    hasAttributes ? api.datasets.attributeUsage(fullName) : [],
  ]);
  return { categories, attributes };
}
