import { MantineProvider } from "@mantine/core";
import { render } from "@testing-library/react";
import type { ReactElement } from "react";

/** Renders a component as the app does, without animations. */
export function renderInApp(element: ReactElement) {
  return render(<MantineProvider env="test">{element}</MantineProvider>);
}
