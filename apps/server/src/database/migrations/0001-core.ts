/**
 * The core schema. Names are the domain's own terms; see docs/architecture.md for the reasons behind
 * the tables that are not obvious (label_content, dataset_count).
 */
export const CORE_SQL = `
create extension if not exists pg_trgm;

create table account (
  id bigint generated always as identity primary key,
  username text collate "C" not null,
  is_organization boolean not null default false,
  email text,
  password_hash text,
  created_by_id bigint references account (id),
  created_at timestamptz not null default now()
);
-- Case twins (Jane, jane) would let one account pass for another.
create unique index account_username_key on account (lower(username));
create unique index account_email_key on account (lower(email));

create table organization_member (
  organization_id bigint not null references account (id) on delete cascade,
  account_id bigint not null references account (id) on delete cascade,
  role text not null check (role in ('member', 'administrator')),
  default_dataset_role text not null default 'none'
    check (default_dataset_role in ('none', 'viewer', 'labeler', 'reviewer', 'manager', 'admin')),
  created_at timestamptz not null default now(),
  primary key (organization_id, account_id)
);
create index organization_member_account_idx on organization_member (account_id);

create table api_key (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  account_id bigint not null references account (id) on delete cascade,
  name text not null,
  key_hash bytea not null unique,
  key_prefix text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_key_account_idx on api_key (account_id);

create table session (
  token_hash bytea primary key,
  uuid uuid not null unique default gen_random_uuid(),
  account_id bigint not null references account (id) on delete cascade,
  user_agent text,
  -- Where it began: whoever has signed in from there is not slowed down by what others try.
  address text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_account_idx on session (account_id);

-- Attempts to sign in that failed (or have not succeeded yet), by account and by address; hashed, as people type
-- passwords where names go.
create table login_attempt (
  key bytea primary key,
  failures integer not null,
  last_at timestamptz not null default now(),
  retry_at timestamptz not null default now()
);

create table setup_token (
  token_hash bytea primary key,
  created_at timestamptz not null default now()
);

create table server_secret (
  name text primary key,
  value bytea not null
);

create table dataset (
  id bigint generated always as identity primary key,
  owner_id bigint not null references account (id),
  name text collate "C" not null,
  description text not null default '',
  category text not null default 'other',
  public boolean not null default false,
  archived boolean not null default false,
  task_type text not null,
  task_attributes json not null,
  readme text not null default '',
  metadata json not null default '{}',
  tags text[] not null default '{}',
  region_of_interest json,
  cloned_from text,
  -- What the job that copies the samples has to do; null once it is through.
  clone_job json,
  labeling_inactivity_timeout_seconds integer not null default 300,
  enable_skip_labeling boolean not null default true,
  enable_skip_reviewing boolean not null default false,
  enable_ratings boolean not null default false,
  enable_interpolation boolean not null default true,
  use_timestamps_for_interpolation boolean not null default true,
  enable_same_dimensions_track_constraint boolean not null default false,
  enable_save_button boolean not null default false,
  enable_label_status_verified boolean not null default false,
  enable_3d_cuboid_rotation boolean not null default false,
  enable_confirm_on_submit boolean not null default false,
  enable_3d_region_of_interest boolean not null default false,
  enable_object_linking boolean not null default false,
  enable_object_link_category_restrictions boolean not null default false,
  enable_extrapolation boolean not null default false,
  noncollaborator_can_label boolean not null default false,
  noncollaborator_can_review boolean not null default false,
  created_by_id bigint not null references account (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- A deleted dataset is out of sight at once; a job removes its rows.
  deleted_at timestamptz
);
create unique index dataset_owner_name_key on dataset (owner_id, name) where deleted_at is null;
create index dataset_public_idx on dataset (id) where public and deleted_at is null;

create table collaborator (
  dataset_id bigint not null references dataset (id) on delete cascade,
  account_id bigint not null references account (id) on delete cascade,
  role text not null check (role in ('viewer', 'labeler', 'reviewer', 'manager', 'admin')),
  created_at timestamptz not null default now(),
  primary key (dataset_id, account_id)
);
create index collaborator_account_idx on collaborator (account_id);

-- The role that an account was granted on a dataset; what a public dataset opens to everybody is not in it.
create function dataset_role(dataset_id bigint, owner_id bigint, account_id bigint) returns text language plpgsql stable as $$
-- Not language sql, which plans its body anew in each statement: 0.1 ms a request.
begin
  if owner_id = account_id then
    return 'admin';
  end if;
  if exists (select 1 from organization_member m where m.organization_id = dataset_role.owner_id
      and m.account_id = dataset_role.account_id and m.role = 'administrator') then
    return 'admin';
  end if;
  return (select c.role from collaborator c
    where c.dataset_id = dataset_role.dataset_id and c.account_id = dataset_role.account_id);
end $$;

-- To a dataset or to an organization. Gone once it is used or revoked.
create table invitation (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  token_hash bytea not null unique,
  dataset_id bigint references dataset (id) on delete cascade,
  organization_id bigint references account (id) on delete cascade,
  role text not null,
  default_dataset_role text,
  email text,
  created_by_id bigint not null references account (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check (num_nonnulls(dataset_id, organization_id) = 1)
);
create index invitation_dataset_idx on invitation (dataset_id) where dataset_id is not null;
create index invitation_organization_idx on invitation (organization_id) where organization_id is not null;

create table labelset (
  id bigint generated always as identity primary key,
  dataset_id bigint not null references dataset (id) on delete cascade,
  name text collate "C" not null,
  description text not null default '',
  is_groundtruth boolean not null default false,
  created_at timestamptz not null default now(),
  constraint labelset_dataset_name_key unique (dataset_id, name)
);

create table sample (
  id bigint generated always as identity primary key,
  uuid uuid not null default gen_random_uuid(),
  dataset_id bigint not null references dataset (id) on delete cascade,
  name text collate "C" not null,
  -- json, not jsonb: what a client stored comes back byte for byte, 19-digit timestamps included.
  attributes json not null,
  metadata jsonb not null default '{}',
  priority double precision not null default 0,
  readme text not null default '',
  assigned_labeler_id bigint references account (id),
  assigned_reviewer_id bigint references account (id),
  -- The ground-truth label's status and time, kept here so that lists and queues read one index.
  label_status text collate "C" not null default 'UNLABELED',
  gt_label_updated_at timestamptz not null default '-infinity',
  -- Who did what to the ground truth, as far as the queues need it: written with the label (see sample-state-repository.ts).
  -- No foreign keys: each of them stands in label_version.saved_by_id too.
  labeled_by_id bigint,
  started_by_id bigint,
  rejected_by_id bigint,
  reviewed_by_id bigint,
  review_skipped_by_id bigint,
  -- Which step of the label queue the sample waits in, and for whom. Derived here, so that no writer can forget it.
  label_step text collate "C" generated always as (case
    when label_status = 'LABELING_IN_PROGRESS' and started_by_id is not null then 'in_progress'
    when label_status = 'REJECTED' and labeled_by_id is not null
      and coalesce(assigned_labeler_id, labeled_by_id) = labeled_by_id then 'rejected'
    when label_status not in ('UNLABELED', 'PRELABELED', 'LABELING_IN_PROGRESS', 'REJECTED') then null
    when assigned_labeler_id is not null then 'assigned'
    else 'open' end) stored,
  label_person_id bigint generated always as (case
    when label_status = 'LABELING_IN_PROGRESS' and started_by_id is not null then started_by_id
    when label_status = 'REJECTED' and labeled_by_id is not null
      and coalesce(assigned_labeler_id, labeled_by_id) = labeled_by_id then labeled_by_id
    when label_status not in ('UNLABELED', 'PRELABELED', 'LABELING_IN_PROGRESS', 'REJECTED') then null
    else assigned_labeler_id end) stored,
  -- The same for the review queue. The person of an open sample is who labeled it, of a skipped one who skipped it, and of
  -- a reviewed one who reviewed it.
  review_step text collate "C" generated always as (case
    when label_status = 'REVIEWING_IN_PROGRESS' and started_by_id is not null then 'in_progress'
    when label_status = 'REVIEWED' then 'reviewed'
    when label_status not in ('LABELED', 'REVIEWING_IN_PROGRESS') then null
    when review_skipped_by_id is not null then 'skipped'
    when assigned_reviewer_id is not null then 'assigned'
    else 'open' end) stored,
  review_person_id bigint generated always as (case
    when label_status = 'REVIEWING_IN_PROGRESS' and started_by_id is not null then started_by_id
    when label_status = 'REVIEWED' then coalesce(reviewed_by_id, 0)
    when label_status not in ('LABELED', 'REVIEWING_IN_PROGRESS') then null
    else coalesce(review_skipped_by_id, assigned_reviewer_id, labeled_by_id, 0) end) stored,
  created_by_id bigint not null references account (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint sample_uuid_key unique (uuid),
  -- With the id, a deep page by name is counted in the index alone.
  constraint sample_dataset_name_key unique (dataset_id, name) include (id)
);
create index sample_dataset_id_idx on sample (dataset_id, id);
create index sample_dataset_priority_idx on sample (dataset_id, priority, id);
create index sample_dataset_updated_at_idx on sample (dataset_id, updated_at, id);
create index sample_dataset_gt_label_updated_at_idx on sample (dataset_id, gt_label_updated_at, id);
create index sample_dataset_label_status_idx on sample (dataset_id, label_status, name);
create index sample_assigned_labeler_idx on sample (assigned_labeler_id) where assigned_labeler_id is not null;
create index sample_assigned_reviewer_idx on sample (assigned_reviewer_id) where assigned_reviewer_id is not null;
-- A step of a queue for one person is one range of an index, in the order in which its samples are given out.
create index sample_label_queue_idx on sample (dataset_id, label_step, label_person_id, priority desc, id)
  where label_step is not null;
create index sample_review_queue_idx on sample (dataset_id, review_step, review_person_id, priority desc, id)
  where review_step is not null;
create index sample_corrected_idx on sample (dataset_id, rejected_by_id, priority desc, id)
  where review_step in ('assigned', 'open') and rejected_by_id is not null;
create index sample_name_trgm_idx on sample using gin (name gin_trgm_ops);
create index sample_metadata_idx on sample using gin (metadata jsonb_path_ops);

-- A sample that the queue gave to somebody, held for one tab of theirs until it expires. One sample, one lease.
create table lease (
  sample_id bigint primary key references sample (id) on delete cascade,
  uuid uuid not null unique default gen_random_uuid(),
  -- The sample's; it goes with the sample.
  dataset_id bigint not null,
  account_id bigint not null references account (id) on delete cascade,
  client text not null,
  work_type text not null check (work_type in ('label', 'review')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
-- A row lives for minutes: the table stays small if it is vacuumed by the number of dead rows alone.
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index lease_account_idx on lease (account_id, client);

-- A small picture of a sample, or why there is none. A row apart: that it was made is no change of the sample.
create table thumbnail (
  sample_id bigint primary key references sample (id) on delete cascade,
  asset_key text,
  width integer,
  height integer,
  image_width integer,
  image_height integer,
  error text,
  -- It may work later: the image could not be fetched.
  is_passing boolean not null default false,
  check ((asset_key is null) = (error is not null))
);

-- Counts a status per dataset, spread over slots so that concurrent writers do not queue on one row.
create table dataset_count (
  dataset_id bigint not null references dataset (id) on delete cascade,
  label_status text collate "C" not null,
  slot smallint not null,
  samples bigint not null,
  primary key (dataset_id, label_status, slot)
) with (fillfactor = 50);

create function count_samples_inserted() returns trigger language plpgsql as $$
begin
  insert into dataset_count as c (dataset_id, label_status, slot, samples)
    select dataset_id, label_status, pg_backend_pid() % 16, count(*) from changed group by 1, 2 order by 1, 2
  on conflict (dataset_id, label_status, slot) do update set samples = c.samples + excluded.samples;
  return null;
end $$;
create trigger sample_count_insert after insert on sample
  referencing new table as changed for each statement execute function count_samples_inserted();

create function count_samples_deleted() returns trigger language plpgsql as $$
begin
  insert into dataset_count as c (dataset_id, label_status, slot, samples)
    -- A dataset that is itself being deleted has no counters left to keep.
    select o.dataset_id, o.label_status, pg_backend_pid() % 16, -count(*)
    from changed o join dataset d on d.id = o.dataset_id group by 1, 2 order by 1, 2
  on conflict (dataset_id, label_status, slot) do update set samples = c.samples + excluded.samples;
  return null;
end $$;
create trigger sample_count_delete after delete on sample
  referencing old table as changed for each statement execute function count_samples_deleted();

create function count_samples_moved() returns trigger language plpgsql as $$
begin
  -- Ordered by status, as everywhere: two writers take the counters' locks in the same order.
  insert into dataset_count as c (dataset_id, label_status, slot, samples)
    select dataset_id, label_status, pg_backend_pid() % 16, sum(change) from (
      select o.dataset_id, o.label_status, -1 as change from earlier o join changed n using (id)
        where o.label_status <> n.label_status
      union all
      select n.dataset_id, n.label_status, 1 from earlier o join changed n using (id)
        where o.label_status <> n.label_status
    ) as moved group by 1, 2 order by 1, 2
  on conflict (dataset_id, label_status, slot) do update set samples = c.samples + excluded.samples;
  return null;
end $$;
-- Once a statement: a row at a time, 100,000 samples would rewrite one counter 200,000 times in a transaction.
create trigger sample_count_update after update on sample
  referencing old table as earlier new table as changed for each statement execute function count_samples_moved();

-- What was annotated, written once and shared by every version that holds it: a change of status
-- writes no attributes again.
create table label_content (
  id bigint generated always as identity primary key,
  sample_id bigint not null references sample (id) on delete cascade,
  attributes json not null
);
create index label_content_sample_idx on label_content (sample_id);

create table label (
  sample_id bigint not null references sample (id) on delete cascade,
  labelset_id bigint not null references labelset (id) on delete cascade,
  version integer not null,
  label_status text collate "C" not null,
  -- No foreign key: both sides go with their sample, and the order of the two cascades is not ours to choose.
  content_id bigint not null,
  score double precision,
  rating smallint check (rating between 1 and 5),
  created_at timestamptz not null default now(),
  created_by_id bigint not null references account (id),
  updated_at timestamptz not null default now(),
  updated_by_id bigint not null references account (id),
  reviewed_at timestamptz,
  reviewed_by_id bigint references account (id),
  primary key (sample_id, labelset_id)
);
create index label_labelset_idx on label (labelset_id);

-- Every write of a label, the deletions too. Version numbers go on after a deletion.
create table label_version (
  sample_id bigint not null references sample (id) on delete cascade,
  labelset_id bigint not null references labelset (id) on delete cascade,
  version integer not null,
  operation text not null check (operation in ('saved', 'deleted', 'restored')),
  label_status text collate "C",
  content_id bigint,
  score double precision,
  rating smallint,
  saved_at timestamptz not null default now(),
  saved_by_id bigint not null references account (id),
  primary key (sample_id, labelset_id, version)
);
create index label_version_labelset_idx on label_version (labelset_id);

create table issue (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  dataset_id bigint not null references dataset (id) on delete cascade,
  sample_id bigint not null references sample (id) on delete cascade,
  description text not null,
  status text not null check (status in ('OPEN', 'CLOSED')),
  anchor json,
  tags text[] not null default '{}',
  created_at timestamptz not null default now(),
  created_by_id bigint not null references account (id),
  updated_at timestamptz not null default now(),
  updated_by_id bigint not null references account (id)
);
create index issue_dataset_idx on issue (dataset_id, id);
create index issue_sample_idx on issue (sample_id);

create table issue_comment (
  id bigint generated always as identity primary key,
  issue_id bigint not null references issue (id) on delete cascade,
  text text not null,
  created_at timestamptz not null default now(),
  created_by_id bigint not null references account (id)
);
create index issue_comment_issue_idx on issue_comment (issue_id, id);

create table release (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  dataset_id bigint not null references dataset (id) on delete cascade,
  name text collate "C" not null,
  description text not null default '',
  status text not null default 'PENDING' check (status in ('PENDING', 'SUCCEEDED', 'FAILED')),
  status_info text not null default '',
  asset_key text,
  samples_count integer not null default 0,
  created_at timestamptz not null default now(),
  created_by_id bigint not null references account (id),
  constraint release_dataset_name_key unique (dataset_id, name)
);

create table workunit (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  dataset_id bigint not null references dataset (id) on delete cascade,
  -- A workunit outlives its sample: time that was worked stays counted.
  sample_id bigint references sample (id) on delete set null,
  sample_uuid uuid not null,
  sample_name text not null,
  created_at timestamptz not null default now(),
  created_by_id bigint not null references account (id),
  work_type text not null check (work_type in ('label', 'review', 'normal')),
  next_label_status text,
  time_ms bigint not null,
  inactive_time_ms bigint not null,
  label_rating smallint,
  session_time_metrics json
);
create index workunit_dataset_idx on workunit (dataset_id, created_at, id);
create index workunit_sample_idx on workunit (sample_id);

create table asset (
  uuid uuid primary key default gen_random_uuid(),
  account_id bigint not null references account (id),
  key text not null unique,
  filename text not null,
  created_at timestamptz not null default now()
);
create index asset_account_idx on asset (account_id);

create table idempotency_key (
  account_id bigint not null references account (id) on delete cascade,
  key text not null,
  fingerprint bytea not null,
  status_code smallint not null,
  body text not null,
  created_at timestamptz not null default now(),
  primary key (account_id, key)
);
create index idempotency_key_created_at_idx on idempotency_key (created_at);

create table audit_log (
  id bigint generated always as identity primary key,
  created_at timestamptz not null default now(),
  account_id bigint references account (id) on delete set null,
  action text not null,
  subject text not null,
  detail json not null default '{}',
  address text
);
create index audit_log_created_at_idx on audit_log (created_at);
`;
