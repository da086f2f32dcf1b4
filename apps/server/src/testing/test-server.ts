import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DatasetRole, TaskType } from "@tessera/schema";
import type { FastifyInstance } from "fastify";
import type { Response as InjectResponse } from "light-my-request";
import { pino } from "pino";
import { inject } from "vitest";
import { buildApp } from "../app.js";
import { createLocalAssetStore } from "../assets/local-asset-store.js";
import { type Config, readConfig } from "../config.js";
import type { AppContext } from "../context.js";
import { type OpenDatabase, openDatabase } from "../database/database.js";
import { createBodyValidator } from "../http/body-validator.js";
import { createGuardedFetch } from "../http-client/guarded-fetch.js";
import type { JobContext } from "../jobs/context.js";
import { openWorkerPool, runJobs } from "../jobs/runner.js";
import { issueApiKey } from "../modules/accounts/api-key-service.js";
import { insertOrganization } from "../modules/organizations/repository.js";
import { createUser } from "../modules/setup/service.js";
import { createThumbnailer } from "../modules/thumbnails/thumbnailer.js";
import { ContractCheck } from "./contract.js";
import { administer, withDatabase } from "./global-setup.js";

type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

export interface CallOptions {
  /** JSON to send; a Buffer or string goes out as it is, as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: InjectResponse["headers"];
  readonly text: string;
  /** The parsed body; undefined when there is none. */
  readonly body: T;
}

/** A user of a test, with a key of its own. */
export class TestUser {
  readonly id: number;
  readonly username: string;
  readonly key: string;
  readonly #server: TestServer;

  constructor(server: TestServer, account: { id: number; username: string; key: string }) {
    this.#server = server;
    this.id = account.id;
    this.username = account.username;
    this.key = account.key;
  }

  /** Calls the API as this user. */
  call<T = Record<string, unknown>>(method: Method, url: string, options: CallOptions = {}): Promise<Answer<T>> {
    return this.#server.call<T>(method, url, {
      ...options,
      headers: { authorization: `APIKey ${this.key}`, ...options.headers },
    });
  }

  get = <T = Record<string, unknown>>(url: string) => this.call<T>("GET", url);
  post = <T = Record<string, unknown>>(url: string, body?: unknown) => this.call<T>("POST", url, { body });
  put = <T = Record<string, unknown>>(url: string, body?: unknown) => this.call<T>("PUT", url, { body });
  patch = <T = Record<string, unknown>>(url: string, body?: unknown) => this.call<T>("PATCH", url, { body });
  delete = <T = Record<string, unknown>>(url: string, body?: unknown) => this.call<T>("DELETE", url, { body });
}

/** The whole application on a database of its own, called by injected requests. */
export class TestServer {
  readonly app: FastifyInstance;
  readonly context: AppContext;
  readonly database: OpenDatabase;
  /** For jobs that a test runs itself. */
  readonly jobContext: JobContext;
  /** For files of this test; gone after it. */
  readonly directory: string;
  readonly #contract: ContractCheck;
  readonly #close: () => Promise<void>;

  constructor(
    app: FastifyInstance,
    parts: { context: AppContext; jobContext: JobContext; directory: string },
    close: () => Promise<void>,
  ) {
    this.app = app;
    const { context, jobContext, directory } = parts;
    this.jobContext = jobContext;
    this.directory = directory;
    this.context = context;
    this.database = context.database;
    this.#contract = ContractCheck.read(app);
    this.#close = close;
  }

