import type { TSchema } from "typebox";
import { Check } from "typebox/value";
import { describe, expect, it, test } from "vitest";
import { isReservedUsername } from "../reserved-usernames.js";
import { AssetCreateSchema, FileSchema } from "./asset.js";
import {
  CollaboratorCreateSchema,
  CollaboratorPatchSchema,
  CollaboratorSchema,
  DATASET_SWITCHES,
  DatasetCloneSchema,
  DatasetCreateSchema,
  DatasetPatchSchema,
  DatasetSchema,
} from "./dataset.js";
import { ErrorBodySchema } from "./error-body.js";
import { ExampleCreateSchema, ExampleSchema } from "./example.js";
import {
  DatasetInvitationCreateSchema,
  InvitationAcceptSchema,
  InvitationOfferSchema,
  InvitationSchema,
  OrganizationInvitationCreateSchema,
} from "./invitation.js";
import { CommentCreateSchema, IssueCreateSchema, IssuePatchSchema, IssueSchema } from "./issue.js";
import { LabelPatchSchema, LabelPutSchema, LabelSchema, LabelSummarySchema } from "./label.js";
import { LabelDraftContentSchema, LabelDraftPutSchema, LabelDraftSchema } from "./label-draft.js";
import { LabelRestoreSchema, LabelVersionContentSchema, LabelVersionSchema } from "./label-version.js";
import { LabelsetCreateSchema, LabelsetSchema } from "./labelset.js";
import {
  LeaseSchema,
  QueueBackSampleSchema,
  QueueBackSchema,
  QueueCountsSchema,
  QueueNextSchema,
  QueueSampleSchema,
} from "./queue.js";
import { ReleaseCreateSchema, ReleaseSchema } from "./release.js";
import {
  SampleCreateSchema,
  SampleNeighboursSchema,
  SamplePatchSchema,
  SampleSchema,
  SamplesBulkDeleteSchema,
} from "./sample.js";
import { PasswordPutSchema, SessionCreateSchema, SessionSchema, SetupSchema } from "./session.js";
import {
  ApiKeyCreateSchema,
  MemberCreateSchema,
  MemberPatchSchema,
  OrganizationCreateSchema,
  OrganizationMemberSchema,
  UserPatchSchema,
  UserSchema,
} from "./user.js";
import { WorkResultSchema, WorkSchema } from "./work.js";
import { WorkunitSchema } from "./workunit.js";

const BODIES = {
  DatasetCreateSchema,
  DatasetPatchSchema,
  DatasetCloneSchema,
  CollaboratorCreateSchema,
  CollaboratorPatchSchema,
  SampleCreateSchema,
  SamplePatchSchema,
  SamplesBulkDeleteSchema,
  LabelPutSchema,
  LabelPatchSchema,
  LabelDraftPutSchema,
  LabelRestoreSchema,
  QueueNextSchema,
  QueueBackSchema,
  WorkSchema,
  LabelsetCreateSchema,
  IssueCreateSchema,
  IssuePatchSchema,
  CommentCreateSchema,
  ReleaseCreateSchema,
  AssetCreateSchema,
  OrganizationCreateSchema,
  MemberCreateSchema,
  MemberPatchSchema,
  ApiKeyCreateSchema,
  UserPatchSchema,
  SessionCreateSchema,
  PasswordPutSchema,
  SetupSchema,
  DatasetInvitationCreateSchema,
  OrganizationInvitationCreateSchema,
  InvitationAcceptSchema,
  ExampleCreateSchema,
};

interface Documented {
  title?: string;
  description?: string;
  examples?: Record<string, unknown>[];
}

describe.each(Object.entries(BODIES))("%s", (name, schema: TSchema) => {
  const { title, description, examples = [] } = schema as Documented;

  it("is documented, with examples that it takes", () => {
    expect(title).toBe(name.replace("Schema", ""));
    expect(description).toMatch(/\.$/);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(Check(schema, example)).toBe(true);
  });

  it("ignores unknown fields and takes objects only", () => {
    expect(Check(schema, { ...examples[0], data_type: "IMAGE" })).toBe(true);
    for (const value of [null, [], "text", 5]) expect(Check(schema, value)).toBe(false);
  });
});

