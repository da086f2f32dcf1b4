// Generated from the examples in the comments: npm run generate
// biome-ignore-all lint: examples read as they read in the comments
// biome-ignore-all assist: likewise
// biome-ignore-all format: likewise
import { type ClientOptions, type RawRequestOptions, type ChunkOptions, type BulkFailure, type WithResponse, type Method, type Query, type RequestOptions, type Collaborator, type Dataset, type Issue, type Label, type WorkResult, type Labelset, type Release, type QueueBackSample, type QueueSample, type Sample, type Page, type PageParams, type ParallelOptions, type Progress, type ApiKeyCreateParams, type CollaboratorAddParams, type CollaboratorUpdateParams, type CommentParams, type DatasetCloneParams, type DatasetCreateParams, type DatasetListParams, type DatasetUpdateParams, type ExampleCreateParams, type InvitationAcceptParams, type InvitationCreateParams, type InvitationTarget, type IssueCreateParams, type IssueListParams, type IssueUpdateParams, type LabelChangeParams, type LabelDeleteParams, type LabelDraftDeleteParams, type LabelDraftPutParams, type LabelGetParams, type LabelPutParams, type LabelRestoreParams, type LabelUpdateParams, type LabelWorkParams, type MemberAddParams, type MemberUpdateParams, type Metadata, type NamedParams, type OrganizationCreateParams, type PasswordResetParams, type PasswordUpdateParams, type QueueBackParams, type QueueNextParams, type RejectionReason, type SampleCreateParams, type SampleGetParams, type SampleListParams, type SampleNeighboursParams, type SampleUpdateParams, type ServerUserListParams, type ServerUserUpdateParams, type SessionCreateParams, type SetupParams, type UserUpdateParams, type WorkunitListParams, type WaitOptions, type CreateManyOptions, type DeleteManyOptions, type DatasetData, type LabelAttributes, type LabelData, type LabelVersionContent, type ReleaseFile, type ReleaseLabel, type ReleaseSample, type SampleAttributes, type SampleData, type WithBigints, type UploadOptions, type UploadSource, type Anchor, type ApiKey, type Asset, type AttributeUsage, type BitmapAnnotation, type CameraImage, type Category, type CategoryUsage, type CuboidAnnotation, type DatasetRole, type DefaultDatasetRole, type Example, type ImageVectorAnnotation, type Invitation, type InvitationOffer, type IssueKind, type IssueStatus, type LabelAttributesByTask, type LabelDraft, type LabelDraftContent, type LabelOperation, type LabelStatus, type LabelSummary, type LabelVersion, type Lease, type Link, type OrganizationMember, type OrganizationRole, type PointcloudVectorAnnotation, type QueueCounts, type QueueReason, type QueueWorkType, type ReleaseStatus, type SampleAttributesByTask, type SampleNeighbours, type SampleSort, type ServerUser, type Session, type TaskAttributes, type TaskAttributesChange, type TaskType, type TextAnnotation, type Thumbnail, type User, type WorkAction, type WorkType, type Workunit, TesseraClient, AlreadyExistsError, APILimitError, AuthenticationError, AuthorizationError, BulkError, CollaboratorError, ConflictError, NetworkError, NotFoundError, SubscriptionError, TesseraError, TimeoutError, ValidationError, fromJson, toJson, inParallel } from "../index.js";

/** What examples may use without saying where it comes from. */
export interface ExampleContext {
  readonly client: TesseraClient;
  /** violet.jpg of jane/flowers, a dataset of vector labels; its label has one annotation. */
  readonly sample: Sample<"vector">;
}

