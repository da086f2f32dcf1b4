import { Api } from "./api.js";
import { sleep } from "./processes.js";

interface Dataset {
  label_stats: Record<string, number>;
  samples_count: number;
}
interface Label {
  label_status: string;
  attributes: { annotations: { category_id: number; points: number[][] }[] };
  score: number;
}
interface Sample {
  uuid: string;
  name: string;
  label?: Label | null;
}

/** What the server said that it did. */
export interface Acknowledged {
  readonly samples: Map<string, string>;
  /** Sample → the score of its label: a number that each save raises. */
  readonly labels: Map<string, number>;
  readonly releases: Set<string>;
  /** Saves that were sent and not answered: they may have been applied or not, but never in part. */
  readonly unanswered: Map<string, Set<number>>;
}

export const DATASET = "/datasets/jane/written/";
const STATUSES = ["LABELED", "REVIEWED", "REJECTED", "SKIPPED", "PRELABELED"] as const;

/** The content of a save, so that a torn one would show: every part says the same number. */
export function labelOf(number: number) {
  const points = [
    [number, number],
    [number + 1, number + 1],
  ];
  return {
    attributes: { annotations: [1, 2, 3].map((id) => ({ id, category_id: number, type: "bbox", points })) },
    label_status: STATUSES[number % STATUSES.length],
    score: number,
  };
}

/** All parts of a label are of one save. */
function isWhole({ label_status, attributes, score }: Label): boolean {
  const { annotations } = attributes;
  const isOfSave = annotations.every((one) => one.category_id === score && one.points[0]?.[0] === score);
  return annotations.length === 3 && isOfSave && label_status === labelOf(score).label_status;
}

/** Clients that write all the time, and note what was acknowledged, until they are told to stop. */
export class Writer {
  readonly acknowledged: Acknowledged = {
    samples: new Map(),
    labels: new Map(),
    releases: new Set(),
    unanswered: new Map(),
  };
  readonly #prefix: string;
  #isStopping = false;
  #number = 0;
  #workers: Promise<void>[] = [];
  readonly #refusals: string[] = [];

  /** @param prefix begins the names of all that it makes, so that writers do not meet */
  constructor(prefix = "") {
    this.#prefix = prefix;
  }

  start(url: string, key: string, workers = 4): void {
    this.#isStopping = false;
    const api = new Api(url, key);
    this.#workers = Array.from({ length: workers }, (_, index) => this.#work(api, index));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#workers);
    if (this.#refusals.length > 0) throw new Error(`The server refused: ${this.#refusals.join("\n")}`);
  }

  async #work(api: Api, index: number): Promise<void> {
    while (!this.#isStopping) {
      try {
        await this.#writeOnce(api, index);
      } catch (error) {
        // The server is gone, or says that it is going; anything else is a failure, told when the writer stops.
        if (error instanceof Error && /: (4\d\d|500) /.test(error.message)) this.#refusals.push(error.message);
        await sleep(20);
      }
    }
  }

  async #writeOnce(api: Api, index: number): Promise<void> {
    const number = ++this.#number;
    const { samples, releases } = this.acknowledged;
    const name = `${this.#prefix}${index}-${number}`;
    if (number % 25 === 0) {
      await api.post(`${DATASET}releases/`, { name });
      releases.add(name);
      return;
    }
    if (number % 3 === 0) {
      const many = [0, 1, 2].map((part) => ({ name: `${name}-${part}`, attributes: { image: { url: "" } } }));
      for (const sample of await api.post<Sample[]>(`${DATASET}samples_bulk/`, many))
        samples.set(sample.uuid, sample.name);
      return;
    }
    if (number % 3 === 1 || samples.size === 0) {
      const sample = await api.post<Sample>(`${DATASET}samples/`, { name, attributes: { image: { url: "" } } });
      samples.set(sample.uuid, sample.name);
      return;
    }
    await this.#saveLabel(api, index, number);
  }

  /** Each worker labels samples of its own, so that the last acknowledged save is the one that must be there. */
  async #saveLabel(api: Api, index: number, number: number): Promise<void> {
    const { samples, labels, unanswered } = this.acknowledged;
    const own = [...samples.entries()].filter(([, name]) => name.startsWith(`${this.#prefix}${index}-`));
    const [uuid] = own[number % Math.max(1, own.length)] ?? [];
    if (uuid === undefined) return;
    const open = unanswered.get(uuid) ?? new Set();
    unanswered.set(uuid, open.add(number));
    await api.put(`/labels/${uuid}/ground-truth/`, labelOf(number));
    labels.set(uuid, number);
    unanswered.delete(uuid);
  }
}

