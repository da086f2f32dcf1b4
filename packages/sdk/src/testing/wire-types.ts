import * as schema from "@tessera/schema";

/** The part of JSON Schema that our schemas are written in. */
interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly description?: string;
}

/** Names for lists of words. */
const WORDS: readonly (readonly [name: string, comment: string, words: readonly string[], more?: string])[] = [
  [
    "TaskType",
    "What a dataset's labelers draw or mark; also the `label_type` of every label in it.",
    schema.TASK_TYPES,
  ],
  ["SensorTaskType", "What one sensor of a multi-sensor sample can be.", schema.SENSOR_TASK_TYPES],
  ["LabelStatus", "The state of a label.", schema.LABEL_STATUSES],
  ["IssueKind", "What an issue is: a note, or why a sample was rejected.", schema.ISSUE_KINDS],
  ["IssueStatus", "The state of an issue.", schema.ISSUE_STATUSES],
  ["ReleaseStatus", "The state of a release while its file is written.", schema.RELEASE_STATUSES],
  ["WorkType", "The kind of work on a sample; `normal` is an edit outside the queues.", schema.WORK_TYPES],
  ["WorkAction", "What a piece of work does to a label.", schema.WORK_ACTIONS],
  ["QueueWorkType", "What a queue hands out work for.", schema.QUEUE_WORK_TYPES],
  ["QueueReason", "Why a queue gives out a sample; what comes first stands first.", schema.QUEUE_REASONS],
  ["LabelOperation", "How a version of a label came about.", schema.LABEL_OPERATIONS],
  ["SampleSort", "What a list of samples can be sorted by.", schema.SAMPLE_SORTS],
  ["DatasetRole", "What somebody is on a dataset; each may do all that those before it may.", schema.DATASET_ROLES],
  ["DefaultDatasetRole", "What a member becomes on an organization's new datasets.", schema.DEFAULT_DATASET_ROLES],
  ["OrganizationRole", "What somebody is in an organization.", schema.ORGANIZATION_ROLES],
  ["Subscription", "The plan of an account.", schema.SUBSCRIPTIONS],
  ["PcdType", "How a point cloud's file is written.", schema.PCD_TYPES],
  [
    "Category",
    "What a dataset is about; `custom-` and a word for what is not listed.",
    schema.CATEGORIES,
    `\`custom-\${string}\``,
  ],
];

const label = (task: schema.TaskType) => schema.LABEL_ATTRIBUTES_SCHEMAS[task] as JsonSchema;
const sample = (type: schema.SampleType) => schema.SAMPLE_ATTRIBUTES_SCHEMAS[type] as JsonSchema;
const wire = (value: unknown) => value as JsonSchema;

/** The first alternative of what may also be null. */
const present = (value: JsonSchema | undefined) => value?.anyOf?.[0];
const annotation = (task: schema.TaskType) => label(task).properties?.annotations?.items;

