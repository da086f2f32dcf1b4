import { PageSkeleton } from "../../components/Skeletons.js";

export function OwnerPage() {
  return <PageSkeleton />;
}
