import { PageSkeleton } from "../../components/Skeletons.js";

export function OverviewPage() {
  return <PageSkeleton />;
}
