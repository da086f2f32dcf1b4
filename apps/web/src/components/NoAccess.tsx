import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Dataset } from "@tessera/sdk";
import type { DatasetPage } from "../domain/dataset-pages.js";
import { NothingFoundDrawing } from "./drawings.js";
import { EmptyState } from "./EmptyState.js";
import { useTitle } from "./Page.js";

const WORDS: Partial<Record<DatasetPage, string>> = {
  samples: "Labelers and reviewers get their samples from the queue.",
  collaborators: "Only managers and admins of this dataset can see and change who works on it.",
  settings: "Only admins of this dataset can change its settings.",
  label: "Labelers and above can label.",
  review: "Reviewers and above can review.",
};

/** Stands in place of a page that the signed-in user's role does not allow. */
export function NoAccess({ dataset, page }: { readonly dataset: Dataset; readonly page: DatasetPage }) {
  useTitle("No access");
  const { role, owner, name } = dataset;
  return (
    <div style={{ paddingTop: "12vh" }} data-testid="no-access">
      <EmptyState
        drawing={<NothingFoundDrawing />}
        title="You don't have access to this page"
        action={
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link to="/@{$owner}/$dataset" params={{ owner: owner.username, dataset: name }} {...props} />
            )}
          >
            Back to the dataset
          </Button>
        }
      >
        {WORDS[page]} {role ? `Your role here is ${role}.` : "You have no role here."}
      </EmptyState>
    </div>
  );
}