export const EXAMPLES: readonly { readonly name: string; run(context: ExampleContext): Promise<unknown> }[] = [
  { name: "ClientOptions", run: async ({ client }: ExampleContext) => {
    const options: ClientOptions = { apiKey: client.apiKey, baseUrl: client.baseUrl, maxRetries: 5, exactIntegers: true };
    console.log((await new TesseraClient(options).users.get()).username);
  } },
  { name: "RawRequestOptions", run: async ({ client }: ExampleContext) => {
    const options: RawRequestOptions = { query: { per_page: 10 }, headers: { "x-trace": "42" } };
    console.log(await client.request<unknown[]>("GET", "/datasets/jane/flowers/issues/", options));
  } },
  { name: "TesseraClient", run: async ({ client }: ExampleContext) => {
    const tessera = new TesseraClient({ apiKey: client.apiKey, baseUrl: client.baseUrl, timeoutMs: 30_000 });
    const user = await tessera.users.get();
    console.log(user.username); // jane
  } },
  { name: "ChunkOptions", run: async ({ client }: ExampleContext) => {
    const options: ChunkOptions = { chunkSize: 100, concurrency: 8, onProgress: ({ done }) => console.log(done) };
    await client.samples.createMany("jane/flowers", [], options);
  } },
  { name: "TesseraError", run: async ({ client }: ExampleContext) => {
    try {
      await client.datasets.get("jane/no-such-dataset");
    } catch (error) {
      if (error instanceof TesseraError) console.log(error.name, error.status, error.requestId);
    }
  } },
  { name: "NetworkError", run: async () => {
    const offline = new TesseraClient({ apiKey: "key", baseUrl: "http://127.0.0.1:59999", maxRetries: 0 });
    await offline.users.get().catch((error) => console.log(error instanceof NetworkError)); // true
  } },
  { name: "NotFoundError", run: async ({ client, sample }: ExampleContext) => {
    const label = await client.labels.get(sample.uuid, { labelset: "ground-truth" }).catch((error) => {
      if (error instanceof NotFoundError) return undefined; // the sample is unlabeled
      throw error;
    });
    console.log(label?.label_status);
  } },
  { name: "AlreadyExistsError", run: async ({ client }: ExampleContext) => {
    await client.datasets.create({ name: "flowers" }).catch((error) => {
      if (!(error instanceof AlreadyExistsError)) throw error;
    });
  } },
  { name: "CollaboratorError", run: async ({ client }: ExampleContext) => {
    await client.collaborators.add("jane/flowers", { username: "nobody-we-know" }).catch((error) => {
      console.log(error instanceof CollaboratorError || error instanceof NotFoundError);
    });
  } },
  { name: "SubscriptionError", run: async ({ client }: ExampleContext) => {
    await client.collaborators.add("jane/flowers", { username: "john" }).catch((error) => {
      if (error instanceof SubscriptionError) console.log("no room for one more");
    });
  } },
  { name: "ConflictError", run: async ({ sample }: ExampleContext) => {
    const label = await sample.getLabel();
    await sample.updateLabel({ labelStatus: "LABELED" }); // meanwhile
    await label.update({ labelStatus: "REVIEWED", version: label.version }).catch((error) => {
      if (error instanceof ConflictError) console.log(`${error.label?.updated_by} made it version ${error.version}`);
    });
  } },
  { name: "AuthenticationError", run: async ({ client }: ExampleContext) => {
    const stranger = new TesseraClient({ apiKey: "wrong", baseUrl: client.baseUrl });
    await stranger.users.get().catch((error) => console.log(error instanceof AuthenticationError)); // true
  } },
  { name: "AuthorizationError", run: async ({ client }: ExampleContext) => {
    await client.datasets.delete("jane/flowers").catch((error) => {
      if (error instanceof AuthorizationError) console.log("only admins may");
    });
  } },
  { name: "TimeoutError", run: async ({ client }: ExampleContext) => {
    await client.datasets.get("jane/flowers", { timeoutMs: 1, maxRetries: 0 }).catch((error) => {
      if (error instanceof TimeoutError) console.log("too slow");
    });
  } },
  { name: "APILimitError", run: async ({ client }: ExampleContext) => {
    await client.datasets.get("jane/flowers").catch((error) => {
      if (error instanceof APILimitError) console.log(`again in ${error.retryAfterMs} ms`);
    });
  } },
  { name: "ValidationError", run: async ({ client, sample }: ExampleContext) => {
    await client.labels
      .put(sample.uuid, { attributes: { annotations: [{ id: 0, category_id: 1, type: "bbox", points: [] }] } })
      .catch((error) => {
        if (error instanceof ValidationError) console.log(error.fields);
      });
  } },
  { name: "BulkFailure", run: async () => {
    const report = ({ index, error }: BulkFailure) => console.log(`item ${index}: ${error}`);
    await inParallel([1, 2], async (n) => 1 / n).catch((error) => error.failures.forEach(report));
  } },
  { name: "BulkError", run: async ({ client }: ExampleContext) => {
    const good = { name: "daisy.jpg", attributes: { image: { url: "https://example.com/daisy.jpg" } } };
    const bad = { ...good, name: "" };
    await client.samples.createMany("jane/flowers", [good, bad]).catch((error) => {
      if (!(error instanceof BulkError)) throw error;
      for (const { index, error: reason } of error.failures) console.log(index, reason); // 1, name: ...
    });
  } },
  { name: "WithResponse", run: async ({ client }: ExampleContext) => {
    const { data, response }: WithResponse<Dataset> = await client.datasets.get("jane/flowers").withResponse();
    console.log(data.name, response.status); // flowers 200
  } },
  { name: "ApiPromise", run: async ({ client }: ExampleContext) => {
    const dataset = await client.datasets.get("jane/flowers");
    const { data, response } = await client.datasets.get("jane/flowers").withResponse();
    console.log(dataset.name, data.name, response.headers.get("x-request-id"));
  } },
  { name: "toJson", run: async () => {
    toJson({ timestamp: 1700000000123456789n }) // '{"timestamp":1700000000123456789}'
  } },
  { name: "fromJson", run: async () => {
    fromJson('{"timestamp":1700000000123456789}') // { timestamp: 1700000000123456789n }
  } },
  { name: "RequestOptions", run: async ({ client }: ExampleContext) => {
    const options: RequestOptions = { signal: AbortSignal.timeout(30_000), maxRetries: 5 };
    console.log((await client.datasets.get("jane/flowers", options)).name);
  } },
  { name: "Query", run: async ({ client }: ExampleContext) => {
    const query: Query = { per_page: 10, label_status: ["LABELED", "REVIEWED"], name__contains: undefined };
    console.log(await client.request("GET", "/datasets/jane/flowers/samples/", { query }));
  } },
  { name: "Method", run: async ({ client, sample }: ExampleContext) => {
    const method: Method = "DELETE";
    await client.request(method, "/datasets/jane/flowers/samples_bulk/", { body: { uuids: [sample.uuid] } });
  } },
  { name: "Collaborator", run: async ({ client }: ExampleContext) => {
    const collaborator: Collaborator = await client.collaborators.add("jane/flowers", { username: "john" });
    console.log(collaborator.user.username, collaborator.role); // john labeler
    await collaborator.update({ role: "reviewer" });
  } },
  { name: "Dataset", run: async ({ client }: ExampleContext) => {
    const dataset: Dataset<"vector"> = await client.datasets.get<"vector">("jane/flowers");
    console.log(dataset.full_name, dataset.samples_count, JSON.stringify(dataset));
    await dataset.addSample({ name: "rose.jpg", attributes: { image: { url: "https://example.com/rose.jpg" } } });
  } },
  { name: "Issue", run: async ({ client, sample }: ExampleContext) => {
    const issue: Issue = await client.issues.create(sample.uuid, { description: "You forgot the cars." });
    await issue.comment({ text: "Done." });
    await issue.update({ status: "CLOSED" });
  } },
  { name: "Label", run: async ({ client, sample }: ExampleContext) => {
    const label: Label = await client.labels.get(sample.uuid);
    if (label.label_type === "pointcloud-cuboid") console.log(label.attributes.annotations[0]?.position);
    if (label.label_type === "vector") console.log(label.attributes.annotations[0]?.points);
    await label.update({ labelStatus: "REVIEWED" });
  } },
  { name: "WorkResult", run: async ({ client, sample }: ExampleContext) => {
    const params: LabelWorkParams = { workType: "normal", action: "edit", version: 1, time: 4200, inactiveTime: 0 };
    const result: WorkResult = await client.labels.work(sample.uuid, "ground-truth", params);
    console.log(result.label.version, result.workunit.time); // 2 4200
  } },
  { name: "Labelset", run: async ({ client }: ExampleContext) => {
    const labelset: Labelset = await client.labelsets.create("jane/flowers", { name: "model-predictions" });
    console.log(labelset.is_groundtruth); // false
    await labelset.delete();
  } },
  { name: "Release", run: async ({ client }: ExampleContext) => {
    const pending: Release = await client.releases.create("jane/flowers", { name: "v0.1" });
    const release = await pending.wait();
    const file = await release.download();
    console.log(release.status, file.dataset.samples.length); // SUCCEEDED 1
  } },
  { name: "Sample", run: async ({ client, sample }: ExampleContext) => {
    const copy: Sample = await client.samples.get(sample.uuid);
    console.log(copy.name, copy.metadata, structuredClone(copy.attributes));
    await copy.update({ priority: 10 });
  } },
  { name: "QueueSample", run: async ({ client }: ExampleContext) => {
    const tab = "a-random-name-of-this-tab";
    const given: QueueSample = await client.queue.next("jane/flowers", { workType: "review", client: tab });
    if (given.sample !== null) console.log(given.sample.name, given.reason, given.lease.expires_at);
  } },
  { name: "QueueBackSample", run: async ({ client }: ExampleContext) => {
    const tab = "a-random-name-of-this-tab";
    const given: QueueBackSample = await client.queue.back("jane/flowers", { workType: "label", client: tab });
    console.log(given.sample?.name, given.lease?.expires_at);
  } },
  { name: "PageParams", run: async ({ client }: ExampleContext) => {
    const params: PageParams = { perPage: 2, page: 1 };
    console.log((await client.datasets.list(params)).items.length <= 2); // true
  } },
  { name: "Page", run: async ({ client }: ExampleContext) => {
    const page: Page<Dataset> = await client.datasets.list({ perPage: 1 });
    console.log(page.items.length, page.total, page.hasNext);
    console.log((await page.next())?.items.length); // undefined after the last page
  } },
  { name: "PageList", run: async ({ client }: ExampleContext) => {
    for await (const sample of client.samples.list("jane/flowers")) console.log(sample.name);
    const { items, total } = await client.samples.list("jane/flowers", { perPage: 10 });
    const all = await client.samples.list("jane/flowers").all();
    console.log(items.length, total, all.length);
  } },
  { name: "ParallelOptions", run: async ({ client, sample }: ExampleContext) => {
    const options: ParallelOptions = { concurrency: 2, signal: AbortSignal.timeout(60_000) };
    const labels = await inParallel([sample.uuid], (uuid) => client.labels.get(uuid), options);
    console.log(labels.length); // 1
  } },
  { name: "Progress", run: async ({ client }: ExampleContext) => {
    const show = ({ done, total }: Progress) => console.log(total === undefined ? `${done}` : `${done} of ${total}`);
    await client.assets.upload(new Blob(["Roses are red."]), { filename: "roses.txt", onProgress: show });
  } },
  { name: "inParallel", run: async ({ client }: ExampleContext) => {
    const names = ["tulip.jpg", "lily.jpg"];
    const files = await inParallel(names, (name, { signal }) => client.assets.create({ filename: name }, { signal }), {
      concurrency: 2,
      onProgress: ({ done, total }) => console.log(`${done} of ${total}`),
    });
    console.log(files.map((file) => file.filename)); // [ 'tulip.jpg', 'lily.jpg' ]
  } },
  { name: "Metadata", run: async ({ client, sample }: ExampleContext) => {
    const metadata: Metadata = { city: "London", robot_id: 3, indoors: false };
    await client.samples.update(sample.uuid, { metadata });
  } },
  { name: "DatasetListParams", run: async ({ client }: ExampleContext) => {
    const params: DatasetListParams = { user: "jane", perPage: 100 };
    for await (const dataset of client.datasets.list(params)) console.log(dataset.full_name);
  } },
  { name: "DatasetCreateParams", run: async ({ client }: ExampleContext) => {
    const params: DatasetCreateParams = {
      name: "cars",
      description: "Cars in point clouds",
      taskType: "pointcloud-cuboid",
      taskAttributes: { format_version: "0.1", categories: [{ id: 1, name: "car", color: [255, 0, 0] }] },
      enable3dCuboidRotation: true,
    };
    const dataset = await client.datasets.create(params);
    await dataset.delete();
  } },
  { name: "DatasetUpdateParams", run: async ({ client }: ExampleContext) => {
    const params: DatasetUpdateParams = { description: "Wild flowers", enableSkipReviewing: true, tags: ["2024"] };
    console.log((await client.datasets.update("jane/flowers", params)).description); // Wild flowers
  } },
  { name: "LabelChangeParams", run: async ({ client }: ExampleContext) => {
    const { task_attributes } = await client.datasets.update("jane/flowers", {
      taskAttributes: { format_version: "0.1", categories: [{ id: 7, name: "rose" }, { id: 8, name: "dog rose" }] },
    });
    const params: LabelChangeParams = {
      taskAttributes: { ...task_attributes, categories: [{ id: 7, name: "rose" }] },
      categories: [{ id: 8, move_to: 7 }],
    };
    const { uuid } = await client.datasets.labelChanges.create("jane/flowers", params);
    console.log((await client.datasets.labelChanges.waitFor("jane/flowers", uuid)).status); // SUCCEEDED
  } },
  { name: "DatasetCloneParams", run: async ({ client }: ExampleContext) => {
    const params: DatasetCloneParams = { newName: "flowers-copy", newPublic: false, cloneLabels: true };
    const copy = await client.datasets.clone("jane/flowers", params);
    console.log(copy.cloned_from); // jane/flowers
    await copy.delete();
  } },
  { name: "CollaboratorAddParams", run: async ({ client }: ExampleContext) => {
    const params: CollaboratorAddParams = { username: "john", role: "reviewer" };
    console.log((await client.collaborators.add("jane/flowers", params)).role); // reviewer
  } },
  { name: "CollaboratorUpdateParams", run: async ({ client }: ExampleContext) => {
    await client.collaborators.add("jane/flowers", { username: "john" });
    const params: CollaboratorUpdateParams = { role: "admin" };
    console.log((await client.collaborators.update("jane/flowers", "john", params)).role); // admin
    await client.collaborators.remove("jane/flowers", "john");
  } },
  { name: "SampleListParams", run: async ({ client }: ExampleContext) => {
    const params: SampleListParams = {
      labelset: "ground-truth",
      labelStatus: ["LABELED", "REVIEWED"],
      metadata: ["city:London"],
      sort: "priority",
      direction: "desc",
    };
    for await (const sample of client.samples.list("jane/flowers", params)) {
      console.log(sample.name, sample.label?.label_status);
    }
  } },
  { name: "SampleNeighboursParams", run: async ({ client, sample }: ExampleContext) => {
    const params: SampleNeighboursParams = { labelStatus: "LABELED", sort: "priority", direction: "desc" };
    const { previous, next, position, count } = await client.samples.neighbours(sample.uuid, params);
    console.log(previous?.name, next?.name, `${position} of ${count}`);
  } },
  { name: "SampleGetParams", run: async ({ client, sample }: ExampleContext) => {
    const params: SampleGetParams = { labelset: "ground-truth", includeSignedUrl: true };
    console.log((await client.samples.get(sample.uuid, params)).label?.label_status); // LABELED
  } },
  { name: "SampleCreateParams", run: async ({ client }: ExampleContext) => {
    const params: SampleCreateParams<"vector"> = {
      name: "rose.jpg",
      attributes: { image: { url: "https://example.com/rose.jpg" } },
      metadata: { city: "London", weather: "cloudy", robot_id: 3 },
      priority: 10,
    };
    console.log((await client.samples.create("jane/flowers", params)).uuid);
  } },
  { name: "SampleUpdateParams", run: async ({ client, sample }: ExampleContext) => {
    const params: SampleUpdateParams = { priority: 10, assignedLabeler: null };
    console.log((await client.samples.update(sample.uuid, params)).priority); // 10
  } },
  { name: "LabelGetParams", run: async ({ client, sample }: ExampleContext) => {
    const params: LabelGetParams = { labelset: "ground-truth" };
    console.log((await client.labels.get(sample.uuid, params)).label_status); // LABELED
  } },
  { name: "LabelDeleteParams", run: async ({ client, sample }: ExampleContext) => {
    const params: LabelDeleteParams = { labelset: "ground-truth" };
    await client.labels.delete(sample.uuid, params);
  } },
  { name: "LabelPutParams", run: async ({ client, sample }: ExampleContext) => {
    const params: LabelPutParams<"vector"> = {
      attributes: {
        format_version: "0.1",
        annotations: [{ id: 1, category_id: 1, type: "bbox", points: [[12.34, 56.78], [90.12, 134.56]] }],
      },
      labelStatus: "LABELED",
      score: 0.9,
    };
    console.log((await client.labels.put(sample.uuid, params)).version);
  } },
  { name: "LabelUpdateParams", run: async ({ client, sample }: ExampleContext) => {
    const { version } = await client.labels.get(sample.uuid);
    const params: LabelUpdateParams = { labelStatus: "REVIEWED", rating: 5, version };
    console.log((await client.labels.update(sample.uuid, params)).rating); // 5
  } },
  { name: "RejectionReason", run: async ({ client, sample }: ExampleContext) => {
    const { version } = await client.labels.get(sample.uuid);
    const reason: RejectionReason = { description: "The stem is missing.", anchor: { type: "track", trackNumber: 1 } };
    const work = { workType: "review", action: "reject", version, time: 9800, inactiveTime: 0, reason } as const;
    await client.labels.work(sample.uuid, "ground-truth", work);
    console.log((await client.samples.get(sample.uuid)).rejection?.description); // The stem is missing.
  } },
  { name: "LabelDraftPutParams", run: async ({ client, sample }: ExampleContext) => {
    const { version } = await client.labels.get(sample.uuid);
    const params: LabelDraftPutParams = {
      revision: 0,
      labelVersion: version,
      format: "my-editor/1",
      client: "laptop",
      objectCount: 2,
      content: { added: [{ id: 2 }] },
    };
    const { revision } = await client.labels.drafts.put(sample.uuid, "ground-truth", params);
    await client.labels.drafts.put(sample.uuid, "ground-truth", { ...params, revision, objectCount: 3 });
  } },
  { name: "LabelDraftDeleteParams", run: async ({ client, sample }: ExampleContext) => {
    const draft = { revision: 0, labelVersion: 1, format: "my-editor/1", client: "laptop", objectCount: 0, content: {} };
    const { revision } = await client.labels.drafts.put(sample.uuid, "ground-truth", draft);
    const params: LabelDraftDeleteParams = { revision };
    await client.labels.drafts.delete(sample.uuid, "ground-truth", params);
  } },
  { name: "LabelWorkParams", run: async ({ client, sample }: ExampleContext) => {
    const { version } = await client.labels.get(sample.uuid);
    const params: LabelWorkParams<"vector"> = {
      workType: "review",
      action: "accept",
      version,
      time: 9800,
      inactiveTime: 0,
    };
    console.log((await client.labels.work(sample.uuid, "ground-truth", params)).label.label_status); // REVIEWED
  } },
  { name: "LabelRestoreParams", run: async ({ client, sample }: ExampleContext) => {
    const label = await sample.updateLabel({ labelStatus: "REVIEWED" });
    const params: LabelRestoreParams = { version: label.version };
    console.log((await client.labels.versions.restore(sample.uuid, "ground-truth", 1, params)).label_status); // LABELED
  } },
  { name: "QueueNextParams", run: async ({ client }: ExampleContext) => {
    const params: QueueNextParams = { workType: "label", client: "a-random-name-of-this-tab" };
    const first = await client.queue.next("jane/flowers", params);
    const exclude = first.sample === null ? [] : [first.sample.uuid];
    const second = await client.queue.next("jane/flowers", { ...params, exclude });
    console.log(first.sample?.name, second.sample?.name);
  } },
  { name: "QueueBackParams", run: async ({ client, sample }: ExampleContext) => {
    const params: QueueBackParams = { workType: "label", client: "a-random-name-of-this-tab", before: sample.uuid };
    console.log((await client.queue.back("jane/flowers", params)).sample?.name);
  } },
  { name: "NamedParams", run: async ({ client }: ExampleContext) => {
    const params: NamedParams = { name: "v1.0", description: "For the model of May" };
    console.log((await client.releases.create("jane/flowers", params)).status); // PENDING
  } },
  { name: "IssueListParams", run: async ({ client }: ExampleContext) => {
    const params: IssueListParams = { status: "OPEN" };
    for await (const issue of client.issues.list("jane/flowers", params)) console.log(issue.description);
  } },
  { name: "IssueCreateParams", run: async ({ client, sample }: ExampleContext) => {
    const params: IssueCreateParams = {
      description: "What is this?",
      anchor: { type: "location", location: { type: "2d", x: 120, y: 80 } },
    };
    console.log((await client.issues.create(sample.uuid, params)).status); // OPEN
  } },
  { name: "IssueUpdateParams", run: async ({ client, sample }: ExampleContext) => {
    const issue = await client.issues.create(sample.uuid, { description: "What is this?" });
    const params: IssueUpdateParams = { status: "CLOSED", tags: ["answered"] };
    console.log((await client.issues.update(issue.uuid, params)).status); // CLOSED
    await client.issues.delete(issue.uuid);
  } },
  { name: "CommentParams", run: async ({ client, sample }: ExampleContext) => {
    const issue = await client.issues.create(sample.uuid, { description: "What is this?" });
    const params: CommentParams = { text: "A violet." };
    console.log((await client.issues.comment(issue.uuid, params)).comments.length); // 1
  } },
  { name: "WorkunitListParams", run: async ({ client }: ExampleContext) => {
    const params: WorkunitListParams = { start: new Date("2024-01-01"), direction: "asc" };
    for await (const { created_by, time } of client.workunits.list("jane/flowers", params)) console.log(created_by, time);
  } },
  { name: "OrganizationCreateParams", run: async ({ client }: ExampleContext) => {
    const params: OrganizationCreateParams = { name: "acme" };
    await client.organizations.create(params).catch((error) => {
      if (!(error instanceof AlreadyExistsError)) throw error;
    });
    for (const { user, role } of await client.organizations.listMembers("acme")) console.log(user.username, role);
  } },
  { name: "MemberAddParams", run: async ({ client }: ExampleContext) => {
    await client.organizations.create({ name: "gardeners" });
    const params: MemberAddParams = { username: "john", role: "member", defaultDatasetRole: "labeler" };
    console.log((await client.organizations.addMember("gardeners", params)).default_dataset_role); // labeler
    await client.organizations.removeMember("gardeners", "john");
  } },
  { name: "MemberUpdateParams", run: async ({ client }: ExampleContext) => {
    await client.organizations.create({ name: "florists" });
    await client.organizations.addMember("florists", { username: "john" });
    const params: MemberUpdateParams = { role: "administrator" };
    console.log((await client.organizations.updateMember("florists", "john", params)).role); // administrator
  } },
  { name: "ApiKeyCreateParams", run: async ({ client }: ExampleContext) => {
    const params: ApiKeyCreateParams = { name: "Uploads" };
    const { key, uuid } = await client.apiKeys.create(params); // key is shown this once
    console.log(key, (await client.apiKeys.list()).length);
    await client.apiKeys.delete(uuid);
  } },
  { name: "UserUpdateParams", run: async ({ client }: ExampleContext) => {
    const params: UserUpdateParams = { email: "jane@example.com" };
    console.log((await client.users.update(params)).email); // jane@example.com
  } },
  { name: "PasswordUpdateParams", run: async ({ client }: ExampleContext) => {
    const params: PasswordUpdateParams = { currentPassword: "correct horse battery staple", newPassword: "staple battery horse" };
    await client.users.updatePassword(params);
  } },
  { name: "ServerUserListParams", run: async ({ client }: ExampleContext) => {
    const params: ServerUserListParams = { search: "jo", perPage: 100 };
    for await (const user of client.server.users.list(params)) console.log(user.username); // john
  } },
  { name: "ServerUserUpdateParams", run: async ({ client }: ExampleContext) => {
    const params: ServerUserUpdateParams = { isDisabled: true };
    console.log((await client.server.users.update("john", params)).disabled_at);
    await client.server.users.update("john", { isDisabled: false });
  } },
  { name: "PasswordResetParams", run: async ({ client }: ExampleContext) => {
    const params: PasswordResetParams = { revokeKeys: true };
    const { password } = await client.server.users.resetPassword("john", params); // shown this once
    console.log(password.length);
  } },
  { name: "SessionCreateParams", run: async ({ client }: ExampleContext) => {
    const { token = "" } = await client.invitations.create({ dataset: "jane/flowers" });
    const browser = new TesseraClient({ apiKey: null, baseUrl: client.baseUrl });
    const params: SessionCreateParams = { username: "visitor", password: "correct horse battery" };
    await browser.invitations.accept(token, params);
    console.log((await browser.sessions.create(params)).username); // visitor
  } },
  { name: "InvitationTarget", run: async ({ client }: ExampleContext) => {
    const target: InvitationTarget = { dataset: "jane/flowers" };
    console.log((await client.invitations.list(target)).length);
  } },
  { name: "InvitationCreateParams", run: async ({ client }: ExampleContext) => {
    const params: InvitationCreateParams = { dataset: "jane/flowers", role: "reviewer", email: "john@example.com" };
    const { uuid, url } = await client.invitations.create(params); // url is shown this once
    console.log(url);
    await client.invitations.delete(uuid);
  } },
  { name: "InvitationAcceptParams", run: async ({ client }: ExampleContext) => {
    const { token = "" } = await client.invitations.create({ dataset: "jane/flowers" });
    const params: InvitationAcceptParams = { username: "newcomer", password: "correct horse battery" };
    const browser = new TesseraClient({ apiKey: null, baseUrl: client.baseUrl });
    console.log((await browser.invitations.accept(token, params)).username); // newcomer
  } },
  { name: "ExampleCreateParams", run: async ({ client }: ExampleContext) => {
    const params: ExampleCreateParams = { name: "bboxes", datasetName: "tryout" };
    const dataset = await client.examples.create(params);
    console.log(dataset.samples_count); // 5
  } },
  { name: "SetupParams", run: async ({ client }: ExampleContext) => {
    const params: SetupParams = { token: "used-up", username: "jane", password: "correct horse battery" };
    await client.setup.create(params).catch((error) => {
      if (!(error instanceof AuthorizationError)) throw error;
    });
  } },
  { name: "WaitOptions", run: async ({ client }: ExampleContext) => {
    const options: WaitOptions = { maxWaitMs: 60_000, onPoll: ({ status }) => console.log(status) };
    await client.releases.create("jane/flowers", { name: "v0.3" });
    console.log((await client.releases.waitFor("jane/flowers", "v0.3", options)).attributes.url);
  } },
  { name: "CreateManyOptions", run: async ({ client }: ExampleContext) => {
    const options: CreateManyOptions = { chunkSize: 500, onProgress: ({ done }) => console.log(`${done} samples`) };
    const attributes = { image: { url: "https://example.com/rose.jpg" } };
    const samples = Array.from({ length: 1200 }, (_, i) => ({ name: `rose-${i}.jpg`, attributes }));
    console.log((await client.samples.createMany("jane/flowers", samples, options)).length); // 1200
  } },
  { name: "DeleteManyOptions", run: async ({ client, sample }: ExampleContext) => {
    const options: DeleteManyOptions = { concurrency: 2 };
    console.log(await client.samples.deleteMany("jane/flowers", [sample.uuid], options)); // { deleted_count: 1 }
  } },
  { name: "SampleAttributes", run: async () => {
    const attributes: SampleAttributes<"text-named-entities"> = { text: "Marie Curie was born in Warsaw." };
    console.log(attributes.text.length);
  } },
  { name: "LabelAttributes", run: async () => {
    const attributes: LabelAttributes<"text-named-entities"> = { annotations: [{ start: 0, end: 11, category_id: 1 }] };
    console.log(attributes.annotations.length);
  } },
  { name: "WithBigints", run: async () => {
    const frame: WithBigints<{ timestamp: number }> = { timestamp: 1700000000123456789n };
    console.log(toJson(frame)); // {"timestamp":1700000000123456789}
  } },
  { name: "DatasetData", run: async ({ client }: ExampleContext) => {
    const data: DatasetData = { ...(await client.datasets.get("jane/flowers")) };
    console.log(data.full_name); // jane/flowers
  } },
  { name: "SampleData", run: async ({ sample }: ExampleContext) => {
    const data: SampleData = JSON.parse(JSON.stringify(sample));
    console.log(data.name); // violet.jpg
  } },
  { name: "LabelData", run: async ({ client, sample }: ExampleContext) => {
    const data: LabelData<"vector"> = structuredClone(await client.labels.get<"vector">(sample.uuid));
    console.log(data.attributes.annotations.length); // 1
  } },
  { name: "LabelVersionContent", run: async ({ client, sample }: ExampleContext) => {
    const first: LabelVersionContent<"vector"> = await client.labels.versions.get<"vector">(sample.uuid, "ground-truth", 1);
    console.log(first.saved_by, first.attributes?.annotations.length); // jane 1
  } },
  { name: "ReleaseFile", run: async ({ client }: ExampleContext) => {
    const release = await (await client.releases.create("jane/flowers", { name: "v0.2" })).wait();
    const file: ReleaseFile = await release.download();
    for (const { name, labels } of file.dataset.samples) console.log(name, labels["ground-truth"]?.label_status);
  } },
  { name: "ReleaseSample", run: async ({ client }: ExampleContext) => {
    const release = await (await client.releases.create("jane/flowers", { name: "v0.4" })).wait();
    const samples: ReleaseSample[] = (await release.download()).dataset.samples;
    console.log(samples.map(({ name }) => name)); // [ 'violet.jpg' ]
  } },
  { name: "ReleaseLabel", run: async ({ client }: ExampleContext) => {
    const release = await (await client.releases.create("jane/flowers", { name: "v0.5" })).wait();
    const [first] = (await release.download()).dataset.samples;
    const label: ReleaseLabel | null | undefined = first?.labels["ground-truth"];
    console.log(label?.label_status); // LABELED
  } },
  { name: "UploadSource", run: async ({ client }: ExampleContext) => {
    const source: UploadSource = new Blob(["Marie Curie was born in Warsaw."]);
    console.log((await client.assets.upload(source, { filename: "curie.txt" })).url);
  } },
  { name: "UploadOptions", run: async ({ client, sample }: ExampleContext) => {
    const options: UploadOptions = { filename: "violet.jpg", onProgress: ({ done, total }) => console.log(done, total) };
    const { url } = await client.assets.upload(new Uint8Array([255, 216, 255]), options);
    await client.samples.update(sample.uuid, { attributes: { image: { url } } });
  } },
  { name: "TaskType", run: async ({ client }: ExampleContext) => {
    const taskType: TaskType = "pointcloud-cuboid-sequence";
    const drives = await client.datasets.create({ name: "drives", taskType });
    await drives.delete();
  } },
  { name: "LabelStatus", run: async ({ client, sample }: ExampleContext) => {
    const labelStatus: LabelStatus = "REVIEWED";
    await client.labels.update(sample.uuid, { labelStatus });
  } },
  { name: "IssueKind", run: async ({ client }: ExampleContext) => {
    const kind: IssueKind = "rejection";
    console.log((await client.issues.list("jane/flowers").all()).filter((issue) => issue.kind === kind).length);
  } },
  { name: "IssueStatus", run: async ({ client }: ExampleContext) => {
    const status: IssueStatus = "OPEN";
    console.log((await client.issues.list("jane/flowers", { status }).all()).length);
  } },
  { name: "ReleaseStatus", run: async ({ client }: ExampleContext) => {
    const done: readonly ReleaseStatus[] = ["SUCCEEDED", "FAILED"];
    for await (const { name, status } of client.releases.list("jane/flowers")) console.log(name, done.includes(status));
  } },
  { name: "WorkType", run: async ({ client }: ExampleContext) => {
    const workType: WorkType = "normal";
    const edits = (await client.workunits.list("jane/flowers").all()).filter(({ work_type }) => work_type === workType);
    console.log(edits.length);
  } },
  { name: "WorkAction", run: async ({ client, sample }: ExampleContext) => {
    const action: WorkAction = "reject";
    const work = { workType: "review", action, version: 1, time: 5000, inactiveTime: 0 } as const;
    console.log((await client.labels.work(sample.uuid, "ground-truth", work)).label.label_status); // REJECTED
  } },
  { name: "QueueWorkType", run: async ({ client }: ExampleContext) => {
    const workType: QueueWorkType = "label";
    console.log((await client.queue.next("jane/flowers", { workType, client: "tab-5f2c9e" })).reason);
  } },
  { name: "QueueReason", run: async ({ client }: ExampleContext) => {
    const reason: QueueReason = "rejected";
    const next = await client.queue.next("jane/flowers", { workType: "label", client: "tab-5f2c9e" });
    if (next.reason === reason) console.log("a reviewer wants something changed");
  } },
  { name: "LabelOperation", run: async ({ client, sample }: ExampleContext) => {
    const operation: LabelOperation = "restored";
    const versions = await client.labels.versions.list(sample.uuid, "ground-truth").all();
    console.log(versions.filter((version) => version.operation === operation).length);
  } },
  { name: "SampleSort", run: async ({ client }: ExampleContext) => {
    const sort: SampleSort = "gt_label__updated_at";
    console.log((await client.samples.list("jane/flowers", { sort, direction: "desc" })).items[0]?.name); // violet.jpg
  } },
  { name: "DatasetRole", run: async ({ client }: ExampleContext) => {
    const role: DatasetRole = "reviewer";
    await client.collaborators.add("jane/flowers", { username: "john", role });
  } },
  { name: "DefaultDatasetRole", run: async ({ client }: ExampleContext) => {
    const defaultDatasetRole: DefaultDatasetRole = "labeler";
    await client.organizations.create({ name: "botanists" });
    await client.organizations.addMember("botanists", { username: "john", defaultDatasetRole });
  } },
  { name: "OrganizationRole", run: async ({ client }: ExampleContext) => {
    const role: OrganizationRole = "administrator";
    await client.organizations.create({ name: "meadows" });
    await client.organizations.addMember("meadows", { username: "john", role });
  } },
  { name: "Category", run: async ({ client }: ExampleContext) => {
    const category: Category = "custom-bees";
    await client.datasets.update("jane/flowers", { category });
  } },
  { name: "Link", run: async () => {
    const link: Link = { from_id: 1, to_id: 2, attributes: { kind: "tows" } };
    console.log(link.from_id); // 1
  } },
  { name: "BitmapAnnotation", run: async () => {
    const rose: BitmapAnnotation = { id: 1, category_id: 1 };
    console.log(rose.id + 0 * 256 + 0 * 65536); // 1: red, green and blue of its pixels
  } },
  { name: "ImageVectorAnnotation", run: async ({ client, sample }: ExampleContext) => {
    const stem: ImageVectorAnnotation = { id: 2, category_id: 1, type: "polyline", points: [[10, 20], [12, 80]] };
    await client.labels.put<"vector">(sample.uuid, { attributes: { annotations: [stem] } });
  } },
  { name: "CuboidAnnotation", run: async () => {
    const car: CuboidAnnotation = {
      id: 1,
      category_id: 1,
      type: "cuboid",
      yaw: Math.PI / 2,
      position: { x: 10, y: 2.5, z: 0.8 },
      dimensions: { x: 4.2, y: 1.8, z: 1.6 },
    };
    console.log(car.dimensions.x); // 4.2, its length
  } },
  { name: "PointcloudVectorAnnotation", run: async () => {
    const lane: PointcloudVectorAnnotation = { id: 1, category_id: 2, type: "polyline", points: [[0, 0, 0], [5, 0, 0]] };
    console.log(lane.type); // polyline
  } },
  { name: "TextAnnotation", run: async () => {
    const person: TextAnnotation = { start: 0, end: 11, category_id: 1 };
    console.log([..."Marie Curie was born in Warsaw."].slice(person.start, person.end).join("")); // Marie Curie
  } },
  { name: "CameraImage", run: async () => {
    const image: CameraImage = { url: "https://example.com/front.jpg", name: "front", camera_convention: "OpenCV" };
    console.log(image.name); // front
  } },
  { name: "TaskAttributes", run: async ({ client }: ExampleContext) => {
    const taskAttributes: TaskAttributes = {
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
    await client.datasets.update("jane/flowers", { taskAttributes });
  } },
  { name: "User", run: async ({ client }: ExampleContext) => {
    const user: User = await client.users.get();
    console.log(user.username, user.is_organization); // jane false
  } },
  { name: "OrganizationMember", run: async ({ client }: ExampleContext) => {
    await client.organizations.create({ name: "gardens" });
    const members: readonly OrganizationMember[] = await client.organizations.listMembers("gardens");
    console.log(members.map(({ role }) => role)); // [ 'administrator' ]
  } },
  { name: "ApiKey", run: async ({ client }: ExampleContext) => {
    const keys: readonly ApiKey[] = await client.apiKeys.list();
    console.log(keys.map(({ name, last_used_at }) => [name, last_used_at]));
  } },
  { name: "ServerUser", run: async ({ client }: ExampleContext) => {
    const user: ServerUser = await client.server.users.get("john");
    console.log(user.email, user.is_server_administrator, user.disabled_at);
  } },
  { name: "Session", run: async ({ client }: ExampleContext) => {
    const sessions: readonly Session[] = await client.sessions.list();
    console.log(sessions.map(({ user_agent, last_used_at }) => [user_agent, last_used_at]));
  } },
  { name: "InvitationOffer", run: async ({ client }: ExampleContext) => {
    const { token = "" } = await client.invitations.create({ dataset: "jane/flowers" });
    const offer: InvitationOffer = await client.invitations.get(token);
    console.log(offer.dataset, offer.role); // jane/flowers labeler
  } },
  { name: "Invitation", run: async ({ client }: ExampleContext) => {
    const invitation: Invitation = await client.invitations.create({ dataset: "jane/flowers", role: "viewer" });
    console.log(invitation.url, invitation.expires_at);
  } },
  { name: "Example", run: async ({ client }: ExampleContext) => {
    const examples: readonly Example[] = await client.examples.list();
    console.log(examples.map(({ name, samples_count }) => [name, samples_count]));
  } },
  { name: "CategoryUsage", run: async ({ client }: ExampleContext) => {
    const usage: CategoryUsage[] = await client.datasets.categoryUsage("jane/flowers");
    console.log(usage.map(({ id, objects }) => `${id}: ${objects}`));
  } },
  { name: "AttributeUsage", run: async ({ client }: ExampleContext) => {
    const usage: AttributeUsage[] = await client.datasets.attributeUsage("jane/flowers");
    console.log(usage.filter(({ value }) => value === null).length);
  } },
  { name: "TaskAttributesChange", run: async ({ client }: ExampleContext) => {
    const changes: TaskAttributesChange[] = await client.datasets.labelChanges.list("jane/flowers").all();
    console.log(changes.map(({ reason, objects_moved }) => [reason, objects_moved]));
  } },
  { name: "LabelSummary", run: async ({ client, sample }: ExampleContext) => {
    const { label } = await client.samples.get(sample.uuid, { labelset: "ground-truth" });
    const summary: LabelSummary | null | undefined = label;
    console.log(summary?.label_status); // LABELED
  } },
  { name: "LabelDraft", run: async ({ client }: ExampleContext) => {
    const drafts: LabelDraft[] = await client.labels.drafts.list().all();
    console.log(drafts.map(({ sample_name, object_count, updated_at }) => [sample_name, object_count, updated_at]));
  } },
  { name: "LabelDraftContent", run: async ({ client, sample }: ExampleContext) => {
    const draft = { revision: 0, labelVersion: 1, format: "my-editor/1", client: "laptop", objectCount: 1, content: {} };
    await client.labels.drafts.put(sample.uuid, "ground-truth", draft);
    const kept: LabelDraftContent = await client.labels.drafts.get(sample.uuid, "ground-truth");
    console.log(kept.content);
  } },
  { name: "LabelVersion", run: async ({ client, sample }: ExampleContext) => {
    const [newest]: LabelVersion[] = await client.labels.versions.list(sample.uuid, "ground-truth").all();
    console.log(newest?.saved_by, newest?.saved_at, newest?.is_current); // jane … true
  } },
  { name: "Anchor", run: async ({ client, sample }: ExampleContext) => {
    const anchor: Anchor = { type: "track", trackNumber: 3, frame: 12 };
    await client.issues.create(sample.uuid, { description: "Is this one car or two?", anchor });
  } },
  { name: "Thumbnail", run: async ({ client, sample }: ExampleContext) => {
    const { thumbnail } = await client.samples.get(sample.uuid);
    const made: Thumbnail | null | undefined = thumbnail; // null while it is not made
    console.log(made?.url);
  } },
  { name: "SampleNeighbours", run: async ({ client, sample }: ExampleContext) => {
    const { next, is_match }: SampleNeighbours = await client.samples.neighbours(sample.uuid);
    console.log(next?.name, is_match);
  } },
  { name: "Workunit", run: async ({ client }: ExampleContext) => {
    const workunits: Workunit[] = await client.workunits.list("jane/flowers").all();
    console.log(workunits.reduce((sum, { time }) => sum + time, 0) / 3_600_000, "hours");
  } },
  { name: "Lease", run: async ({ client }: ExampleContext) => {
    const { lease } = await client.queue.next("jane/flowers", { workType: "review", client: "tab-5f2c9e" });
    if (lease !== null) {
      const kept: Lease = await client.queue.keepAlive(lease.uuid);
      console.log(kept.expires_at, kept.duration_seconds); // … 90
      await client.queue.release(lease.uuid, { keepalive: true });
    }
  } },
  { name: "QueueCounts", run: async ({ client }: ExampleContext) => {
    const counts: QueueCounts = await client.queue.counts("jane/flowers");
    console.log(counts.label.count, counts.review.count); // 0 1
  } },
  { name: "Asset", run: async ({ client }: ExampleContext) => {
    const asset: Asset = await client.assets.upload(new Blob(["A rose is a rose."]), { filename: "rose.txt" });
    console.log(asset.url);
  } },
  { name: "SampleAttributesByTask", run: async ({ client }: ExampleContext) => {
    const attributes: SampleAttributesByTask["vector"] = { image: { url: "https://example.com/daisy.jpg" } };
    await client.samples.create<"vector">("jane/flowers", { name: "daisy.jpg", attributes });
  } },
  { name: "LabelAttributesByTask", run: async ({ client, sample }: ExampleContext) => {
    const attributes: LabelAttributesByTask["vector"] = {
      annotations: [{ id: 1, category_id: 1, type: "point", points: [[10, 20]] }],
    };
    await client.labels.put<"vector">(sample.uuid, { attributes });
  } },
];