/** Names for objects. A part comes before what holds it; it is then written by its name wherever it stands. */
const OBJECTS: readonly (readonly [name: string, comment: string, value: JsonSchema | undefined])[] = [
  [
    "Attributes",
    "Values of an object's, image's or link's attributes, by name.",
    present(label("vector").properties?.image_attributes),
  ],
  ["Xyz", "A point or a size; in metres.", annotation("pointcloud-cuboid")?.properties?.position],
  ["Quaternion", "A rotation.", present(annotation("pointcloud-cuboid")?.properties?.rotation)],
  [
    "Link",
    "A link between two objects, by their track ids (in single frames: ids).",
    present(label("vector").properties?.links)?.items,
  ],
  ["BitmapAnnotation", "An object of a segmentation bitmap: its pixels hold `id`.", annotation("segmentation-bitmap")],
  ["ImageVectorAnnotation", "A shape in an image: box, polygon, polyline or point. Pixels.", annotation("vector")],
  [
    "CuboidAnnotation",
    "A cuboid; `position` is its centre in the world, in metres, `yaw` in radians.",
    annotation("pointcloud-cuboid"),
  ],
  [
    "PointcloudVectorAnnotation",
    "A shape or a cuboid in a point cloud. Metres in the world.",
    annotation("pointcloud-vector"),
  ],
  [
    "TextAnnotation",
    "A span of a text: Unicode code points from `start` to before `end`.",
    annotation("text-named-entities"),
  ],
  [
    "CameraImage",
    "A camera image beside a point cloud. Extrinsics take camera to ego coordinates.",
    present(sample("pointcloud").properties?.images)?.items,
  ],
  ["ImageSampleAttributes", "One image.", sample("image")],
  ["ImageSequenceSampleAttributes", "Images in the order of time.", sample("image-sequence")],
  [
    "PointcloudSampleAttributes",
    "One point cloud, with its camera images and the pose of the ego vehicle.",
    sample("pointcloud"),
  ],
  ["PointcloudSequenceSampleAttributes", "Point clouds in the order of time.", sample("pointcloud-sequence")],
  [
    "MultisensorSampleAttributes",
    "Several sensors of one recording, each a sequence of its own.",
    sample("multisensor-sequence"),
  ],
  ["TextSampleAttributes", "One text.", sample("text")],
  [
    "TaskAttributes",
    "What a dataset asks of its labelers: categories, attributes, warnings.",
    wire(schema.TaskAttributesSchema),
  ],
  ["User", "An account: a person or an organization.", wire(schema.UserSchema)],
  ["OrganizationMember", "Somebody in an organization.", wire(schema.OrganizationMemberSchema)],
  ["ApiKey", "A key for the API; `key` itself is only in the answer to its creation.", wire(schema.ApiKeySchema)],
  ["ServerUser", "A person's account, as server administrators see it.", wire(schema.ServerUserSchema)],
  ["Session", "A client that is signed in.", wire(schema.SessionSchema)],
  [
    "InvitationOffer",
    "What an invitation offers: a place in a dataset or in an organization.",
    wire(schema.InvitationOfferSchema),
  ],
  [
    "Invitation",
    "An invitation; `token` and `url`, its link, are only in the answer to its creation.",
    wire(schema.InvitationSchema),
  ],
  ["Example", "A dataset that comes with the server.", wire(schema.ExampleSchema)],
  ["LabelsetData", "A labelset as the server sends it.", wire(schema.LabelsetSchema)],
  ["CollaboratorData", "A collaborator as the server sends it.", wire(schema.CollaboratorSchema)],
  ["AnyDataset", "A dataset of any task type.", wire(schema.DatasetSchema)],
  [
    "CategoryUsage",
    "How much in the current labels refers to a category, present or removed.",
    wire(schema.CategoryUsageSchema),
  ],
  [
    "AttributeUsage",
    "How much in the current labels refers to an attribute (`value` null), or to one choice of it.",
    wire(schema.AttributeUsageSchema),
  ],
  ["TaskAttributesChange", "A change of all labels of a dataset.", wire(schema.TaskAttributesChangeSchema)],
  ["LabelSummary", "A label in a list of samples, without its attributes.", wire(schema.LabelSummarySchema)],
  ["AnyLabel", "A label of any task type.", wire(schema.LabelSchema)],
  ["LabelDraft", "Your unsent work on a label, without its content.", wire(schema.LabelDraftSchema)],
  ["LabelDraftContent", "Your unsent work on a label, with its content.", wire(schema.LabelDraftContentSchema)],
  ["LabelVersion", "One write of a label; a deletion has no status.", wire(schema.LabelVersionSchema)],
  ["Anchor", "What an issue is about: the sample, a track, a scene attribute, or a place.", wire(schema.AnchorSchema)],
  ["IssueComment", "A reply to an issue.", wire(schema.IssueCommentSchema)],
  ["IssueData", "An issue as the server sends it.", wire(schema.IssueSchema)],
  [
    "Thumbnail",
    "A small picture of a sample: its image, of a sequence the first. Pixels; `image_*` is the image as it is shown.",
    wire(schema.ThumbnailSchema),
  ],
  ["AnySample", "A sample of any task type.", wire(schema.SampleSchema)],
  [
    "SampleNeighbours",
    "Which samples stand before and after one in a list; `position` counts from 1.",
    wire(schema.SampleNeighboursSchema),
  ],
  [
    "ReleaseData",
    "A release as the server sends it; `attributes.url` is null until it succeeded.",
    wire(schema.ReleaseSchema),
  ],
  ["Workunit", "One piece of work on one sample; times in milliseconds.", wire(schema.WorkunitSchema)],
  ["Lease", "A sample that a queue holds for you until `expires_at`.", wire(schema.LeaseSchema)],
  [
    "QueueCounts",
    "How many samples each queue has for you; `is_capped`: there are more.",
    wire(schema.QueueCountsSchema),
  ],
  ["Asset", "An uploaded file: `url` serves it to whoever has it.", wire(schema.FileSchema)],
];

