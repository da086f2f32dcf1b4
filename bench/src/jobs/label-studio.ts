import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "../connection.js";
import { inTurns, type Result, timeMs } from "../measure.js";
import { freePort, type Server, temporaryDirectory, withServer } from "../server.js";

const TASKS = 1000;
/** Each request of these is one at a time, as a script sends them. */
const SINGLE_REQUESTS = 100;
const TURNS = { rounds: 3, warmUps: 1 };
const AIM = 0.1;
const TOKEN = "0123456789abcdef0123456789abcdef01234567";

/**
 * The same jobs over the API of Label Studio, on the database that it starts with (SQLite), where `LABEL_STUDIO` names its
 * program: `python3 -m venv V && V/bin/pip install label-studio`, then `LABEL_STUDIO=V/bin/label-studio`.
 */
export async function labelStudio(): Promise<Result[]> {
  const program = process.env.LABEL_STUDIO;
  if (program === undefined) {
    console.log("  Skipped: LABEL_STUDIO does not name its program.");
    return [];
  }
  return withServer(async (server) => {
    const directory = await temporaryDirectory();
    const peer = await startLabelStudio(program, directory.path);
    try {
      return await compare(new OursApi(server), new LabelStudioApi(peer.connection));
    } finally {
      await peer.stop();
      await directory.remove();
    }
  });
}

/** The four jobs, as each of the two APIs does them. */
interface Api {
  createProject(round: number): Promise<void>;
  importTasks(round: number): Promise<void>;
  listTasks(): Promise<void>;
  readTask(index: number): Promise<void>;
  saveLabel(index: number): Promise<void>;
}

async function compare(ours: Api, theirs: Api): Promise<Result[]> {
  const each = (job: (api: Api, round: number) => Promise<void>) =>
    inTurns(
      TURNS,
      (round) => timeMs(() => job(ours, round)),
      (round) => timeMs(() => job(theirs, round)),
    );
  const many = (job: (api: Api, index: number) => Promise<void>) =>
    each(async (api, round) => {
      for (let index = 0; index < SINGLE_REQUESTS; index++) await job(api, round * SINGLE_REQUESTS + index);
    });
  const created = await each((api, round) => api.createProject(round));
  const imported = await each((api, round) => api.importTasks(round));
  const listed = await each((api) => api.listTasks());
  const read = await many((api, index) => api.readTask(index));
  const saved = await many((api, index) => api.saveLabel(index));
  const result = (job: string, times: { measured: number; referred: number }): Result => ({
    job,
    reference: "Label Studio",
    aim: AIM,
    ...times,
    unit: "ms",
  });
  return [
    result("create a project", created),
    result("import 1,000 tasks in one call", imported),
    result("list 1,000 tasks", listed),
    result("read 100 tasks, one a call", read),
    result("save 100 labels of one box, one a call", saved),
  ];
}

class OursApi implements Api {
  readonly #connection: Connection;
  #uuids: string[] = [];
  #dataset = "";

  constructor(server: Server) {
    this.#connection = server.connect();
  }

  async createProject(round: number): Promise<void> {
    await this.#connection.json("POST", "/user/datasets/", { name: `project-${round}`, task_type: "bboxes" });
    this.#dataset = `/datasets/bench/project-${round}/`;
  }

  async importTasks(round: number): Promise<void> {
    const samples = Array.from({ length: TASKS }, (_, index) => ({
      name: `${round}/${index}.jpg`,
      attributes: { image: { url: imageUrl(index) } },
    }));
    const added = await this.#connection.json<{ uuid: string }[]>("POST", `${this.#dataset}samples_bulk/`, samples);
    this.#uuids = added.map((sample) => sample.uuid);
  }

