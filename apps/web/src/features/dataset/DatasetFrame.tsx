import { PageSkeleton } from "../../components/Skeletons.js";

export function DatasetFrame() {
  return <PageSkeleton />;
}
