import { Modal, Text } from "@mantine/core";
import { ExampleList } from "./Examples.js";

export function ExamplesDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Example datasets" size={720} closeButtonProps={{ "aria-label": "Close" }}>
      <Text c="dimmed" mb="md">
        Each one is copied into your account with its images and labels, yours to change and delete.
      </Text>
      <ExampleList />
    </Modal>
  );
}