  async listTasks(): Promise<void> {
    const url = `${this.#dataset}samples/?per_page=${TASKS}&labelset=ground-truth&include_full_label=1`;
    await expectTasks(this.#connection.json<unknown[]>("GET", url));
  }

  async readTask(index: number): Promise<void> {
    await this.#connection.ok("GET", `/samples/${this.#uuids[index]}/?labelset=ground-truth`);
  }

  async saveLabel(index: number): Promise<void> {
    await this.#connection.json("PUT", `/labels/${this.#uuids[index]}/ground-truth/`, {
      label_status: "LABELED",
      attributes: {
        annotations: [
          {
            id: 1,
            category_id: 1,
            type: "bbox",
            points: [
              [10, 10],
              [50, 40],
            ],
          },
        ],
      },
    });
  }
}

class LabelStudioApi implements Api {
  readonly #connection: Connection;
  #project = 0;
  #ids: number[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async createProject(round: number): Promise<void> {
    const project = await this.#connection.json<{ id: number }>("POST", "/api/projects/", {
      title: `project-${round}`,
      label_config:
        '<View><Image name="image" value="$image"/><RectangleLabels name="label" toName="image"><Label value="Car"/></RectangleLabels></View>',
    });
    this.#project = project.id;
  }

  async importTasks(): Promise<void> {
    const tasks = Array.from({ length: TASKS }, (_, index) => ({ data: { image: imageUrl(index) } }));
    const url = `/api/projects/${this.#project}/import?return_task_ids=true`;
    const { task_ids: ids } = await this.#connection.json<{ task_ids: number[] }>("POST", url, tasks);
    this.#ids = ids;
  }

  async listTasks(): Promise<void> {
    const url = `/api/tasks?project=${this.#project}&page_size=${TASKS}&fields=all`;
    await expectTasks(this.#connection.json<{ tasks: unknown[] }>("GET", url).then(({ tasks }) => tasks));
  }

  async readTask(index: number): Promise<void> {
    await this.#connection.ok("GET", `/api/tasks/${this.#ids[index]}/`);
  }

  async saveLabel(index: number): Promise<void> {
    const value = { x: 10, y: 10, width: 40, height: 30, rotation: 0, rectanglelabels: ["Car"] };
    await this.#connection.json("POST", `/api/tasks/${this.#ids[index]}/annotations/`, {
      result: [{ id: "a", from_name: "label", to_name: "image", type: "rectanglelabels", value }],
    });
  }
}

function imageUrl(index: number): string {
  return `https://images.example.com/recordings/2026-11-22/${index}/front.jpg`;
}

async function expectTasks(list: Promise<unknown[]>): Promise<void> {
  const { length } = await list;
  if (length < TASKS) throw new Error(`The list holds ${length} of ${TASKS}.`);
}

async function startLabelStudio(program: string, dataDir: string) {
  const port = await freePort();
  const child = spawn(
    program,
    [
      ...["start", "--no-browser", "--data-dir", dataDir, "--port", String(port), "--internal-host", "127.0.0.1"],
      ...["--username", "bench@example.com", "--password", "a password of the benchmark"],
      ...["--user-token", TOKEN, "--enable-legacy-api-token", "--log-level", "ERROR"],
    ],
    {
      env: {
        PATH: process.env.PATH,
        HOME: dataDir,
        LABEL_STUDIO_BASE_DATA_DIR: dataDir,
        COLLECT_ANALYTICS: "False",
        LATEST_VERSION_CHECK: "False",
        SENTRY_DSN: "",
        FRONTEND_SENTRY_DSN: "",
      },
      stdio: "ignore",
    },
  );
  const kill = () => child.kill();
  process.once("exit", kill);
  const connection = await connectWhenReady(child, `http://127.0.0.1:${port}`);
  return {
    connection,
    async stop() {
      connection.close();
      process.off("exit", kill);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await ended;
    },
  };
}

/** The first start makes the database, which takes minutes. */
async function connectWhenReady(child: ChildProcess, origin: string): Promise<Connection> {
  while (child.exitCode === null) {
    const connection = new Connection(origin, `Token ${TOKEN}`);
    const isReady = await connection.request("GET", "/api/projects/").then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isReady) return connection;
    connection.close();
    await sleep(500);
  }
  throw new Error("Label Studio does not start.");
}
