/**
 * When the object that an issue is about was deleted. Its number may be given to another object later, which the issue is not
 * about. A version that is restored brings the object back.
 */
export const ISSUES_OF_DELETED_OBJECTS_SQL = `
alter table issue add column object_deleted_at timestamptz;
create index issue_track_idx on issue (sample_id) where anchor->>'type' = 'track';

create function follow_issue_objects() returns trigger language plpgsql as $$
declare
  tracks jsonb;
begin
  if not exists (select from issue where sample_id = old.sample_id and anchor->>'type' = 'track')
    or not exists (select from labelset where id = old.labelset_id and is_groundtruth) then
    return null;
  end if;
  select coalesce(jsonb_object_agg(track, true) filter (where track is not null), '{}') into tracks from (
    select rule_key(coalesce(a->'track_id', a->'id')) as track from label_content c, lateral label_annotations(c.attributes) a
    where tg_op = 'UPDATE' and c.id = new.content_id) present;
  update issue set object_deleted_at = now() where sample_id = old.sample_id and anchor->>'type' = 'track'
    and object_deleted_at is null and not tracks ? rule_key(anchor->'trackNumber');
  if tg_op = 'UPDATE' then
    update issue set object_deleted_at = null where sample_id = old.sample_id and anchor->>'type' = 'track'
      and tracks ? rule_key(anchor->'trackNumber') and exists (
        select from label_version v where v.sample_id = new.sample_id and v.labelset_id = new.labelset_id
          and v.content_id = new.content_id and v.saved_at < object_deleted_at);
  end if;
  return null;
end $$;

create trigger label_issue_objects after update of content_id on label for each row
  when (old.content_id is distinct from new.content_id) execute function follow_issue_objects();
create trigger label_issue_objects_deleted after delete on label for each row execute function follow_issue_objects();
`;
