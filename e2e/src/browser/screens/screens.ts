import type { Page } from "playwright-core";
import { FLOWERS, type World } from "./fill.js";

/** Who looks. */
export type Viewer = "jane" | "john" | "nobody";

/** One page in one state. */
export interface Screen {
  readonly name: string;
  readonly viewer: Viewer;
  readonly path: (world: World) => string;
  /** What brings the page into its state. */
  readonly act?: (page: Page) => Promise<void>;
}

const at = (path: string) => () => path;
const DATASET = `/@jane/${FLOWERS}`;

async function click(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole("button", { name }).first().click();
}

/** Gives the first category more attributes than the window has room for. */
async function addAttributes(page: Page): Promise<void> {
  await click(page, /^(Attributes|\d+ attributes?)$/);
  for (let count = 0; count < 8; count++) await click(page, "Add attribute");
}

/** Before there is an account. */
export const SCREENS_OF_SETUP: readonly Screen[] = [
  { name: "setup", viewer: "nobody", path: at("/setup/") },
  { name: "first-visit", viewer: "nobody", path: at("/sign-in") },
  {
    name: "setup-faults",
    viewer: "nobody",
    path: at("/setup/"),
    act: async (page) => {
      await page.getByRole("textbox", { name: "Username" }).fill("jane doe");
      await click(page, "Create account");
    },
  },
];

/** With an account that has nothing yet. */
export const SCREENS_OF_A_NEW_ACCOUNT: readonly Screen[] = [
  { name: "home-first", viewer: "jane", path: at("/") },
  { name: "account-first", viewer: "jane", path: at("/account") },
];

