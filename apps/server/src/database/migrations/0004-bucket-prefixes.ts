/** Which part of the connected bucket is whose: only datasets of the owner get signed urls for it. */
export const BUCKET_PREFIXES_SQL = `
create table bucket_prefix (
  owner_id bigint not null references account (id) on delete cascade,
  -- Keys that begin with it; empty for the whole bucket.
  prefix text collate "C" not null,
  created_at timestamptz not null default now(),
  primary key (owner_id, prefix)
);
`;
