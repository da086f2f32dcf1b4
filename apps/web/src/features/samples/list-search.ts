import { getRouteApi } from "@tanstack/react-router";

const route = getRouteApi("/app/@{$owner}/$dataset/samples");

/** What a link to a sample says of the list that it stands in: the editor goes through the same list, and back to it. */
export interface ListSearch {
  /** The list's filter; an empty text for all samples. */
  readonly list: string;
  readonly view?: "table";
}

/** Of the list of samples that is shown. */
export function useListSearch(): Record<string, string> & ListSearch {
  const { q = "", view } = route.useSearch();
  return { list: q, ...(view !== undefined && { view }) };
}
