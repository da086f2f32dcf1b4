import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type * as schema from "@tessera/schema";
import { expect, expectTypeOf, test } from "vitest";
import type * as wire from "./wire.js";

const SOURCE = fileURLToPath(new URL(".", import.meta.url)).replace(/\/dist\/$/, "/src/");

test("the types of the wire are those of the schemas", () => {
  expectTypeOf<wire.TaskType>().toEqualTypeOf<schema.TaskType>();
  expectTypeOf<wire.LabelStatus>().toEqualTypeOf<schema.LabelStatus>();
  expectTypeOf<wire.Category>().toEqualTypeOf<schema.Category>();
  expectTypeOf<wire.SampleSort>().toEqualTypeOf<schema.SampleSort>();
  expectTypeOf<wire.DatasetRole>().toEqualTypeOf<schema.DatasetRole>();
  expectTypeOf<wire.DefaultDatasetRole>().toEqualTypeOf<schema.DefaultDatasetRole>();
  expectTypeOf<wire.TaskAttributes>().toEqualTypeOf<schema.TaskAttributes>();
  expectTypeOf<wire.User>().toEqualTypeOf<schema.User>();
  expectTypeOf<wire.OrganizationMember>().toEqualTypeOf<schema.OrganizationMember>();
  expectTypeOf<wire.ApiKey>().toEqualTypeOf<schema.ApiKey>();
  expectTypeOf<wire.ServerUser>().toEqualTypeOf<schema.ServerUser>();
  expectTypeOf<wire.Session>().toEqualTypeOf<schema.Session>();
  expectTypeOf<wire.Invitation>().toEqualTypeOf<schema.Invitation>();
  expectTypeOf<wire.InvitationOffer>().toEqualTypeOf<schema.InvitationOffer>();
  expectTypeOf<wire.Example>().toEqualTypeOf<schema.Example>();
  expectTypeOf<wire.Thumbnail>().toEqualTypeOf<schema.Thumbnail>();
  expectTypeOf<wire.AnyDataset>().toEqualTypeOf<schema.Dataset>();
  expectTypeOf<wire.CollaboratorData>().toEqualTypeOf<schema.Collaborator>();
  expectTypeOf<wire.AnySample>().toEqualTypeOf<schema.Sample>();
  expectTypeOf<wire.AnyLabel>().toEqualTypeOf<schema.Label>();
  expectTypeOf<wire.LabelsetData>().toEqualTypeOf<schema.Labelset>();
  expectTypeOf<wire.Anchor>().toEqualTypeOf<schema.Anchor>();
  expectTypeOf<wire.IssueData>().toEqualTypeOf<schema.Issue>();
  expectTypeOf<wire.ReleaseData>().toEqualTypeOf<schema.Release>();
  expectTypeOf<wire.Workunit>().toEqualTypeOf<schema.Workunit>();
  expectTypeOf<wire.Lease>().toEqualTypeOf<schema.Lease>();
  expectTypeOf<wire.QueueCounts>().toEqualTypeOf<schema.QueueCounts>();
  expectTypeOf<wire.SampleNeighbours>().toEqualTypeOf<schema.SampleNeighbours>();
  expectTypeOf<wire.LabelDraft>().toEqualTypeOf<schema.LabelDraft>();
  expectTypeOf<wire.LabelDraftContent>().toEqualTypeOf<schema.LabelDraftContent>();
  expectTypeOf<wire.LabelVersion>().toEqualTypeOf<schema.LabelVersion>();
  expectTypeOf<wire.WorkAction>().toEqualTypeOf<schema.WorkAction>();
  expectTypeOf<wire.QueueReason>().toEqualTypeOf<schema.QueueReason>();
  expectTypeOf<wire.Asset>().toEqualTypeOf<schema.File>();
  expectTypeOf<wire.CuboidAnnotation>().toEqualTypeOf<schema.CuboidAnnotation>();
  expectTypeOf<
    wire.SampleAttributesByTask["multisensor-sequence"]
  >().toEqualTypeOf<schema.MultisensorSampleAttributes>();
  expectTypeOf<
    wire.SampleAttributesByTask["pointcloud-vector-sequence"]
  >().toEqualTypeOf<schema.PointcloudSequenceSampleAttributes>();
  type Labels = schema.LabelAttributesByType;
  expectTypeOf<wire.LabelAttributesByTask["segmentation-bitmap"]>().toEqualTypeOf<Labels["image-segmentation"]>();
  expectTypeOf<wire.LabelAttributesByTask["multisensor-sequence"]>().toEqualTypeOf<Labels["multisensor-sequence"]>();
  expectTypeOf<wire.LabelAttributesByTask["pointcloud-vector-sequence"]>().toEqualTypeOf<
    Labels["pointcloud-vector-sequence"]
  >();
  expectTypeOf<wire.LabelAttributesByTask["vector"]>().toEqualTypeOf<Labels["image-vector"]>();
  expectTypeOf<wire.LabelAttributesByTask["bboxes"]>().toExtend<Labels["image-vector"]>();
  expectTypeOf<wire.LabelAttributesByTask["text-span-categorization"]>().toEqualTypeOf<Labels["text"]>();
});

test("the SDK stands alone: no other package, not even for types", () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" });
  const product = files.filter((file) => file.endsWith(".ts") && !/\.test\.ts$|^testing\//.test(file));
  for (const file of product) {
    const imports = [...readFileSync(SOURCE + file, "utf8").matchAll(/\bfrom "([^"]+)"|\bimport\("([^"]+)"/g)];
    expect(imports.map(([, from, dynamic]) => from ?? dynamic).filter((name) => !name?.startsWith("."))).toEqual([]);
  }
});