/** What the comment of a type shows. */
const EXAMPLES: Readonly<Record<string, string>> = {
  Anchor: `const anchor: Anchor = { type: "track", trackNumber: 3, frame: 12 };
await client.issues.create(sample.uuid, { description: "Is this one car or two?", anchor });`,
  ApiKey: `const keys: readonly ApiKey[] = await client.apiKeys.list();
console.log(keys.map(({ name, last_used_at }) => [name, last_used_at]));`,
  Asset: `const asset: Asset = await client.assets.upload(new Blob(["A rose is a rose."]), { filename: "rose.txt" });
console.log(asset.url);`,
  BitmapAnnotation: `const rose: BitmapAnnotation = { id: 1, category_id: 1 };
console.log(rose.id + 0 * 256 + 0 * 65536); // 1: red, green and blue of its pixels`,
  CameraImage: `const image: CameraImage = { url: "https://example.com/front.jpg", name: "front", camera_convention: "OpenCV" };
console.log(image.name); // front`,
  Category: `const category: Category = "custom-bees";
await client.datasets.update("jane/flowers", { category });`,
  CuboidAnnotation: `const car: CuboidAnnotation = {
  id: 1,
  category_id: 1,
  type: "cuboid",
  yaw: Math.PI / 2,
  position: { x: 10, y: 2.5, z: 0.8 },
  dimensions: { x: 4.2, y: 1.8, z: 1.6 },
};
console.log(car.dimensions.x); // 4.2, its length`,
  DatasetRole: `const role: DatasetRole = "reviewer";
await client.collaborators.add("jane/flowers", { username: "john", role });`,
  DefaultDatasetRole: `const defaultDatasetRole: DefaultDatasetRole = "labeler";
await client.organizations.create({ name: "botanists" });
await client.organizations.addMember("botanists", { username: "john", defaultDatasetRole });`,
  Example: `const examples: readonly Example[] = await client.examples.list();
console.log(examples.map(({ name, samples_count }) => [name, samples_count]));`,
  Invitation: `const invitation: Invitation = await client.invitations.create({ dataset: "jane/flowers", role: "viewer" });
console.log(invitation.url, invitation.expires_at);`,
  InvitationOffer: `const { token = "" } = await client.invitations.create({ dataset: "jane/flowers" });
const offer: InvitationOffer = await client.invitations.get(token);
console.log(offer.dataset, offer.role); // jane/flowers labeler`,
  ServerUser: `const user: ServerUser = await client.server.users.get("john");
console.log(user.email, user.is_server_administrator, user.disabled_at);`,
  Session: `const sessions: readonly Session[] = await client.sessions.list();
console.log(sessions.map(({ user_agent, last_used_at }) => [user_agent, last_used_at]));`,
  Thumbnail: `const { thumbnail } = await client.samples.get(sample.uuid);
const made: Thumbnail | null | undefined = thumbnail; // null while it is not made
console.log(made?.url);`,
  ImageVectorAnnotation: `const stem: ImageVectorAnnotation = { id: 2, category_id: 1, type: "polyline", points: [[10, 20], [12, 80]] };
await client.labels.put<"vector">(sample.uuid, { attributes: { annotations: [stem] } });`,
  CategoryUsage: `const usage: CategoryUsage[] = await client.datasets.categoryUsage("jane/flowers");
console.log(usage.map(({ id, objects }) => \`\${id}: \${objects}\`));`,
  AttributeUsage: `const usage: AttributeUsage[] = await client.datasets.attributeUsage("jane/flowers");
console.log(usage.filter(({ value }) => value === null).length);`,
  TaskAttributesChange: `const changes: TaskAttributesChange[] = await client.datasets.labelChanges.list("jane/flowers").all();
console.log(changes.map(({ reason, objects_moved }) => [reason, objects_moved]));`,
  IssueKind: `const kind: IssueKind = "rejection";
console.log((await client.issues.list("jane/flowers").all()).filter((issue) => issue.kind === kind).length);`,
  IssueStatus: `const status: IssueStatus = "OPEN";
console.log((await client.issues.list("jane/flowers", { status }).all()).length);`,
  LabelStatus: `const labelStatus: LabelStatus = "REVIEWED";
await client.labels.update(sample.uuid, { labelStatus });`,
  LabelOperation: `const operation: LabelOperation = "restored";
const versions = await client.labels.versions.list(sample.uuid, "ground-truth").all();
console.log(versions.filter((version) => version.operation === operation).length);`,
  LabelDraft: `const drafts: LabelDraft[] = await client.labels.drafts.list().all();
console.log(drafts.map(({ sample_name, object_count, updated_at }) => [sample_name, object_count, updated_at]));`,
  LabelDraftContent: `const draft = { revision: 0, labelVersion: 1, format: "my-editor/1", client: "laptop", objectCount: 1, content: {} };
await client.labels.drafts.put(sample.uuid, "ground-truth", draft);
const kept: LabelDraftContent = await client.labels.drafts.get(sample.uuid, "ground-truth");
console.log(kept.content);`,
  LabelVersion: `const [newest]: LabelVersion[] = await client.labels.versions.list(sample.uuid, "ground-truth").all();
console.log(newest?.saved_by, newest?.saved_at, newest?.is_current); // jane … true`,
  Lease: `const { lease } = await client.queue.next("jane/flowers", { workType: "review", client: "tab-5f2c9e" });
if (lease !== null) {
  const kept: Lease = await client.queue.keepAlive(lease.uuid);
  console.log(kept.expires_at, kept.duration_seconds); // … 90
  await client.queue.release(lease.uuid, { keepalive: true });
}`,
  LabelSummary: `const { label } = await client.samples.get(sample.uuid, { labelset: "ground-truth" });
const summary: LabelSummary | null | undefined = label;
console.log(summary?.label_status); // LABELED`,
  Link: `const link: Link = { from_id: 1, to_id: 2, attributes: { kind: "tows" } };
console.log(link.from_id); // 1`,
  OrganizationMember: `await client.organizations.create({ name: "gardens" });
const members: readonly OrganizationMember[] = await client.organizations.listMembers("gardens");
console.log(members.map(({ role }) => role)); // [ 'administrator' ]`,
  OrganizationRole: `const role: OrganizationRole = "administrator";
await client.organizations.create({ name: "meadows" });
await client.organizations.addMember("meadows", { username: "john", role });`,
  PointcloudVectorAnnotation: `const lane: PointcloudVectorAnnotation = { id: 1, category_id: 2, type: "polyline", points: [[0, 0, 0], [5, 0, 0]] };
console.log(lane.type); // polyline`,
  QueueCounts: `const counts: QueueCounts = await client.queue.counts("jane/flowers");
console.log(counts.label.count, counts.review.count); // 0 1`,
  QueueReason: `const reason: QueueReason = "rejected";
const next = await client.queue.next("jane/flowers", { workType: "label", client: "tab-5f2c9e" });
if (next.reason === reason) console.log("a reviewer wants something changed");`,
  QueueWorkType: `const workType: QueueWorkType = "label";
console.log((await client.queue.next("jane/flowers", { workType, client: "tab-5f2c9e" })).reason);`,
  ReleaseStatus: `const done: readonly ReleaseStatus[] = ["SUCCEEDED", "FAILED"];
for await (const { name, status } of client.releases.list("jane/flowers")) console.log(name, done.includes(status));`,
  SampleNeighbours: `const { next, is_match }: SampleNeighbours = await client.samples.neighbours(sample.uuid);
console.log(next?.name, is_match);`,
  SampleSort: `const sort: SampleSort = "gt_label__updated_at";
console.log((await client.samples.list("jane/flowers", { sort, direction: "desc" })).items[0]?.name); // violet.jpg`,
  TaskAttributes: `const taskAttributes: TaskAttributes = {
  format_version: "0.1",
  categories: [
    {
      id: 1,
      name: "flower",
      color: [200, 0, 90],
      attributes: [{ name: "open", input_type: "checkbox", default_value: false }],
    },
  ],
};
await client.datasets.update("jane/flowers", { taskAttributes });`,
  TaskType: `const taskType: TaskType = "pointcloud-cuboid-sequence";
const drives = await client.datasets.create({ name: "drives", taskType });
await drives.delete();`,
  TextAnnotation: `const person: TextAnnotation = { start: 0, end: 11, category_id: 1 };
console.log([..."Marie Curie was born in Warsaw."].slice(person.start, person.end).join("")); // Marie Curie`,
  User: `const user: User = await client.users.get();
console.log(user.username, user.is_organization); // jane false`,
  WorkAction: `const action: WorkAction = "reject";
const work = { workType: "review", action, version: 1, time: 5000, inactiveTime: 0 } as const;
console.log((await client.labels.work(sample.uuid, "ground-truth", work)).label.label_status); // REJECTED`,
  WorkType: `const workType: WorkType = "normal";
const edits = (await client.workunits.list("jane/flowers").all()).filter(({ work_type }) => work_type === workType);
console.log(edits.length);`,
  Workunit: `const workunits: Workunit[] = await client.workunits.list("jane/flowers").all();
console.log(workunits.reduce((sum, { time }) => sum + time, 0) / 3_600_000, "hours");`,
};