/** What is not there of what one or several writers were told is there, and what there is in part. */
export async function findLosses(api: Api, ...writers: readonly Writer[]): Promise<string[]> {
  const samples = await listAll(api);
  const releases = await api.get<{ name: string }[]>(`${DATASET}releases/`);
  const acknowledged = merge(writers.map((writer) => writer.acknowledged));
  const faults: string[] = [];
  const byUuid = new Map(samples.map((sample) => [sample.uuid, sample]));
  for (const [uuid, name] of acknowledged.samples) {
    if (byUuid.get(uuid)?.name !== name) faults.push(`sample ${name} is lost`);
  }
  for (const sample of samples) {
    const expected = new Set([
      acknowledged.labels.get(sample.uuid),
      ...(acknowledged.unanswered.get(sample.uuid) ?? []),
    ]);
    const score = sample.label?.score;
    if (!expected.has(score)) faults.push(`label of ${sample.name}: ${score} instead of ${[...expected].join(" or ")}`);
    if (sample.label && !isWhole(sample.label)) faults.push(`label of ${sample.name} is torn`);
  }
  faults.push(...(await findMiscounts(api, samples)));
  for (const name of acknowledged.releases) {
    if (!releases.some((release) => release.name === name)) faults.push(`release ${name} is lost`);
  }
  return faults;
}

function merge(all: readonly Acknowledged[]): Acknowledged {
  return {
    samples: new Map(all.flatMap(({ samples }) => [...samples])),
    labels: new Map(all.flatMap(({ labels }) => [...labels])),
    releases: new Set(all.flatMap(({ releases }) => [...releases])),
    unanswered: new Map(all.flatMap(({ unanswered }) => [...unanswered])),
  };
}

async function findMiscounts(api: Api, samples: readonly Sample[]): Promise<string[]> {
  const { label_stats: stats, samples_count } = await api.get<Dataset>(DATASET);
  const counted: Record<string, number> = { TOTAL: samples.length };
  for (const { label } of samples) {
    const status = label?.label_status ?? "UNLABELED";
    counted[status] = (counted[status] ?? 0) + 1;
  }
  const names = new Set([...Object.keys(stats), ...Object.keys(counted)]);
  const wrong = [...names].filter((name) => (stats[name] ?? 0) !== (counted[name] ?? 0));
  return [
    ...wrong.map((name) => `label_stats.${name} is ${stats[name]}, counted ${counted[name]}`),
    ...(samples_count === samples.length ? [] : [`samples_count is ${samples_count}, counted ${samples.length}`]),
  ];
}

async function listAll(api: Api): Promise<Sample[]> {
  const all: Sample[] = [];
  for (let page = 1; ; page++) {
    const query = `labelset=ground-truth&include_full_label=1&per_page=1000&page=${page}`;
    const part = await api.get<Sample[]>(`${DATASET}samples/?${query}`);
    all.push(...part);
    if (part.length < 1000) return all;
  }
}

/** Waits until no release is PENDING. Answers those that did not succeed. */
export async function waitForReleases(api: Api, dataset = DATASET, patienceMs = 240_000): Promise<string[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const releases = await api.get<{ name: string; status: string }[]>(`${dataset}releases/`);
    const open = releases.filter(({ status }) => status !== "SUCCEEDED");
    if (open.length === 0) return [];
    if (Date.now() > deadline) return open.map(({ name, status }) => `${name}: ${status}`);
    await sleep(100);
  }
}
