import type { Action } from "@tessera/schema";
import { can } from "@tessera/schema";
import type { Dataset } from "@tessera/sdk";
import { createContext, use } from "react";

/** The dataset whose pages these are. */
export const DatasetContext = createContext<Dataset | undefined>(undefined);

export function useCurrentDataset(): Dataset {
  const dataset = use(DatasetContext);
  if (dataset === undefined) throw new Error("This is used on a dataset's pages only");
  return dataset;
}

/** Whether the signed-in user's role on this dataset allows something. What it does not allow is not shown. */
export function useMay(action: Action): boolean {
  return can(useCurrentDataset().role ?? undefined, action);
}
