/**
 * Since when no sample or label refers to an uploaded file any more, as far as deletions tell: the daily job looks for other
 * references before it removes the file. Keys begin with 32 random hexadecimal digits, which stand in urls as they are.
 */
export const UNUSED_ASSETS_SQL = `
alter table asset add column unused_since timestamptz;
create index asset_id_idx on asset (left(key, 32));
create index asset_unused_idx on asset (unused_since) where unused_since is not null;

create function asset_ids_in(text text) returns setof text language sql immutable parallel safe as $$
  select m[1] from regexp_matches(text, '(?:\\\\u002[fF])?([0-9a-f]{32})', 'g') m
$$;

create function note_unused_assets() returns trigger language plpgsql as $$
begin
  update asset set unused_since = now() where uuid in (
    select a.uuid from asset a
    where a.unused_since is null and left(a.key, 32) in (select asset_ids_in(attributes::text) from deleted)
    -- In one order, so that two deletions that share files do not wait for each other.
    order by a.uuid for update);
  return null;
end $$;

create trigger sample_unused_assets after delete on sample referencing old table as deleted
  for each statement execute function note_unused_assets();
create trigger label_content_unused_assets after delete on label_content referencing old table as deleted
  for each statement execute function note_unused_assets();
`;
