/**
 * A person's unsent work on a label, which nobody else sees. Revisions come from one sequence, so that a draft that is
 * written anew is never taken for one that was deleted.
 */
export const LABEL_DRAFTS_SQL = `
create sequence label_draft_revision;

create table label_draft (
  account_id bigint not null references account (id) on delete cascade,
  sample_id bigint not null references sample (id) on delete cascade,
  labelset_id bigint not null references labelset (id) on delete cascade,
  revision bigint not null default nextval('label_draft_revision'),
  label_version integer not null,
  format text not null,
  client text not null,
  object_count integer not null,
  bytes bigint not null,
  -- json, not jsonb: it comes back byte for byte.
  content json not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, sample_id, labelset_id)
);
alter sequence label_draft_revision owned by label_draft.revision;
-- The list of a person's drafts, newest first.
create unique index label_draft_account_idx on label_draft (account_id, revision);
-- For the cascades.
create index label_draft_sample_idx on label_draft (sample_id);
create index label_draft_labelset_idx on label_draft (labelset_id);
`;
