/**
 * An issue is about its object again when that is back: a deletion was undone and saved, or the label was made anew. The object is the same one
 * where it has the category and the shape that it had in one of the versions before it was deleted; another one that gets its number is not.
 */
export const ISSUES_OF_OBJECTS_THAT_ARE_BACK_SQL = `
-- All that a label says of an object in its places, but for its values.
create function label_object(attributes json, object text) returns jsonb language sql immutable parallel safe as $$
  select jsonb_agg(a::jsonb - '{id,track_id,attributes}'::text[] order by n)
  from label_annotations(attributes) with ordinality each(a, n) where rule_key(coalesce(a->'track_id', a->'id')) = object
$$;

create or replace function follow_issue_objects() returns trigger language plpgsql as $$
declare
  changed label := case tg_op when 'DELETE' then old else new end;
  tracks jsonb := '{}';
  now_saved json;
begin
  if not exists (select from issue where sample_id = changed.sample_id and anchor->>'type' = 'track')
    or not exists (select from labelset where id = changed.labelset_id and is_groundtruth) then
    return null;
  end if;
  if tg_op <> 'DELETE' then
    select attributes into now_saved from label_content where id = changed.content_id;
    select coalesce(jsonb_object_agg(track, true) filter (where track is not null), '{}') into tracks from (
      select rule_key(coalesce(a->'track_id', a->'id')) as track from label_annotations(now_saved) a) present;
  end if;
  update issue set object_deleted_at = now() where sample_id = changed.sample_id and anchor->>'type' = 'track'
    and object_deleted_at is null and not tracks ? rule_key(anchor->'trackNumber');
  update issue set object_deleted_at = null where sample_id = changed.sample_id and anchor->>'type' = 'track'
    and object_deleted_at is not null and tracks ? rule_key(anchor->'trackNumber') and (
      exists (
        select from label_version v where v.sample_id = changed.sample_id and v.labelset_id = changed.labelset_id
          and v.content_id = changed.content_id and v.saved_at < object_deleted_at)
      -- The last versions alone: every save of a label asks, as long as an issue is about an object that is gone.
      or label_object(now_saved, rule_key(anchor->'trackNumber')) in (
        select label_object(c.attributes, rule_key(anchor->'trackNumber')) from (
          select content_id from label_version v where v.sample_id = changed.sample_id
            and v.labelset_id = changed.labelset_id and v.saved_at < object_deleted_at order by v.version desc limit 20) last
        join label_content c on c.id = last.content_id));
  return null;
end $$;

create trigger label_issue_objects_made after insert on label for each row execute function follow_issue_objects();
`;
