import { useSignedIn } from "../../api/session.js";
import { Page, PageHeader } from "../../components/Page.js";
import { ApiKeysSection } from "./ApiKeysSection.js";
import { OrganizationsSection } from "./OrganizationsSection.js";
import { PasswordSection } from "./PasswordSection.js";
import { ProfileSection } from "./ProfileSection.js";
import { SessionsSection } from "./SessionsSection.js";

/** One's own account. */
export function AccountPage() {
  const { username } = useSignedIn();
  return (
    <Page title="Account" width="narrow">
      <PageHeader title={username} description="Your account" />
      <ApiKeysSection />
      <ProfileSection />
      <OrganizationsSection />
      <PasswordSection />
      <SessionsSection />
    </Page>
  );
}
