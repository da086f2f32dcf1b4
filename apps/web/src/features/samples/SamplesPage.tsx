import { PageSkeleton } from "../../components/Skeletons.js";

export function SamplesPage() {
  return <PageSkeleton />;
}
