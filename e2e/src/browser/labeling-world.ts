import type { Browser, BrowserContext, Page } from "playwright-core";
import { Api } from "../api.js";
import { ServerProcess } from "../server-process.js";
import { launchChromium } from "./chromium.js";
import { makePng, uploadFile } from "./labeling-image.js";

const OWNER = "jane";
/** The password that `createFirstAccount` gives. */
export const OWNER_PASSWORD = "correct horse battery staple";
const PASSWORD = "a long enough password";

export interface TestSample {
  readonly uuid: string;
  readonly name: string;
}

/** A dataset of the tests. */
export interface TestDataset {
  readonly fullName: string;
  readonly samples: readonly TestSample[];
}

/** What of a label the tests compare. */
export interface SavedLabel {
  readonly label_status: string;
  readonly version: number;
  readonly attributes: { readonly annotations: readonly SavedAnnotation[] };
}

export interface SavedAnnotation {
  readonly id: number;
  readonly category_id: number;
  readonly type: string;
  readonly points: readonly (readonly [number, number])[];
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** The real server with the built web app, an owner, and a browser. */
export class LabelingWorld {
  readonly server: ServerProcess;
  readonly browser: Browser;
  readonly api: Api;
  /** The owner's API key. */
  readonly key: string;
  readonly #image: string;
  #count = 0;

  private constructor(
    server: ServerProcess,
    browser: Browser,
    { key, api, image }: { readonly key: string; readonly api: Api; readonly image: string },
  ) {
    this.key = key;
    this.server = server;
    this.browser = browser;
    this.api = api;
    this.#image = image;
  }

  static async start(): Promise<LabelingWorld> {
    const server = await ServerProcess.start();
    const key = await server.createFirstAccount(OWNER);
    const api = new Api(server.url, key);
    const image = await uploadFile(api, "gradient.png", makePng(120));
    return new LabelingWorld(server, await launchChromium(), { key, api, image });
  }

  async dispose(): Promise<void> {
    await this.browser.close();
    await this.server.dispose();
  }

  /** A dataset with samples of one image each. */
  async createDataset(options: {
    readonly taskType?: string;
    readonly names?: readonly string[];
    readonly imageUrl?: string;
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly taskAttributes?: unknown;
  }): Promise<TestDataset> {
    const { taskType = "bboxes", names = ["one.png"], imageUrl = this.#image, settings = {} } = options;
    const taskAttributes = options.taskAttributes ?? {
      format_version: "0.1",
      categories: [
        { id: 1, name: "car", attributes: [{ name: "parked", input_type: "checkbox" }] },
        { id: 2, name: "person" },
      ],
    };
    const name = `labeling-${++this.#count}`;
    await this.api.post("/user/datasets/", {
      name,
      task_type: taskType,
      task_attributes: taskAttributes,
      enable_save_button: true,
      ...settings,
    });
    const fullName = `${OWNER}/${name}`;
    const body = names.map((each) => ({ name: each, attributes: { image: { url: imageUrl } } }));
    const samples: TestSample[] = [];
    for (const sample of body) samples.push(await this.api.post<TestSample>(`/datasets/${fullName}/samples/`, sample));
    return { fullName, samples };
  }

  /** A window of the owner's, signed in. */
  async ownerContext(): Promise<BrowserContext> {
    const context = await this.#newContext();
    await this.#post(context, "/sessions/", { username: OWNER, password: OWNER_PASSWORD });
    return context;
  }

  /** Another browser of somebody who joined before. */
  async otherContext(username: string): Promise<BrowserContext> {
    const context = await this.#newContext();
    await this.#post(context, "/sessions/", { username, password: PASSWORD });
    return context;
  }

  /** A window of somebody who joins a dataset with a role. */
  async memberContext(username: string, dataset: TestDataset, role: string): Promise<BrowserContext> {
    const path = `/datasets/${dataset.fullName}/invitations/`;
    const { token } = await this.api.post<{ readonly token: string }>(path, { role });
    const context = await this.#newContext();
    await this.#post(context, `/invitations/${token}/accept/`, { username, password: PASSWORD });
    return context;
  }

  async label(sample: TestSample): Promise<SavedLabel> {
    return this.api.get<SavedLabel>(`/labels/${sample.uuid}/ground-truth/`);
  }

  /** Somebody else's save by the API. */
  async putLabel(sample: TestSample, annotations: readonly unknown[]): Promise<void> {
    const attributes = { format_version: "0.1", annotations };
    await this.api.put(`/labels/${sample.uuid}/ground-truth/`, { label_status: "LABELED", attributes });
  }

  async #newContext(): Promise<BrowserContext> {
    return this.browser.newContext({
      viewport: { width: 1440, height: 900 },
      baseURL: this.server.url,
      reducedMotion: "reduce",
    });
  }

  async #post(context: BrowserContext, path: string, data: unknown): Promise<void> {
    const answer = await context.request.post(path, { data, headers: { origin: this.server.url } });
    if (!answer.ok()) throw new Error(`POST ${path}: ${answer.status()} ${await answer.text()}`);
  }
}

/** Errors that a page threw: a test that is done with it expects none. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.stack ?? error.message));
  return errors;
}