function commentText(name: string, comment: string): string {
  const example = EXAMPLES[name];
  if (example === undefined) return `/** ${comment} */`;
  return [
    "/**",
    ...[comment, "", "@example", ...example.split("\n")].map((line) => ` * ${line}`.trimEnd()),
    " */",
  ].join("\n");
}

/** Where the schema says "any object" because it is checked apart. */
const CHECKED_APART: Readonly<Record<string, string>> = { "See TaskAttributes": "TaskAttributes" };

/** The types of the wire as plain TypeScript, so that the published SDK needs no other package. */
export function wireModule(): string {
  const names = new Map<string, string>();
  const parts: string[] = [];
  for (const [name, comment, words, more] of WORDS) {
    const union = [...words.map((word) => JSON.stringify(word)), ...(more === undefined ? [] : [more])];
    parts.push(
      `${commentText(name, comment)}\nexport type ${name} =\n${union.map((word) => `  | ${word}`).join("\n")};`,
    );
    names.set(keyOf({ type: "string", enum: words }), name);
    names.set(keyOf({ enum: words }), name);
  }
  for (const [name, comment, value] of OBJECTS) {
    if (value === undefined) throw new Error(`${name} is not where it was`);
    const text = typeText(value, { names, indent: "" });
    const declaration = value.properties === undefined ? `type ${name} = ${text};` : `interface ${name} ${text}`;
    parts.push(`${commentText(name, comment)}\nexport ${declaration}`);
    names.set(keyOf(value), name);
  }
  const byTask = schema.TASK_TYPES.map(
    (task) => `  ${JSON.stringify(task)}: ${typeText(label(task), { names, indent: "  " })};`,
  );
  const samples = schema.TASK_TYPES.map((task) => {
    const value = sample(schema.sampleTypeOf(task));
    return `  ${JSON.stringify(task)}: ${typeText(value, { names, indent: "  " })};`;
  });
  return `// Generated from the schemas of @tessera/schema: npm run generate
// biome-ignore-all format: generated
// biome-ignore-all lint: generated

${parts.join("\n\n")}

/**
 * What \`attributes\` of a sample hold, by the dataset's task type.
 *
 * @example
 * const attributes: SampleAttributesByTask["vector"] = { image: { url: "https://example.com/daisy.jpg" } };
 * await client.samples.create<"vector">("jane/flowers", { name: "daisy.jpg", attributes });
 */
export interface SampleAttributesByTask {
${samples.join("\n")}
}

/**
 * What \`attributes\` of a label hold, by its task type.
 *
 * @example
 * const attributes: LabelAttributesByTask["vector"] = {
 *   annotations: [{ id: 1, category_id: 1, type: "point", points: [[10, 20]] }],
 * };
 * await client.labels.put<"vector">(sample.uuid, { attributes });
 */
export interface LabelAttributesByTask {
${byTask.join("\n")}
}
`;
}