/** The last one ends jane's session. */
export const SCREENS: readonly Screen[] = [
  { name: "setup-used", viewer: "nobody", path: at("/setup/?token=used") },
  { name: "sign-in", viewer: "nobody", path: at("/sign-in") },
  {
    name: "sign-in-wrong",
    viewer: "nobody",
    path: at("/sign-in"),
    act: async (page) => {
      await page.getByLabel("Username").fill("jane");
      await page.getByLabel("Password", { exact: true }).fill("something else");
      await click(page, "Sign in");
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "join", viewer: "nobody", path: ({ joinPath }) => joinPath },
  { name: "join-over", viewer: "nobody", path: at("/join/no-such-invitation") },
  { name: "home", viewer: "jane", path: at("/") },
  { name: "home-nothing-found", viewer: "jane", path: at("/?q=no+such+dataset") },
  { name: "home-labeler", viewer: "john", path: at("/") },
  {
    name: "home-examples",
    viewer: "jane",
    path: at("/"),
    act: (page) => click(page, "Examples"),
  },
  { name: "new", viewer: "jane", path: at("/new") },
  { name: "new-attributes", viewer: "jane", path: at("/new"), act: addAttributes },
  {
    name: "new-categories",
    viewer: "jane",
    path: at("/new"),
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("flowers");
      await click(page, "Attributes");
      await click(page, "Add attribute");
      await click(page, "Add category");
      await click(page, "Create dataset");
      await page.getByRole("button", { name: "Create dataset" }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "new-json",
    viewer: "jane",
    path: at("/new"),
    act: async (page) => {
      await page.getByText("JSON", { exact: true }).click();
      await page.getByLabel(/as JSON/).fill('{ "categories": [ }');
      await page.getByRole("button", { name: "Create dataset" }).scrollIntoViewIfNeeded();
    },
  },
  { name: "overview", viewer: "jane", path: at(DATASET) },
  { name: "overview-labeler", viewer: "john", path: at(DATASET) },
  { name: "overview-empty", viewer: "jane", path: at("/@jane/nothing-yet") },
  {
    name: "overview-long",
    viewer: "jane",
    path: at("/@jane/a-name-that-goes-on-and-on-until-it-does-not-fit-into-its-column-any-more-and-then-some"),
  },
  { name: "samples", viewer: "jane", path: at(`${DATASET}/samples`) },
  { name: "samples-many", viewer: "jane", path: at("/@jane/street-scenes/samples") },
  {
    name: "samples-selected",
    viewer: "jane",
    path: at(`${DATASET}/samples`),
    act: async (page) => {
      await page
        .getByRole("checkbox", { name: /^Select/ })
        .nth(0)
        .click();
      await page
        .getByRole("checkbox", { name: /^Select/ })
        .nth(2)
        .click();
    },
  },
  {
    name: "samples-table",
    viewer: "jane",
    path: at("/@jane/street-scenes/samples?q=crossing:3+sort:-created&view=table"),
  },
  {
    name: "samples-suggestions",
    viewer: "jane",
    path: at(`${DATASET}/samples`),
    act: (page) => page.getByLabel("Filter samples").fill("status:"),
  },
  { name: "samples-fault", viewer: "jane", path: at(`${DATASET}/samples?q=status:finished`) },
  { name: "samples-nothing-found", viewer: "jane", path: at(`${DATASET}/samples?q=no-such-name`) },
  { name: "samples-empty", viewer: "jane", path: at("/@jane/nothing-yet/samples") },
  { name: "samples-api", viewer: "jane", path: at("/@jane/of-multisensor-sequence/samples") },
  {
    name: "samples-upload",
    viewer: "jane",
    path: at("/@jane/nothing-yet/samples"),
    act: async (page) => {
      const files = ["empty.jpg", "notes.png", "photo with a long name that goes on.webp"].map((name, index) => ({
        name,
        mimeType: "image/jpeg",
        buffer: Buffer.from("roses are red".repeat(index)),
      }));
      await page.getByTestId("files").first().setInputFiles(files);
      await page.getByText("3 files were not added").waitFor();
    },
  },
  { name: "releases", viewer: "jane", path: at(`${DATASET}/releases`) },
  {
    name: "releases-download",
    viewer: "jane",
    path: at(`${DATASET}/releases`),
    act: (page) => click(page, "Download"),
  },
  {
    name: "releases-export-options",
    viewer: "jane",
    path: at(`${DATASET}/releases`),
    act: async (page) => {
      await click(page, "Download");
      await page.getByRole("menuitem", { name: /^Ultralytics/ }).click();
      await page.getByLabel("Metadata").fill("split=train, weather");
      await page.getByText("Write key=value").waitFor();
    },
  },
  {
    name: "releases-export",
    viewer: "jane",
    path: at(`${DATASET}/releases`),
    act: async (page) => {
      await click(page, "Download");
      await page.getByRole("menuitem", { name: /^YOLO/ }).click();
      await click(page, "Export");
      await page.getByText("saved to your downloads").waitFor();
    },
  },
  {
    name: "releases-new",
    viewer: "jane",
    path: at(`${DATASET}/releases`),
    act: (page) => click(page, "New release"),
  },
  { name: "releases-empty", viewer: "jane", path: at("/@jane/nothing-yet/releases") },
  { name: "issues", viewer: "jane", path: at(`${DATASET}/issues`) },
  { name: "issues-empty", viewer: "jane", path: at("/@jane/nothing-yet/issues") },
  { name: "collaborators", viewer: "jane", path: at(`${DATASET}/collaborators`) },
  {
    name: "collaborators-add",
    viewer: "jane",
    path: at(`${DATASET}/collaborators`),
    act: (page) => click(page, "Add people"),
  },
  { name: "collaborators-empty", viewer: "jane", path: at("/@jane/nothing-yet/collaborators") },
  { name: "settings", viewer: "jane", path: at(`${DATASET}/settings`) },
  { name: "settings-attributes", viewer: "jane", path: at(`${DATASET}/settings`), act: addAttributes },
  {
    name: "settings-end",
    viewer: "jane",
    path: at(`${DATASET}/settings`),
    act: (page) => page.getByRole("button", { name: "Delete", exact: true }).scrollIntoViewIfNeeded(),
  },
  {
    name: "settings-delete",
    viewer: "jane",
    path: at(`${DATASET}/settings`),
    act: async (page) => page.getByRole("button", { name: "Delete", exact: true }).click(),
  },
  { name: "settings-labeler", viewer: "john", path: at(`${DATASET}/settings`) },
  { name: "review-labeler", viewer: "john", path: at(`${DATASET}/review`) },
  { name: "overview-no-editor", viewer: "jane", path: at("/@jane/of-multisensor-sequence") },
  { name: "account", viewer: "jane", path: at("/account") },
  {
    name: "account-new-key",
    viewer: "jane",
    path: at("/account"),
    act: (page) => click(page, "New API key"),
  },
  {
    name: "account-menu",
    viewer: "jane",
    path: at("/account"),
    act: (page) => click(page, /^Account of/),
  },
  { name: "owner", viewer: "jane", path: at("/@jane") },
  { name: "organization", viewer: "jane", path: at("/@orchard") },
  { name: "not-found", viewer: "jane", path: at("/no/such/page") },
  { name: "dataset-not-found", viewer: "jane", path: at("/@jane/no-such-dataset") },
  {
    name: "server-error",
    viewer: "jane",
    path: at("/@jane/nothing-yet"),
    act: async (page) => {
      await page.route(/\/datasets\/jane\/nothing-yet\/issues\//, (route) =>
        route.fulfill({
          status: 400,
          headers: { "x-request-id": "3e1b7a52-0c3f-4f0a-9d55-0f6f4f5f8d11" },
          contentType: "application/json",
          body: '{"detail":"The server met an unexpected error."}',
        }),
      );
      await page.getByRole("link", { name: "Issues" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  {
    name: "session-ended",
    viewer: "jane",
    path: at("/new"),
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("unsaved-work");
      await page.context().clearCookies();
      await click(page, "Create dataset");
      await page.getByRole("dialog").waitFor();
    },
  },
];
