import { PageSkeleton } from "../../components/Skeletons.js";

export function LabelingPage() {
  return <PageSkeleton />;
}

export function ReviewingPage() {
  return <PageSkeleton />;
}

export function SamplePage() {
  return <PageSkeleton />;
}