interface Context {
  readonly names: ReadonlyMap<string, string>;
  readonly indent: string;
}

function typeText(value: JsonSchema, context: Context): string {
  const name = context.names.get(keyOf(value));
  if (name !== undefined) return name;
  if (value.anyOf !== undefined) return unionText(value.anyOf, context);
  if (value.enum !== undefined) return value.enum.map((word) => JSON.stringify(word)).join(" | ");
  if ("const" in value) return JSON.stringify(value.const);
  switch (value.type) {
    case "integer":
      return "number";
    case "array":
      return arrayText(typeText(value.items ?? {}, context));
    case "object":
      return objectText(value, context);
    case undefined:
      return "unknown";
    default:
      return value.type;
  }
}

function arrayText(item: string): string {
  return / \| /.test(item) && !item.startsWith("{")
    ? `(${item})[]`
    : item.includes("} | ")
      ? `(${item})[]`
      : `${item}[]`;
}

function unionText(alternatives: readonly JsonSchema[], context: Context): string {
  const texts = [...new Set(alternatives.map((alternative) => typeText(alternative, context)))];
  return texts.join(" | ");
}

function objectText(value: JsonSchema, context: Context): string {
  const { properties, patternProperties, required = [], description } = value;
  if (patternProperties !== undefined) {
    return `Record<string, ${typeText(Object.values(patternProperties)[0] ?? {}, context)}>`;
  }
  if (properties === undefined) return CHECKED_APART[description ?? ""] ?? "Record<string, unknown>";
  const inner = { ...context, indent: `${context.indent}  ` };
  const lines = Object.entries(properties).map(([key, property]) => {
    const comment = property.description === undefined ? "" : `${inner.indent}/** ${property.description} */\n`;
    const mark = required.includes(key) ? "" : "?";
    const shown = /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
    return `${comment}${inner.indent}${shown}${mark}: ${typeText(property, inner)};`;
  });
  return `{\n${lines.join("\n")}\n${context.indent}}`;
}

/** What makes the type: two schemas with the same key have the same one. */
function keyOf(value: JsonSchema): string {
  return JSON.stringify(canonical(value));
}

function canonical(value: JsonSchema): unknown {
  const { type, enum: words, anyOf, items, properties, patternProperties, required } = value;
  const mapped = (record: Readonly<Record<string, JsonSchema>> | undefined) =>
    record && Object.entries(record).map(([name, property]) => [name, canonical(property)]);
  return [
    ...[type, "const" in value ? [value.const] : null, words, anyOf?.map(canonical), items && canonical(items)],
    ...[mapped(properties), mapped(patternProperties), required, properties === undefined ? value.description : null],
  ];
}
