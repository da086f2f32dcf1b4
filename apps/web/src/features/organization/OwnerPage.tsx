import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useDatasets } from "../../api/datasets.js";
import { useAccount } from "../../api/people.js";
import { useSignedIn } from "../../api/session.js";
import { DatasetDrawing } from "../../components/drawings.js";
import { EmptyState } from "../../components/EmptyState.js";
import { ErrorState } from "../../components/ErrorState.js";
import { Page, PageHeader, Section } from "../../components/Page.js";
import { RelativeTime } from "../../components/RelativeTime.js";
import { RowsSkeleton } from "../../components/Skeletons.js";
import { Members } from "./Members.js";
import { OwnerDatasets } from "./OwnerDatasets.js";

const route = getRouteApi("/app/@{$owner}");

/** A person or an organization: the datasets of theirs that one sees, and an organization's members. */
export function OwnerPage() {
  const { owner } = route.useParams();
  const me = useSignedIn();
  const account = useAccount(owner);
  const datasets = useDatasets(owner);
  const membership = me.organizations?.find(({ username }) => username === owner);
  const isAdministrator = membership?.organization_role === "admin";
  const mayCreate = owner === me.username || isAdministrator;
  if (account.error !== null && account.data === undefined) {
    return <ErrorState error={account.error} onRetry={() => account.refetch()} isPage />;
  }
  if (account.data === undefined) {
    return (
      <Page title={owner}>
        <RowsSkeleton />
      </Page>
    );
  }
  const isOrganization = account.data.is_organization;
  const newDataset = (
    <Button
      leftSection={<IconPlus size={16} />}
      renderRoot={(props) => <Link to="/new" search={owner === me.username ? {} : { owner }} {...props} />}
    >
      New dataset
    </Button>
  );
  return (
    <Page title={owner}>
      <PageHeader
        title={owner}
        description={
          <>
            {isOrganization ? "Organization" : "Person"}, here since <RelativeTime time={account.data.created_at} />
          </>
        }
        actions={mayCreate && (datasets.data?.length ?? 0) > 0 ? newDataset : undefined}
      />
      <Section title="Datasets">
        {datasets.isPending && <RowsSkeleton rows={3} />}
        {datasets.error !== null && datasets.data === undefined && (
          <ErrorState error={datasets.error} onRetry={() => datasets.refetch()} />
        )}
        {datasets.data?.length === 0 && (
          <EmptyState
            drawing={<DatasetDrawing />}
            title="No datasets to see here"
            {...(mayCreate && { action: newDataset })}
          >
            {mayCreate ? "Make the first one." : "There are none, or none that you have access to."}
          </EmptyState>
        )}
        {datasets.data !== undefined && datasets.data.length > 0 && <OwnerDatasets datasets={datasets.data} />}
      </Section>
      {isOrganization && membership !== undefined && <Members organization={owner} isAdministrator={isAdministrator} />}
    </Page>
  );
}
