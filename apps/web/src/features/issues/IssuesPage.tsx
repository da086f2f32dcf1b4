import { PageSkeleton } from "../../components/Skeletons.js";

export function IssuesPage() {
  return <PageSkeleton />;
}
