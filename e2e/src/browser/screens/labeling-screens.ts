import type { Page } from "playwright-core";
import { FLOWERS, type World } from "./fill.js";
import type { Screen } from "./screens.js";

const DATASET = `/@jane/${FLOWERS}`;
const sample = ({ sampleUuid }: World) => `${DATASET}/samples/${sampleUuid}`;

async function untilShown(page: Page): Promise<void> {
  await page.locator('[data-testid="canvas"][data-image="shown"]').waitFor();
}

/** The sample with many objects, the first of which is selected. */
async function select(page: Page): Promise<void> {
  await untilShown(page);
  await page.getByTestId("object-row").first().click();
}

/** One of the side panel's tabs. */
function panel(name: RegExp) {
  return async (page: Page) => {
    await select(page);
    await page.getByRole("tab", { name }).click();
  };
}

/** The labeling page in its modes and states. */
export const LABELING_SCREENS: readonly Screen[] = [
  { name: "labeling-queue", viewer: "john", path: () => `${DATASET}/label`, act: untilShown },
  { name: "labeling-review", viewer: "jane", path: () => `${DATASET}/review`, act: untilShown },
  { name: "labeling-edit", viewer: "jane", path: sample, act: select },
  { name: "labeling-read-only", viewer: "jane", path: (world) => `${sample(world)}?readOnly=true`, act: select },
  { name: "labeling-warnings", viewer: "jane", path: sample, act: panel(/^Warnings/) },
  {
    name: "labeling-issues",
    viewer: "jane",
    path: ({ discussedUuid }) => `${DATASET}/samples/${discussedUuid}`,
    act: panel(/^Issues/),
  },
  { name: "labeling-history", viewer: "jane", path: sample, act: panel(/^History/) },
  { name: "labeling-settings", viewer: "jane", path: sample, act: panel(/^View settings/) },
  {
    name: "labeling-category-menu",
    viewer: "jane",
    path: sample,
    act: async (page) => {
      await select(page);
      await page.getByTestId("canvas").hover();
      await page.keyboard.press("c");
      await page.getByTestId("category-menu").waitFor();
    },
  },
  {
    name: "labeling-hotkeys",
    viewer: "jane",
    path: sample,
    act: async (page) => {
      await untilShown(page);
      await page.getByRole("button", { name: "Hotkeys" }).click();
      await page.getByTestId("hotkeys").waitFor();
    },
  },
  {
    name: "labeling-unreadable",
    viewer: "jane",
    path: ({ unreadableUuid }) => `/@jane/of-keypoints/samples/${unreadableUuid}`,
    act: (page) => page.getByTestId("image-problem").waitFor(),
  },
  {
    name: "labeling-empty-queue",
    viewer: "jane",
    path: () => "/@jane/nothing-yet/label",
    act: (page) => page.getByTestId("empty-queue").waitFor(),
  },
];
