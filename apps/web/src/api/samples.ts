import { useQueries } from "@tanstack/react-query";
import type { HeldSample } from "@tessera/schema";
import { inParallel, type SampleListParams, type SampleUpdateParams } from "@tessera/sdk";
import { api } from "./client.js";
import { keys } from "./keys.js";
import { queryClient } from "./query-client.js";
import type { SampleInList } from "./types.js";

/** What a list of samples shows beside them. */
export interface SampleListOptions {
  readonly params: SampleListParams;
  /** Whole labels, to draw them, instead of their summaries. */
  readonly hasLabels: boolean;
}

/** Small enough that whole labels of vector shapes come quickly. */
export const PAGE_SIZE = 60;

interface SamplePage {
  readonly items: readonly SampleInList[];
  /** undefined where the server does not count. */
  readonly total: number | undefined;
  readonly hasNext: boolean;
}

function pageQuery(dataset: string, options: SampleListOptions, page: number) {
  return {
    queryKey: [...keys.samples(dataset), options, page] as const,
    queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<SamplePage> => {
      const list = api.samples.list(
        dataset,
        {
          ...options.params,
          labelset: "ground-truth",
          includeFullLabel: options.hasLabels,
          perPage: PAGE_SIZE,
          page: page + 1,
        },
        { signal },
      );
      const { items, total, hasNext } = await list;
      return { items: items as readonly SampleInList[], total, hasNext };
    },
  };
}

/** The pages of a list between two places, and the ones around them; pages come by number, so that one can scroll anywhere. */
export function useSamplePages(
  dataset: string,
  options: SampleListOptions,
  range: { readonly first: number; readonly last: number },
) {
  const firstPage = Math.max(0, Math.floor(range.first / PAGE_SIZE));
  const lastPage = Math.max(firstPage, Math.floor(range.last / PAGE_SIZE));
  // The first one says how many there are; one ahead, so that scrolling finds it there.
  const numbers = [...new Set([0, ...rangeOf(firstPage, lastPage + 1)])];
  const results = useQueries({
    queries: numbers.map((page) => ({
      ...pageQuery(dataset, options, page),
      enabled: isThere(dataset, options, page),
    })),
  });
  const pages = new Map(numbers.map((page, at) => [page, results[at]?.data]));
  return {
    sampleAt: (index: number): SampleInList | undefined =>
      pages.get(Math.floor(index / PAGE_SIZE))?.items[index % PAGE_SIZE],
    count: countOf(pages),
    error: results.find(({ error }) => error !== null)?.error ?? null,
    refetch: () => queryClient.invalidateQueries({ queryKey: keys.samples(dataset) }),
  };
}

/** A page past the end is not asked for, once the end is known. */
function isThere(dataset: string, options: SampleListOptions, page: number): boolean {
  if (page === 0) return true;
  const first = queryClient.getQueryData<SamplePage>(pageQuery(dataset, options, 0).queryKey);
  if (first === undefined) return false;
  if (first.total !== undefined) return page * PAGE_SIZE < first.total;
  return queryClient.getQueryData<SamplePage>(pageQuery(dataset, options, page - 1).queryKey)?.hasNext ?? false;
}

/** How many there are; without a count by the server, as many as were seen and a page more while there are more. */
function countOf(pages: ReadonlyMap<number, SamplePage | undefined>): number | undefined {
  const first = pages.get(0);
  if (first === undefined || first.total !== undefined) return first?.total;
  const [number, page] = [...pages].filter(([, data]) => data !== undefined).at(-1) ?? [0, first];
  return number * PAGE_SIZE + (page?.items.length ?? 0) + (page?.hasNext ? PAGE_SIZE : 0);
}

function rangeOf(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** The samples between two places, asked for where they are not here yet. */
export async function fetchSamples(
  dataset: string,
  options: SampleListOptions,
  first: number,
  last: number,
): Promise<SampleInList[]> {
  const numbers = rangeOf(Math.floor(first / PAGE_SIZE), Math.floor(last / PAGE_SIZE));
  const pages = await inParallel(numbers, (page) => queryClient.ensureQueryData(pageQuery(dataset, options, page)));
  const start = Math.floor(first / PAGE_SIZE) * PAGE_SIZE;
  return pages.flatMap(({ items }) => items).slice(first - start, last - start + 1);
}

/** All samples that fit, page by page. */
export async function fetchAllUuids(
  dataset: string,
  params: SampleListParams,
  signal?: AbortSignal,
): Promise<string[]> {
  const all = await api.samples.list(dataset, params, { signal }).all();
  return all.map(({ uuid }) => uuid);
}

export interface BulkOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/** The same change to many samples. */
export async function updateSamples(
  uuids: readonly string[],
  params: SampleUpdateParams,
  { signal, onProgress }: BulkOptions,
) {
  await inParallel(uuids, (uuid, context) => api.samples.update(uuid, params, { signal: context.signal }), {
    concurrency: 6,
    signal,
    onProgress: ({ done }) => onProgress(done),
  });
}

export async function deleteSamples(dataset: string, uuids: readonly string[], { signal, onProgress }: BulkOptions) {
  await api.samples.deleteMany(dataset, uuids, { signal, onProgress: ({ done }) => onProgress(done) });
}

/** The samples with their ground-truth labels, as the API gives them. */
export function downloadSamples(uuids: readonly string[], { signal, onProgress }: BulkOptions) {
  return inParallel(
    uuids,
    (uuid, context) => api.samples.get(uuid, { labelset: "ground-truth" }, { signal: context.signal }),
    {
      concurrency: 6,
      signal,
      onProgress: ({ done }) => onProgress(done),
    },
  );
}

/** After samples came, went or changed: the lists, the counts and the queue are asked for again. */
export async function refreshSamples(dataset: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.samples(dataset) }),
    queryClient.invalidateQueries({ queryKey: keys.dataset(dataset), exact: true }),
    queryClient.invalidateQueries({ queryKey: keys.queue(dataset) }),
    queryClient.invalidateQueries({ queryKey: keys.datasets }),
  ]);
}

/** The samples of a dataset that people have from its queues now. */
export function listHeldSamples(fullName: string): Promise<HeldSample[]> {
  return api.request<HeldSample[]>("GET", `/datasets/${fullName}/leases/`, { query: { per_page: 1000 } }).then();
}

/** Gives a sample that somebody has from a queue back to it. */
export async function endLease(fullName: string, uuid: string): Promise<void> {
  await api.request("DELETE", `/datasets/${fullName}/leases/${uuid}/`);
  await queryClient.invalidateQueries({ queryKey: keys.queue(fullName) });
}
