import { PageSkeleton } from "../../components/Skeletons.js";

export function ReleasesPage() {
  return <PageSkeleton />;
}
