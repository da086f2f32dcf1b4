import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { ErrorPage } from "./components/ErrorPage.js";
import { AppFrame, BareFrame, RootFrame } from "./components/frames.js";
import { NotFoundPage } from "./components/NotFoundPage.js";
import { PageSkeleton } from "./components/Skeletons.js";

const root = createRootRoute({ component: RootFrame, notFoundComponent: NotFoundPage });

type PublicSearch = { readonly token?: string; readonly next?: string };

function publicSearch(search: Record<string, unknown>): PublicSearch {
  const { token, next } = search;
  return { ...(typeof token === "string" && { token }), ...(typeof next === "string" && { next }) };
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: publicSearch,
  component: lazyRouteComponent(() => import("./features/session/SignInPage.js"), "SignInPage"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  validateSearch: publicSearch,
  component: lazyRouteComponent(() => import("./features/session/SetupPage.js"), "SetupPage"),
});

const join = createRoute({
  getParentRoute: () => root,
  path: "/join/$token",
  component: lazyRouteComponent(() => import("./features/session/JoinPage.js"), "JoinPage"),
});

/** Pages with the top bar, for signed-in users. */
const app = createRoute({ getParentRoute: () => root, id: "app", component: AppFrame });

const home = createRoute({
  getParentRoute: () => app,
  path: "/",
  validateSearch: (search: Record<string, unknown>): { q?: string } =>
    typeof search.q === "string" && search.q !== "" ? { q: search.q } : {},
  component: lazyRouteComponent(() => import("./features/home/HomePage.js"), "HomePage"),
});

const newDataset = createRoute({
  getParentRoute: () => app,
  path: "/new",
  validateSearch: (search: Record<string, unknown>): { owner?: string } =>
    typeof search.owner === "string" ? { owner: search.owner } : {},
  component: lazyRouteComponent(() => import("./features/new-dataset/NewDatasetPage.js"), "NewDatasetPage"),
});

const account = createRoute({
  getParentRoute: () => app,
  path: "/account",
  component: lazyRouteComponent(() => import("./features/account/AccountPage.js"), "AccountPage"),
});

const owner = createRoute({
  getParentRoute: () => app,
  path: "/@{$owner}",
  component: lazyRouteComponent(() => import("./features/organization/OwnerPage.js"), "OwnerPage"),
});

const dataset = createRoute({
  getParentRoute: () => app,
  path: "/@{$owner}/$dataset",
  component: lazyRouteComponent(() => import("./features/dataset/DatasetFrame.js"), "DatasetFrame"),
});

const overview = createRoute({
  getParentRoute: () => dataset,
  path: "/",
  component: lazyRouteComponent(() => import("./features/dataset/OverviewPage.js"), "OverviewPage"),
});

export interface SamplesSearch {
  /** The filter, in words: see features/samples/sample-query.ts. */
  readonly q?: string;
  readonly view?: "table";
}

const samples = createRoute({
  getParentRoute: () => dataset,
  path: "/samples",
  validateSearch: ({ q, view }: Record<string, unknown>): SamplesSearch => ({
    ...(typeof q === "string" && q !== "" && { q }),
    ...(view === "table" && { view }),
  }),
  component: lazyRouteComponent(() => import("./features/samples/SamplesPage.js"), "SamplesPage"),
});

const releases = createRoute({
  getParentRoute: () => dataset,
  path: "/releases",
  component: lazyRouteComponent(() => import("./features/releases/ReleasesPage.js"), "ReleasesPage"),
});

const issues = createRoute({
  getParentRoute: () => dataset,
  path: "/issues",
  validateSearch: ({ status, q }: Record<string, unknown>): { status?: "closed" | "all"; q?: string } => ({
    ...((status === "closed" || status === "all") && { status }),
    ...(typeof q === "string" && q !== "" && { q }),
  }),
  component: lazyRouteComponent(() => import("./features/issues/IssuesPage.js"), "IssuesPage"),
});

const collaborators = createRoute({
  getParentRoute: () => dataset,
  path: "/collaborators",
  component: lazyRouteComponent(() => import("./features/collaborators/CollaboratorsPage.js"), "CollaboratorsPage"),
});

const settings = createRoute({
  getParentRoute: () => dataset,
  path: "/settings",
  component: lazyRouteComponent(() => import("./features/settings/SettingsPage.js"), "SettingsPage"),
});

/** Pages without the top bar: the editors, which take the whole window. */
const bare = createRoute({ getParentRoute: () => root, id: "bare", component: BareFrame });

const labelSamples = createRoute({
  getParentRoute: () => bare,
  path: "/@{$owner}/$dataset/label",
  component: lazyRouteComponent(() => import("./features/labeling/LabelingPage.js"), "LabelingPage"),
});

const reviewSamples = createRoute({
  getParentRoute: () => bare,
  path: "/@{$owner}/$dataset/review",
  component: lazyRouteComponent(() => import("./features/labeling/LabelingPage.js"), "ReviewingPage"),
});

const sample = createRoute({
  getParentRoute: () => bare,
  path: "/@{$owner}/$dataset/samples/$uuid",
  // The router reads digits as numbers: a frame, or a labelset that is called by one.
  validateSearch: (search: Record<string, unknown>): Record<string, string | number> =>
    Object.fromEntries(
      Object.entries(search).filter(
        (entry): entry is [string, string | number] => typeof entry[1] === "string" || typeof entry[1] === "number",
      ),
    ),
  component: lazyRouteComponent(() => import("./features/labeling/LabelingPage.js"), "SamplePage"),
});

const routeTree = root.addChildren([
  signIn,
  setup,
  join,
  app.addChildren([
    home,
    newDataset,
    account,
    owner,
    dataset.addChildren([overview, samples, releases, issues, collaborators, settings]),
  ]),
  bare.addChildren([labelSamples, reviewSamples, sample]),
]);

/** Values in the url are plain text, as a person would type them. */
function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

function stringifySearch(search: Record<string, unknown>): string {
  const entries = Object.entries(search).filter(([, value]) => value !== undefined && value !== null);
  const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  // Colons and commas need no escape in a query, and a filter is read by people.
  return text === "" ? "" : `?${text.replaceAll("%3A", ":").replaceAll("%2C", ",")}`;
}

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface HistoryState {
    /** The entry before this one is the list that the sample was opened from. */
    readonly isFromList?: boolean;
  }
}
