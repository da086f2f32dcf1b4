import { Button, Group, Modal, Text } from "@mantine/core";
import { useSignedIn } from "../../api/session.js";
import { SignInForm } from "./SignInForm.js";

/** The session ended while somebody worked: the page behind keeps what was entered. */
export function SignInAgain() {
  const { username } = useSignedIn();
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Sign in again"
      size={400}
    >
      <Text c="dimmed">Your session ended. What you were doing is kept behind this window.</Text>
      <SignInForm username={username} onDone={() => undefined}>
        {(isBusy) => (
          <Group justify="space-between">
            <Button variant="subtle" color="gray" component="a" href="/sign-in">
              Use another account
            </Button>
            <Button type="submit" loading={isBusy}>
              Sign in
            </Button>
          </Group>
        )}
      </SignInForm>
    </Modal>
  );
}
