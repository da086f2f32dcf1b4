import type { LabelStatus } from "@tessera/schema";
import { LABEL_STATUSES } from "@tessera/schema";
import { type Insertable, type Selectable, type SqlBool, sql, type Updateable } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import type { Database } from "../../database/schema.js";
import { jsonText, toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";
import { keepTaskAttributes } from "./task-attributes-repository.js";

type DatasetRow = Selectable<Database["dataset"]> & {
  owner_username: string;
  owner_created_at: string;
  label_counts: string | null;
  collaborators_count: number;
  labelsets: string | null;
  role: string | null;
};

export type DatasetValues = Insertable<Database["dataset"]>;
export type DatasetChanges = Updateable<Database["dataset"]>;

/** Every column that a list shows; a single dataset adds the two long ones. */
const LIST_COLUMNS = [
  "dataset.id",
  "dataset.name",
  "dataset.description",
  "dataset.category",
  "dataset.public",
  "dataset.archived",
  "dataset.created_at",
  "dataset.task_type",
  "dataset.metadata",
  "dataset.tags",
  "dataset.region_of_interest",
  "dataset.cloned_from",
  "dataset.clone_job",
  "dataset.labeling_inactivity_timeout_seconds",
  "dataset.version_retention_days",
  "dataset.enable_skip_labeling",
  "dataset.enable_skip_reviewing",
  "dataset.enable_ratings",
  "dataset.enable_interpolation",
  "dataset.use_timestamps_for_interpolation",
  "dataset.enable_same_dimensions_track_constraint",
  "dataset.enable_save_button",
  "dataset.enable_label_status_verified",
  "dataset.enable_3d_cuboid_rotation",
  "dataset.enable_confirm_on_submit",
  "dataset.block_submit_on_mandatory",
  "dataset.enable_3d_region_of_interest",
  "dataset.enable_object_linking",
  "dataset.enable_object_link_category_restrictions",
  "dataset.enable_extrapolation",
  "dataset.noncollaborator_can_label",
  "dataset.noncollaborator_can_review",
] as const;

function selectDatasets(db: DbOrTx, callerId: number) {
  return db
    .selectFrom("dataset")
    .innerJoin("account as owner", "owner.id", "dataset.owner_id")
    .select(LIST_COLUMNS)
    .select(["owner.username as owner_username", "owner.created_at as owner_created_at"])
    .select([
      sql<string | null>`(select json_object_agg(n.label_status, n.samples) from (
        select c.label_status, sum(c.samples)::bigint as samples from dataset_count c
        where c.dataset_id = dataset.id group by c.label_status) n)`.as("label_counts"),
      sql<number>`(select count(*) from collaborator k where k.dataset_id = dataset.id)`.as("collaborators_count"),
      sql<string | null>`(select json_agg(json_build_object('name', l.name, 'description', l.description,
        'is_groundtruth', l.is_groundtruth,
        'created_at', to_char(l.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) order by l.id)
        from labelset l where l.dataset_id = dataset.id)`.as("labelsets"),
      sql<string | null>`dataset_role(dataset.id, dataset.owner_id, ${callerId})`.as("role"),
    ])
    .where("dataset.deleted_at", "is", null);
}

/** JSON text of one dataset as the caller sees it; undefined when it is gone. */
export async function findDatasetJson(db: DbOrTx, id: number, callerId: number): Promise<string | undefined> {
  const row = await selectDatasets(db, callerId)
    .select(["dataset.task_attributes", "dataset.removed_categories", "dataset.readme"])
    .where("dataset.id", "=", id)
    .executeTakeFirst();
  return row === undefined ? undefined : datasetJson(row as DatasetRow);
}

/** Whose datasets a list holds: what the caller owns or was let in to, or what one account owns and the caller may see. */
export type DatasetListScope = { readonly kind: "own" } | { readonly kind: "owner"; readonly ownerId: number };

export async function listDatasetsJson(
  db: DbOrTx,
  callerId: number,
  scope: DatasetListScope,
  page: Page,
): Promise<PageResult> {
  const isVisible =
    scope.kind === "own"
      ? sql<SqlBool>`dataset.id in (
          select d.id from dataset d where d.owner_id = ${callerId}
          union select k.dataset_id from collaborator k where k.account_id = ${callerId}
          union select d.id from dataset d join organization_member m on m.organization_id = d.owner_id
            where m.account_id = ${callerId} and m.role = 'administrator')`
      : sql<SqlBool>`dataset.owner_id = ${scope.ownerId}
          and (dataset.public or dataset_role(dataset.id, dataset.owner_id, ${callerId}) is not null)`;
  const [rows, count] = await Promise.all([
    selectDatasets(db, callerId).where(isVisible).orderBy("dataset.id").limit(page.size).offset(page.offset).execute(),
    db
      .selectFrom("dataset")
      .select((eb) => eb.fn.countAll<number>().as("total"))
      .where("dataset.deleted_at", "is", null)
      .where(isVisible)
      .executeTakeFirstOrThrow(),
  ]);
  return { items: rows.map((row) => datasetJson(row as DatasetRow)), total: count.total };
}

function datasetJson(
  row: Omit<DatasetRow, "task_attributes" | "removed_categories" | "readme"> & Partial<DatasetRow>,
): string {
  const counts = JSON.parse(row.label_counts ?? "{}") as Partial<Record<LabelStatus, number>>;
  const stats = Object.fromEntries(LABEL_STATUSES.map((status) => [status, counts[status] ?? 0]));
  const total = Object.values(stats).reduce((sum, count) => sum + count, 0);
  return toJson({
    name: row.name,
    full_name: `${row.owner_username}/${row.name}`,
    cloned_from: row.cloned_from,
    is_cloning: row.clone_job !== null,
    description: row.description,
    data_type: "IMAGE",
    category: row.category,
    public: row.public,
    archived: row.archived,
    owner: jsonText(toJson({ username: row.owner_username, created_at: row.owner_created_at })),
    created_at: row.created_at,
    task_type: row.task_type,
    task_attributes: row.task_attributes === undefined ? undefined : jsonText(row.task_attributes),
    removed_categories: row.removed_categories === undefined ? undefined : jsonText(row.removed_categories),
    label_stats: jsonText(JSON.stringify({ ...stats, TOTAL: total })),
    samples_count: total,
    collaborators_count: row.collaborators_count,
    labelsets: jsonText(row.labelsets ?? "[]"),
    role: row.role,
    readme: row.readme,
    metadata: jsonText(row.metadata),
    tags: row.tags,
    region_of_interest: jsonText(row.region_of_interest),
    labeling_inactivity_timeout_seconds: row.labeling_inactivity_timeout_seconds,
    version_retention_days: row.version_retention_days,
    enable_skip_labeling: row.enable_skip_labeling,
    enable_skip_reviewing: row.enable_skip_reviewing,
    enable_ratings: row.enable_ratings,
    enable_interpolation: row.enable_interpolation,
    use_timestamps_for_interpolation: row.use_timestamps_for_interpolation,
    enable_same_dimensions_track_constraint: row.enable_same_dimensions_track_constraint,
    enable_save_button: row.enable_save_button,
    enable_label_status_verified: row.enable_label_status_verified,
    enable_3d_cuboid_rotation: row.enable_3d_cuboid_rotation,
    enable_confirm_on_submit: row.enable_confirm_on_submit,
    block_submit_on_mandatory: row.block_submit_on_mandatory,
    enable_3d_region_of_interest: row.enable_3d_region_of_interest,
    enable_object_linking: row.enable_object_linking,
    enable_object_link_category_restrictions: row.enable_object_link_category_restrictions,
    enable_extrapolation: row.enable_extrapolation,
    noncollaborator_can_label: row.noncollaborator_can_label,
    noncollaborator_can_review: row.noncollaborator_can_review,
  });
}

/** Inserts a dataset with its ground-truth labelset, and the owner's members as collaborators by their default role. */
export async function insertDataset(tx: DbOrTx, values: DatasetValues): Promise<number> {
  const { id } = await tx.insertInto("dataset").values(values).returning("id").executeTakeFirstOrThrow();
  await tx
    .insertInto("labelset")
    .values({ dataset_id: id, name: "ground-truth", description: "", is_groundtruth: true })
    .execute();
  await keepTaskAttributes(tx, id, values.created_by_id);
  await sql`insert into collaborator (dataset_id, account_id, role)
    select ${id}, account_id, default_dataset_role from organization_member
    where organization_id = ${values.owner_id} and default_dataset_role <> 'none'`.execute(tx);
  return id;
}

export async function updateDataset(tx: DbOrTx, id: number, changes: DatasetChanges): Promise<void> {
  await tx
    .updateTable("dataset")
    .set({ ...changes, updated_at: sql<string>`now()` })
    .where("id", "=", id)
    .execute();
}

/** Takes a dataset out of sight; its rows go in a job. */
export async function markDatasetDeleted(tx: DbOrTx, id: number): Promise<void> {
  await tx.updateTable("dataset").set({ deleted_at: sql<string>`now()` }).where("id", "=", id).execute();
}

export async function getDataset(db: DbOrTx, id: number): Promise<Selectable<Database["dataset"]>> {
  return db.selectFrom("dataset").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

export async function hasSamples(db: DbOrTx, datasetId: number): Promise<boolean> {
  const row = await db
    .selectFrom("sample")
    .select("id")
    .where("dataset_id", "=", datasetId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function isCloning(db: DbOrTx, id: number): Promise<boolean> {
  const row = await db.selectFrom("dataset").select("clone_job").where("id", "=", id).executeTakeFirst();
  return row !== undefined && row.clone_job !== null;
}
