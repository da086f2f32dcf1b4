import { Page, PageHeader } from "../../components/Page.js";
import { useCurrentDataset } from "../dataset/dataset-context.js";
import { CategoriesSettings } from "./CategoriesSettings.js";
import { CloneSettings } from "./CloneSettings.js";
import { EndSettings } from "./EndSettings.js";
import { GeneralSettings } from "./GeneralSettings.js";
import { LabelingSettings } from "./LabelingSettings.js";
import { LabelsetSettings } from "./LabelsetSettings.js";

/** Everything about a dataset that can be changed. */
export function SettingsPage() {
  const { full_name } = useCurrentDataset();
  return (
    <Page title={`Settings · ${full_name}`} width="narrow">
      <PageHeader title="Settings" />
      <GeneralSettings />
      <LabelingSettings />
      <CategoriesSettings />
      <LabelsetSettings />
      <CloneSettings />
      <EndSettings />
    </Page>
  );
}
