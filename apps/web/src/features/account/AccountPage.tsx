import { PageSkeleton } from "../../components/Skeletons.js";

export function AccountPage() {
  return <PageSkeleton />;
}
