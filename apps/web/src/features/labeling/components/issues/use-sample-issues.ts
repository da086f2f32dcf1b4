import { useMutation, useQuery } from "@tanstack/react-query";
import type { Issue, IssueCreateParams, IssueStatus } from "@tessera/sdk";
import { api, segment } from "../../../../api/client.js";
import { keys } from "../../../../api/keys.js";
import { queryClient } from "../../../../api/query-client.js";
import { useLabeling, useWorkbench } from "../../page/workbench-context.js";

/** An issue as the server sends it. */
export type SampleIssue = Omit<Issue, "update" | "delete" | "comment">;

function issuesKey(dataset: string, sampleUuid: string | undefined) {
  return [...keys.issues(dataset), sampleUuid ?? null] as const;
}

/** The issues of the sample in front, the oldest first. */
export function useSampleIssues() {
  const { dataset } = useWorkbench();
  const uuid = useLabeling().sample?.uuid;
  return useQuery({
    queryKey: issuesKey(dataset.full_name, uuid),
    queryFn: async ({ signal }) => {
      const issues = await api.request<SampleIssue[]>("GET", `/samples/${segment(uuid ?? "")}/issues/`, { signal });
      return issues.toSorted((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
    },
    enabled: uuid !== undefined,
  });
}

/** Raising, answering, resolving: each is asked for again when it is done. */
export function useIssueChanges() {
  const { dataset } = useWorkbench();
  const uuid = useLabeling().sample?.uuid ?? "";
  const onSuccess = () => queryClient.invalidateQueries({ queryKey: keys.issues(dataset.full_name) });
  const create = useMutation({
    mutationFn: (params: IssueCreateParams) => api.issues.create(uuid, params).then(),
    onSuccess,
  });
  const reply = useMutation({
    mutationFn: ({ issue, text }: { readonly issue: string; readonly text: string }) =>
      api.issues.comment(issue, { text }).then(),
    onSuccess,
  });
  const setStatus = useMutation({
    mutationFn: ({ issue, status }: { readonly issue: string; readonly status: IssueStatus }) =>
      api.issues.update(issue, { status }).then(),
    onSuccess,
  });
  return { create, reply, setStatus };
}