describe("bounds", () => {
  const dataset = { name: "flowers" };
  const sample = { name: "a", attributes: {} };
  const work = { work_type: "label", action: "submit", version: 0, time: 0, inactive_time: 0 };
  const cases: [what: string, TSchema, body: unknown, isValid: boolean][] = [
    ["a name of 100", DatasetCreateSchema, { name: "x".repeat(100) }, true],
    ["a name of 101", DatasetCreateSchema, { name: "x".repeat(101) }, false],
    ...["", ".", "..", "a/b", "a b", "ａ", "é", "a\u0000", "a\n", "%2e%2e"].map(
      (name) =>
        [`the name ${JSON.stringify(name)}`, DatasetCreateSchema, { name }, false] as [
          string,
          TSchema,
          unknown,
          boolean,
        ],
    ),
    ...["...", ".git", "v0.1", "a-b_c", "-"].map(
      (name) => [`the name ${name}`, ReleaseCreateSchema, { name }, true] as [string, TSchema, unknown, boolean],
    ),
    ["a custom category", DatasetCreateSchema, { ...dataset, category: "custom-bees" }, true],
    ["an unknown category", DatasetCreateSchema, { ...dataset, category: "bees" }, false],
    ["a long description", DatasetPatchSchema, { description: "x".repeat(10_001) }, false],
    ["metadata that is a list", DatasetPatchSchema, { metadata: [] }, false],
    ["no pause at all", DatasetPatchSchema, { labeling_inactivity_timeout_seconds: 0 }, false],
    ["a day's pause", DatasetPatchSchema, { labeling_inactivity_timeout_seconds: 86_400 }, true],
    ["a switch of null", DatasetPatchSchema, { enable_ratings: null }, false],
    ["clearing the region", DatasetPatchSchema, { region_of_interest: null }, true],
    ["a sample name with blanks and slashes", SampleCreateSchema, { ...sample, name: "a b/ü.jpg" }, true],
    ["a sample name with NUL", SampleCreateSchema, { ...sample, name: "a\u0000" }, false],
    ["a sample name of 501", SampleCreateSchema, { ...sample, name: "x".repeat(501) }, false],
    ["a sample without attributes", SampleCreateSchema, { name: "a" }, false],
    ["a priority without end", SampleCreateSchema, { ...sample, priority: Infinity }, false],
    ["clearing an assignee", SamplePatchSchema, { assigned_labeler: null, assigned_reviewer: null }, true],
    ["1,000 uuids", SamplesBulkDeleteSchema, { uuids: Array(1000).fill("x") }, true],
    ["1,001 uuids", SamplesBulkDeleteSchema, { uuids: Array(1001).fill("x") }, false],
    ["no uuids", SamplesBulkDeleteSchema, { uuids: [] }, false],
    ["clearing a score", LabelPatchSchema, { score: null }, true],
    ["a score that is no number", LabelPatchSchema, { score: Number.NaN }, false],
    ["an unknown label status", LabelPutSchema, { attributes: {}, label_status: "DONE" }, false],
    ["six stars", LabelPatchSchema, { rating: 6 }, false],
    [
      "an anchor at a place",
      IssueCreateSchema,
      { description: "", anchor: { type: "location", location: { type: "2d", x: 1, y: 2 } } },
      true,
    ],
    [
      "a 3d place without z",
      IssueCreateSchema,
      { description: "", anchor: { type: "location", location: { type: "3d", x: 1, y: 2 } } },
      false,
    ],
    ["a client's name of 7", QueueNextSchema, { client: "1234567" }, false],
    ["a client's name of 64", QueueNextSchema, { client: "x".repeat(64) }, true],
    ["101 samples to leave out", QueueNextSchema, { client: "12345678", exclude: Array(101).fill("x") }, false],
    ["negative time", WorkSchema, { ...work, time: -1 }, false],
    ["a century of time", WorkSchema, { ...work, time: 100 * 365 * 86_400_000 }, false],
    ["a month of inactivity", WorkSchema, { ...work, inactive_time: 30 * 86_400_000 }, true],
    ["a reason without words", WorkSchema, { ...work, reason: { description: "" } }, false],
    [
      "a reason about an object",
      WorkSchema,
      { ...work, reason: { description: "a", anchor: { type: "track", trackNumber: 3 } } },
      true,
    ],
    ["clearing a rating by work", WorkSchema, { ...work, rating: null }, true],
    ["an unknown role", CollaboratorCreateSchema, { user: "jane", role: "owner" }, false],
    ["an email without a place", UserPatchSchema, { email: "jane" }, false],
    ["an email with a blank", UserPatchSchema, { email: "ja ne@example.com" }, false],
    ["clearing an email", UserPatchSchema, { email: null }, true],
    ["a new password of 9", PasswordPutSchema, { new_password: "x".repeat(9) }, false],
    ["a new password of 1,001", PasswordPutSchema, { new_password: "x".repeat(1001) }, false],
    ["a role of organizations on a dataset", DatasetInvitationCreateSchema, { role: "member" }, false],
    ["a role of datasets in an organization", OrganizationInvitationCreateSchema, { role: "labeler" }, false],
  ];
  test.each(cases)("%s", (_, schema, body, isValid) => {
    expect(Check(schema, body)).toBe(isValid);
  });
});

