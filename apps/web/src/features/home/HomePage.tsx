import { Button, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useDatasets, useExamples } from "../../api/datasets.js";
import { DatasetDrawing, NothingFoundDrawing } from "../../components/drawings.js";
import { EmptyState } from "../../components/EmptyState.js";
import { ErrorState } from "../../components/ErrorState.js";
import { Page, PageHeader } from "../../components/Page.js";
import { RowsSkeleton } from "../../components/Skeletons.js";
import { DatasetTable } from "./DatasetTable.js";
import { searchDatasets } from "./dataset-search.js";
import { ExampleList } from "./Examples.js";
import classes from "./HomePage.module.css";

const ExamplesDialog = lazy(() =>
  import("./ExamplesDialog.js").then(({ ExamplesDialog: component }) => ({ default: component })),
);

const route = getRouteApi("/app/");

/** The datasets that one owns or works on. */
export function HomePage() {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const datasets = useDatasets();
  const [isChoosing, setIsChoosing] = useState(false);
  const found = useMemo(() => searchDatasets(datasets.data ?? [], q), [datasets.data, q]);
  if (datasets.data?.length === 0) return <FirstDataset />;
  const search = (text: string) => navigate({ search: text === "" ? {} : { q: text }, replace: true });
  return (
    <Page title="Datasets" width="filled">
      <PageHeader
        title="Datasets"
        actions={
          <>
            <Button variant="default" onClick={() => setIsChoosing(true)}>
              Examples
            </Button>
            <NewDatasetButton />
          </>
        }
      />
      <TextInput
        className={classes.search}
        type="search"
        aria-label="Search datasets"
        placeholder="Search by name, description, tag or type"
        leftSection={<IconSearch size={15} stroke={1.6} />}
        defaultValue={q}
        onChange={(event) => search(event.currentTarget.value)}
      />
      {datasets.isPending && <RowsSkeleton />}
      {datasets.error !== null && <ErrorState error={datasets.error} onRetry={() => datasets.refetch()} />}
      {datasets.data !== undefined &&
        (found.length === 0 ? (
          <EmptyState drawing={<NothingFoundDrawing />} title="No dataset fits">
            Every word of the search must occur in the name, the description, a tag or the type.
          </EmptyState>
        ) : (
          <DatasetTable datasets={found} />
        ))}
      {isChoosing && (
        <Suspense fallback={null}>
          <ExamplesDialog onClose={() => setIsChoosing(false)} />
        </Suspense>
      )}
    </Page>
  );
}

function NewDatasetButton() {
  return (
    <Button leftSection={<IconPlus size={16} />} renderRoot={(props) => <Link to="/new" {...props} />}>
      New dataset
    </Button>
  );
}

/** Before there is any dataset: look at a labeled one, or make one's own. */
function FirstDataset() {
  const examples = useExamples({ isEnabled: true });
  const hasExamples = (examples.data?.length ?? 0) > 0;
  return (
    <Page title="Datasets">
      <EmptyState drawing={<DatasetDrawing />} title="Your first dataset" action={<NewDatasetButton />}>
        A dataset holds samples, what they are labeled with, and who works on them.
        {hasExamples && " Or take an example and look around:"}
      </EmptyState>
      {hasExamples && <ExampleList />}
    </Page>
  );
}
