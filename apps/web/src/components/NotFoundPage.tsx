import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { NothingFoundDrawing } from "./drawings.js";
import { EmptyState } from "./EmptyState.js";
import { useTitle } from "./Page.js";

export function NotFoundPage() {
  useTitle("Not found");
  return (
    <main style={{ paddingTop: "12vh" }}>
      <EmptyState
        drawing={<NothingFoundDrawing />}
        title="There is no page here"
        action={
          <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
            All datasets
          </Button>
        }
      >
        The address may be mistyped, or what it named was moved or deleted.
      </EmptyState>
    </main>
  );
}
