import { PageSkeleton } from "../../components/Skeletons.js";

export function CollaboratorsPage() {
  return <PageSkeleton />;
}