  /** Calls the API. An answer that is not as the API's document says fails the test, whatever the test looks at. */
  async call<T = Record<string, unknown>>(method: Method, url: string, options: CallOptions = {}): Promise<Answer<T>> {
    const { body } = options;
    const isText = typeof body === "string" || Buffer.isBuffer(body);
    const response = await this.app.inject({
      method,
      url,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...options.headers },
      ...(body !== undefined && { payload: isText ? body : JSON.stringify(body) }),
    });
    this.#contract.check(response);
    const isJson = String(response.headers["content-type"] ?? "").startsWith("application/json");
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      body: (isJson && response.body !== "" ? JSON.parse(response.body) : undefined) as T,
    };
  }

  async addUser(username: string): Promise<TestUser> {
    const account = await createUser(this.database.db, { username });
    const { key } = await issueApiKey(this.database.db, account.id, "test");
    return new TestUser(this, { id: account.id, username, key });
  }

  /** Who may call the routes of the server's administration too. */
  async makeServerAdministrator({ id }: TestUser): Promise<void> {
    const rows = this.database.db.updateTable("account").set({ is_server_administrator: true }).where("id", "=", id);
    await rows.execute();
  }

  /** An organization whose only administrator is `administrator`. */
  async addOrganization(username: string, administrator: TestUser): Promise<number> {
    const organization = await insertOrganization(this.database.db, { username, createdById: administrator.id });
    return organization.id;
  }

  /** A dataset of `owner`, with collaborators by username. */
  async addDataset(
    owner: TestUser,
    dataset: {
      readonly name: string;
      readonly taskType?: TaskType;
      readonly collaborators?: Readonly<Record<string, DatasetRole>>;
      readonly settings?: Readonly<Record<string, unknown>>;
    },
  ): Promise<string> {
    const body = { name: dataset.name, task_type: dataset.taskType ?? "vector", ...dataset.settings };
    const url = `/datasets/${owner.username}/${dataset.name}/`;
    expectStatus(await owner.post("/user/datasets/", body), 201);
    for (const [user, role] of Object.entries(dataset.collaborators ?? {})) {
      expectStatus(await owner.post(`${url}collaborators/`, { user, role }), 201);
    }
    return url;
  }

  close(): Promise<void> {
    return this.#close();
  }
}

function expectStatus(answer: Answer, status: number): void {
  if (answer.status !== status) throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text}`);
}

export interface TestServerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Jobs run as well. */
  readonly withJobs?: boolean;
  /** The way to the database, such as by a proxy. */
  readonly databaseUrl?: (url: string) => string;
}

/** Opens the application for one test file. */
export async function openTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const serverUrl = inject("databaseUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await administer(serverUrl, `create database ${name} template ${inject("templateDatabase")}`);
  const directory = await mkdtemp(path.join(tmpdir(), "tessera-assets-"));
  const config: Config = readConfig({ RATE_LIMIT_PER_MINUTE: "0", LOG_LEVEL: "silent", ...options.env });
  const ownUrl = withDatabase(serverUrl, name);
  const connection = { connectionString: options.databaseUrl?.(ownUrl) ?? ownUrl };
  const database = openDatabase({ connection, poolSize: 8, statementTimeoutSeconds: config.statementTimeoutSeconds });
  const log = pino({ level: config.logLevel });
  const assets = createLocalAssetStore({
    directory,
    secret: "the secret of a test server",
    maxUploadBytes: config.maxUploadBytes,
    expiresInSeconds: 3600,
  });
  const guardedFetch = createGuardedFetch({ allowedHosts: config.allowedPrivateHosts });
  const bodies = createBodyValidator();
  const context: AppContext = { config, database, assets, bodies, log };
  const app = await buildApp(context);
  ContractCheck.install(app);
  await app.ready();
  const thumbnailer = createThumbnailer();
  const jobContext = { database, assets, guardedFetch, thumbnailer, assetGraceDays: config.assetGraceDays, log };
  const workerPool = options.withJobs ? openWorkerPool(connection, 5, fail) : undefined;
  const jobs = workerPool && (await runJobs(jobContext, workerPool, 2));
  return new TestServer(app, { context, jobContext, directory }, async () => {
    await app.close();
    await jobs?.stop();
    await thumbnailer.close();
    await workerPool?.end();
    await bodies.close();
    await assets.close();
    await database.close();
    await rm(directory, { recursive: true, force: true });
    // Without force: a connection that is still open is a leak, and fails the test.
    await administer(serverUrl, `drop database ${name}`);
  });
}

function fail(error: Error): never {
  throw error;
}

/** Waits until `probe` gives something; for what a job does. */
export async function eventually<T>(probe: () => Promise<T | undefined>, what: string): Promise<T> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const value = await probe();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come about.`);
}
