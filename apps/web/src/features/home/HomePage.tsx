import { PageSkeleton } from "../../components/Skeletons.js";

export function HomePage() {
  return <PageSkeleton />;
}
