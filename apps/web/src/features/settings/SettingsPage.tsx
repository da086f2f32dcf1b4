import { PageSkeleton } from "../../components/Skeletons.js";

export function SettingsPage() {
  return <PageSkeleton />;
}