test("a new dataset has all defaults, a patch none", () => {
  const defaults = Object.entries(DatasetCreateSchema.properties).flatMap(([key, schema]) =>
    "default" in schema ? [[key, schema.default]] : [],
  );
  expect(Object.fromEntries(defaults)).toMatchObject({
    ...DATASET_SWITCHES,
    task_type: "segmentation-bitmap",
    category: "other",
    public: false,
    labeling_inactivity_timeout_seconds: 300,
    metadata: {},
  });
  for (const schema of Object.values(DatasetPatchSchema.properties)) expect(schema).not.toHaveProperty("default");
});

describe("objects that the Python package can read", () => {
  const created_at = "2020-07-20T14:59:36.242218Z";
  const user = { username: "jane", created_at, is_organization: false };
  const labelset = { name: "ground-truth", description: "", is_groundtruth: true, created_at };
  const label = {
    ...{ sample_uuid: "s", label_type: "vector", label_status: "LABELED", labelset: "ground-truth" },
    ...{
      attributes: { annotations: [] },
      created_at,
      created_by: "jane",
      updated_at: created_at,
      score: null,
      version: 1,
    },
  };
  const issue = {
    ...{
      uuid: "i",
      kind: "note",
      description: "",
      created_at,
      updated_at: created_at,
      created_by: "jane",
      updated_by: "jane",
    },
    ...{ status: "OPEN", comments: [{ created_at, created_by: "jane", text: "!" }], anchor: null },
    ...{ sample_uuid: "s", sample_name: "a", tags: [] },
  };
  const sample = {
    ...{ uuid: "s", name: "a", attributes: {}, metadata: {}, created_at, created_by: "jane", updated_at: created_at },
    ...{ priority: 0, readme: "", dataset_full_name: "jane/flowers", data_type: "IMAGE", label, issues: [issue] },
  };
  const dataset = {
    ...{ name: "flowers", full_name: "jane/flowers", description: "", category: "other", public: false, readme: "" },
    ...{ owner: { username: "jane", created_at }, created_at, task_type: "vector", label_stats: { TOTAL: 0 } },
    ...{
      samples_count: 0,
      collaborators_count: 1,
      is_cloning: false,
      labelsets: [labelset],
      role: "admin",
      metadata: {},
      tags: [],
    },
    ...{
      data_type: "IMAGE",
      labeling_inactivity_timeout_seconds: 300,
      ...DATASET_SWITCHES,
      region_of_interest: null,
      version_retention_days: null,
    },
  };
  const release = {
    ...{ uuid: "r", name: "v1", description: "", release_type: "JSON", attributes: { url: null } },
    ...{ status: "PENDING", status_info: null, created_at, samples_count: 0 },
  };
  const workunit = {
    ...{ uuid: "w", created_at, created_by: "jane", work_type: "label", next_label_status: "LABELED" },
    ...{ time: 5000, inactive_time: 0, sample_uuid: "s", sample_name: "a" },
  };
  const lease = {
    ...{ uuid: "l", sample_uuid: "s", work_type: "label", expires_at: created_at, duration_seconds: 90 },
  };
  const version = {
    ...{ version: 1, operation: "deleted", label_status: null, score: null, rating: null },
    ...{ saved_at: created_at, saved_by: "jane", is_current: false, reason: null },
  };
  const draft = {
    ...{ dataset_full_name: "jane/flowers", sample_uuid: "s", sample_name: "a", labelset: "ground-truth", revision: 7 },
    ...{ label_version: 3, format: "tessera/1", client: "laptop", object_count: 2, bytes: 4_321 },
    ...{ created_at, updated_at: created_at },
  };
  const queueCount = { count: 1000, is_capped: true };
  const fields = {
    ...{ acl: "private", "Content-Type": "image/png", key: "k", policy: "p", "x-amz-algorithm": "AWS4-HMAC-SHA256" },
    ...{ "x-amz-credential": "c", "x-amz-date": "20200720T145936Z", "x-amz-signature": "s" },
  };
  const file = {
    ...{ uuid: "f", filename: "a.png", url: "http://localhost/a", created_at },
    presignedPostFields: { url: "http://localhost/", fields },
  };
  const offer = {
    ...{ created_at, created_by: "jane", expires_at: created_at, email: null, role: "labeler" },
    ...{ default_dataset_role: null, dataset: "jane/flowers", organization: null },
  };

  const cases: [string, TSchema, Record<string, unknown>][] = [
    ["User", UserSchema, { ...user, organizations: [user], organization_role: "admin" }],
    [
      "OrganizationMember",
      OrganizationMemberSchema,
      { user, role: "member", default_dataset_role: "none", created_at },
    ],
    ["Collaborator", CollaboratorSchema, { user, role: "viewer" }],
    ["Dataset", DatasetSchema, dataset],
    ["Sample", SampleSchema, sample],
    ["Label", LabelSchema, label],
    ["LabelSummary", LabelSummarySchema, { label_status: "LABELED", score: 0.5, updated_at: created_at }],
    ["Labelset", LabelsetSchema, labelset],
    ["Issue", IssueSchema, issue],
    ["Release", ReleaseSchema, release],
    ["Workunit", WorkunitSchema, workunit],
    ["WorkResult", WorkResultSchema, { label, workunit }],
    ["Lease", LeaseSchema, lease],
    ["QueueSample", QueueSampleSchema, { sample, lease, reason: "open" }],
    ["QueueBackSample", QueueBackSampleSchema, { sample, lease }],
    [
      "SampleNeighbours",
      SampleNeighboursSchema,
      { previous: null, next: { uuid: "s", name: "b" }, is_match: true, position: 1, count: 2 },
    ],
    ["QueueCounts", QueueCountsSchema, { label: queueCount, review: queueCount }],
    ["LabelDraft", LabelDraftSchema, draft],
    ["LabelDraftContent", LabelDraftContentSchema, { ...draft, content: {} }],
    ["LabelVersion", LabelVersionSchema, version],
    ["LabelVersionContent", LabelVersionContentSchema, { ...version, attributes: null }],
    ["File", FileSchema, file],
    [
      "Session",
      SessionSchema,
      {
        ...{ uuid: "s", created_at, last_used_at: created_at, expires_at: created_at },
        ...{ user_agent: null, is_current: true },
      },
    ],
    ["Invitation", InvitationSchema, { uuid: "i", ...offer }],
    ["InvitationOffer", InvitationOfferSchema, offer],
    [
      "Example",
      ExampleSchema,
      {
        ...{ name: "vector", title: "Places", description: "", task_type: "vector" },
        ...{ samples_count: 3, credits: "Public domain" },
      },
    ],
    ["Error", ErrorBodySchema, { detail: "The request is not valid.", name: ["is missing"] }],
  ];
  test.each(cases)("%s", (title, schema, value) => {
    expect((schema as Documented).title).toBe(title);
    expect(Check(schema, value)).toBe(true);
    for (const key of (schema as { required?: string[] }).required ?? []) {
      const { [key]: _, ...rest } = value;
      expect(Check(schema, rest), `without ${key}`).toBe(false);
    }
  });
});

test("names of API roots and pages are reserved, in any case", () => {
  for (const name of ["datasets", "Datasets", "api_status", "login", "assets"])
    expect(isReservedUsername(name)).toBe(true);
  for (const name of ["jane", "acme", "dataset1", "constructor"]) expect(isReservedUsername(name)).toBe(false);
});
