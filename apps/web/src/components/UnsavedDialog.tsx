import { Button, Group, Modal, Text } from "@mantine/core";
import { useUnsavedGuard } from "./use-unsaved-guard.js";

/** Stands between unsaved changes and another page. */
export function UnsavedDialog({ isDirty }: { readonly isDirty: boolean }) {
  const { status, proceed, reset } = useUnsavedGuard(isDirty);
  return (
    <Modal opened={status === "blocked"} onClose={() => reset?.()} title="Leave without saving" size={420}>
      <Text>What you changed here is not saved.</Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" color="red" onClick={() => proceed?.()}>
          Leave
        </Button>
        <Button onClick={() => reset?.()} data-autofocus>
          Stay
        </Button>
      </Group>
    </Modal>
  );
}
