import { Api } from "../../api.js";
import type { ServerProcess } from "../../server-process.js";

/** What the pages are shown with. */
export interface World {
  readonly url: string;
  /** Of jane, who owns everything. */
  readonly janeKey: string;
  /** Of john, a labeler. */
  readonly johnKey: string;
  /** A path that accepts an invitation. */
  readonly joinPath: string;
  /** A photograph with many objects. */
  readonly sampleUuid: string;
  /** A photograph with an issue that somebody replied to. */
  readonly discussedUuid: string;
  /** A sample whose image nobody can read. */
  readonly unreadableUuid: string;
}

export const PASSWORD = "correct horse battery staple";
/** The example that most pages are shown with. */
export const FLOWERS = "flowers";

interface Sample {
  readonly uuid: string;
  readonly name: string;
  readonly attributes: { readonly image: { readonly url: string } };
}

const STATUSES = [
  "LABELED",
  "REVIEWED",
  "REJECTED",
  "SKIPPED",
  "PRELABELED",
  "LABELING_IN_PROGRESS",
  "REVIEWED",
  "LABELED",
];

/** Fills an empty server with datasets at all stages, people, releases, issues and keys. */
export async function fill(server: ServerProcess, janeKey: string): Promise<World> {
  const jane = new Api(server.url, janeKey);
  const johnKey = await server.createUser("john");
  await server.createUser("john-of-the-long-name");
  const example = await addExample(jane);
  const samples = await jane.get<Sample[]>(`/datasets/${example}/samples/`);
  const flowers = await copyExample(jane, example, samples);
  await addPeople(jane, flowers);
  await jane.post(`/datasets/${flowers}/labelsets/`, {
    name: "model-2",
    description: "Predictions of the second model",
  });
  await addIssues(jane, samples);
  await jane.post(`/datasets/${flowers}/releases/`, { name: "v0.1", description: "The first round" });
  await jane.post(`/datasets/${flowers}/releases/`, { name: "v0.2" });
  await addFurtherDatasets(jane, samples);
  await addOrganization(jane);
  await jane.post("/user/api_keys/", { name: "Uploads from the lab" });
  const invitation = await jane.post<{ url: string }>(`/datasets/${flowers}/invitations/`, {
    role: "reviewer",
    email: "john@example.com",
  });
  const sampleUuid = samples.find(({ name }) => name.startsWith("harbor"))?.uuid ?? samples[0]?.uuid ?? "";
  const discussedUuid = samples[1]?.uuid ?? "";
  const unreadable = await jane.post<Sample>("/datasets/jane/of-keypoints/samples/", {
    name: "notes.jpg",
    attributes: { image: { url: new URL("/docs/api", server.url).href } },
  });
  const joinPath = new URL(invitation.url).pathname;
  return { url: server.url, janeKey, johnKey, joinPath, sampleUuid, discussedUuid, unreadableUuid: unreadable.uuid };
}

/** The first example with shapes on photographs. */
async function addExample(jane: Api): Promise<string> {
  const examples = await jane.get<{ name: string; task_type: string }[]>("/examples/");
  const example = examples.find(({ task_type }) => task_type === "vector" || task_type === "bboxes") ?? examples[0];
  if (example === undefined) throw new Error("The server has no examples.");
  const dataset = await jane.post<{ full_name: string }>("/user/examples/", {
    name: example.name,
    dataset_name: FLOWERS,
  });
  return dataset.full_name;
}

/** The example itself, with a description and a readme, and its labels at all stages. */
async function copyExample(jane: Api, example: string, samples: readonly Sample[]): Promise<string> {
  await jane.patch(`/datasets/${example}/`, {
    readme:
      "# How to label\n\nDraw a shape around each object that is more than half in the picture.\n\n- What is behind glass counts.\n- Reflections do not.\n- When in doubt, raise an issue.",
    enable_save_button: true,
    enable_ratings: true,
    tags: ["example", "photographs"],
  });
  for (const [at, { uuid }] of samples.entries()) {
    const status = STATUSES[at % STATUSES.length];
    await jane.call("PATCH", `/labels/${uuid}/ground-truth/`, { label_status: status });
    if (at % 5 === 1)
      await jane.patch(`/samples/${uuid}/`, { priority: 10, metadata: { city: "London", robot_id: at } });
  }
  return example;
}

async function addPeople(jane: Api, dataset: string): Promise<void> {
  await jane.post(`/datasets/${dataset}/collaborators/`, { user: "john", role: "labeler" });
  await jane.post(`/datasets/${dataset}/collaborators/`, { user: "john-of-the-long-name", role: "manager" });
}

async function addIssues(jane: Api, samples: readonly Sample[]): Promise<void> {
  const texts = [
    "The outline is too loose at the left edge.",
    "Is this one object or two? 🤔",
    "<b>Markup</b> is text. مرحبا",
  ];
  for (const [at, description] of texts.entries()) {
    const sample = samples[at % samples.length];
    const issue = await jane.post<{ uuid: string }>(`/samples/${sample?.uuid}/issues/`, {
      description,
      tags: ["outline"],
    });
    if (at === 1) await jane.post(`/issues/${issue.uuid}/comments/`, { text: "Two, as the guide says." });
    if (at === 2) await jane.patch(`/issues/${issue.uuid}/`, { status: "CLOSED" });
  }
}

/** Datasets of other sizes and kinds, and one whose texts are hostile. */
async function addFurtherDatasets(jane: Api, samples: readonly Sample[]): Promise<void> {
  const task_attributes = {
    format_version: "0.1",
    categories: [
      { id: 1, name: "car" },
      { id: 2, name: "tram" },
    ],
  };
  await jane.post("/user/datasets/", {
    name: "street-scenes",
    description: "Twelve crossings, one picture a minute",
    task_type: "bboxes",
    category: "street_scenery",
    public: true,
    task_attributes,
  });
  for (let start = 0; start < 2000; start += 1000) {
    const rows = Array.from({ length: 1000 }, (_, at) => ({
      name: `crossing-${String(start + at).padStart(4, "0")}.jpg`,
      attributes: samples[at % samples.length]?.attributes,
      metadata: { crossing: at % 12 },
    }));
    await jane.post("/datasets/jane/street-scenes/samples_bulk/", rows);
  }
  await jane.post("/user/datasets/", { name: "nothing-yet", task_type: "vector" });
  await jane.post("/user/datasets/", {
    name: "a-name-that-goes-on-and-on-until-it-does-not-fit-into-its-column-any-more-and-then-some",
    description: `<img src=x onerror=alert(1)> ${"\u202Eright to left\u202C 🌷 ".repeat(20)}`,
    task_type: "segmentation-bitmap",
    tags: ["<script>"],
  });
  const kinds = ["pointcloud-cuboid-sequence", "text-named-entities", "keypoints", "multisensor-sequence"];
  for (const task_type of kinds) await jane.post("/user/datasets/", { name: `of-${task_type}`, task_type });
}

async function addOrganization(jane: Api): Promise<void> {
  await jane.post("/organizations/", { name: "orchard" });
  await jane.post("/organizations/orchard/members/", { user: "john", role: "member", default_dataset_role: "labeler" });
  await jane.post("/organizations/orchard/datasets/", { name: "apples", task_type: "bboxes", category: "fruit" });
}
