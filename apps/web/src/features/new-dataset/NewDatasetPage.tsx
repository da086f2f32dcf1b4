import { PageSkeleton } from "../../components/Skeletons.js";

export function NewDatasetPage() {
  return <PageSkeleton />;
}
