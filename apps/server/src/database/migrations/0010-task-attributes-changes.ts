/**
 * What removed categories, attributes and choices make of the labels that refer to them: a change, the job that works through
 * the labels, and why a version of a label was written.
 *
 * A rule is `{categories, attributes, image_attributes}`:
 * - categories: id → {to, drop}: the category that its objects get, with the attributes that it does not have; `to` null deletes them;
 * - attributes: id → name → {choice: other choice or null}, or null for the whole attribute; image_attributes: the same by name.
 *
 * Labels are rewritten as text, member by member: what does not change keeps its bytes, 19-digit numbers and order included.
 */
export const TASK_ATTRIBUTES_CHANGES_SQL = `
alter table label_version add column reason text;

create table task_attributes_change (
  id bigint generated always as identity primary key,
  uuid uuid not null unique default gen_random_uuid(),
  dataset_id bigint not null references dataset (id) on delete cascade,
  rule json not null,
  reason text not null,
  status text not null default 'PENDING' check (status in ('PENDING', 'SUCCEEDED', 'FAILED')),
  -- How far the job is: every sample up to this id is done.
  after_id bigint not null default 0,
  samples_total bigint not null,
  samples_done bigint not null default 0,
  labels_changed bigint not null default 0,
  labels_kept bigint not null default 0,
  objects_moved bigint not null default 0,
  objects_deleted bigint not null default 0,
  values_changed bigint not null default 0,
  values_dropped bigint not null default 0,
  created_at timestamptz not null default now(),
  created_by_id bigint not null references account (id)
);
create index task_attributes_change_dataset_idx on task_attributes_change (dataset_id, id desc);

create type label_change as (text text, moved bigint, deleted bigint, edited bigint, dropped bigint, bitmaps jsonb);

-- An id as a key of a rule: 3 and 3.0 are the same.
create function rule_key(id json) returns text language sql immutable parallel safe as $$
  select case json_typeof(id) when 'number' then trim_scale((id#>>'{}')::numeric)::text end
$$;

-- Attributes of an object or an image under {name: null or {choice: other choice or null}}.
create function change_values(attributes json, rule jsonb) returns text language sql immutable parallel safe as $$
  select case when json_typeof(attributes) <> 'object' then attributes::text
    else '{' || coalesce(string_agg(to_json(key)::text || ':' || text, ',' order by n) filter (where text is not null), '') || '}' end
  from (select null::text as key, null::text as text, 0 as n where json_typeof(attributes) <> 'object'
    union all
    select key, case
      when not rule ? key then value::text
      when jsonb_typeof(rule->key) = 'null' then null
      when json_typeof(value) = 'string' then
        case when rule->key ? (value#>>'{}') then nullif(rule->key->(value#>>'{}'), 'null')::text else value::text end
      when json_typeof(value) = 'array' and exists (select from json_array_elements(value) i where rule->key ? (i#>>'{}')) then (
        select '[' || coalesce(string_agg(item, ',' order by place), '') || ']' from (
          select item, min(place) as place from (
            select place, case when rule->key ? (i#>>'{}') then nullif(rule->key->(i#>>'{}'), 'null')::text else i::text end as item
            from json_array_elements(value) with ordinality as e(i, place)) items
          where item is not null group by item) chosen)
      else value::text end, n
    from json_each(case json_typeof(attributes) when 'object' then attributes end) with ordinality as e(key, value, n)) members
$$;

create function change_annotation(annotation json, rule jsonb) returns label_change language plpgsql immutable parallel safe as $$
declare
  id text := rule_key(annotation->'category_id');
  target jsonb := rule->'categories'->id;
  changed label_change := (annotation::text, 0, 0, 0, 0, null);
  kept text; dropped bigint := 0;
begin
  if target is not null and jsonb_typeof(target->'to') = 'null' then
    return (null, 0, 1, 0, 0, null)::label_change;
  end if;
  if target is not null then
    if json_typeof(annotation->'attributes') = 'object' then
      select '{' || coalesce(string_agg(to_json(key)::text || ':' || value::text, ',' order by n) filter (where not target->'drop' ? key), '') || '}',
        count(*) filter (where target->'drop' ? key)
      into kept, dropped from json_each(annotation->'attributes') with ordinality as e(key, value, n);
    end if;
    select '{' || string_agg(to_json(key)::text || ':' || case
        when key = 'category_id' then (target->'to')::text
        when key = 'attributes' and kept is not null then kept
        else value::text end, ',' order by n) || '}'
    into changed.text from json_each(annotation) with ordinality as e(key, value, n);
    changed.moved := 1;
    changed.dropped := dropped;
  elsif rule->'attributes' ? id and json_typeof(annotation->'attributes') = 'object' then
    kept := change_values(annotation->'attributes', rule->'attributes'->id);
    -- Numbers and spaces stay as they are written, so that the same text means that nothing changed.
    if kept::jsonb <> (annotation->'attributes')::jsonb then
      select '{' || string_agg(to_json(key)::text || ':' || case when key = 'attributes' then kept else value::text end, ',' order by n) || '}'
      into changed.text from json_each(annotation) with ordinality as e(key, value, n);
      changed.edited := 1;
    end if;
  end if;
  return changed;
end $$;

-- Whether a link joins one of these tracks.
create function joins_track(link json, tracks jsonb) returns boolean language sql immutable parallel safe as $$
  select coalesce(tracks ? rule_key(link->'from_id'), false) or coalesce(tracks ? rule_key(link->'to_id'), false)
$$;

/*
 * One part of a label: the whole, a frame, or what a sensor has. \`gone\`: the tracks that the label loses. \`urls\`: the new
 * bitmap of a part by its path; bitmaps that lose objects and have no new url yet are listed in \`bitmaps\`.
 */
create function change_part(part json, rule jsonb, gone jsonb, urls jsonb, path text) returns label_change
language plpgsql immutable parallel safe as $$
declare
  changed label_change := ('', 0, 0, 0, 0, '[]');
  inside label_change; member record; ids jsonb := '[]'; text text;
begin
  if json_typeof(part) <> 'object' then
    changed.text := part::text;
    return changed;
  end if;
  if rule->'deletes' = 'true' then
    select coalesce(jsonb_agg(rule_key(coalesce(a->'id', a->'track_id'))), '[]') into ids from json_items(part->'annotations') a
    where jsonb_typeof(rule->'categories'->rule_key(a->'category_id')->'to') = 'null';
  end if;
  for member in select key, value from json_each(part) loop
    text := member.value::text;
    inside := null;
    if member.key = 'annotations' and json_typeof(member.value) = 'array' then
      select '[' || coalesce(string_agg(c.text, ',' order by n) filter (where c.text is not null), '') || ']', coalesce(sum(c.moved), 0),
        coalesce(sum(c.deleted), 0), coalesce(sum(c.edited), 0), coalesce(sum(c.dropped), 0), '[]'
      into inside from json_array_elements(member.value) with ordinality as e(a, n), lateral change_annotation(a, rule) c;
    elsif member.key in ('frames', 'sensors') and json_typeof(member.value) = 'array' then
      select '[' || coalesce(string_agg(c.text, ',' order by n), '') || ']', coalesce(sum(c.moved), 0),
        coalesce(sum(c.deleted), 0), coalesce(sum(c.edited), 0), coalesce(sum(c.dropped), 0),
        coalesce(jsonb_path_query_array(jsonb_agg(c.bitmaps), '$[*][*]'), '[]')
      into inside from json_array_elements(member.value) with ordinality as e(f, n),
        lateral change_part(f, rule, gone, urls, path || '/' || member.key || '/' || (n - 1)) c;
    elsif member.key = 'attributes' and path ~ '^/sensors/[0-9]+$' then
      select c.* into inside from change_part(member.value, rule, gone, urls, path || '/attributes') c;
    elsif member.key = 'image_attributes' and rule ? 'image_attributes' then
      text := change_values(member.value, rule->'image_attributes');
      if text::jsonb <> member.value::jsonb then changed.edited := changed.edited + 1; end if;
    elsif member.key = 'links' and gone <> '{}' and json_typeof(member.value) = 'array' then
      select '[' || coalesce(string_agg(l::text, ',' order by n) filter (where not joins_track(l, gone)), '') || ']' into text
      from json_array_elements(member.value) with ordinality as e(l, n);
    elsif member.key = 'point_annotations' and ids <> '[]' and json_typeof(member.value) = 'array' then
      select '[' || coalesce(string_agg(case when ids ? (p#>>'{}') then '0' else p::text end, ',' order by n), '') || ']' into text
      from json_array_elements(member.value) with ordinality as e(p, n);
    elsif member.key = 'segmentation_bitmap' and ids <> '[]' and coalesce(member.value->>'url', '') <> '' then
      if urls ? path then
        text := jsonb_set(member.value::jsonb, '{url}', urls->path)::text;
      else
        changed.bitmaps := changed.bitmaps || jsonb_build_array(jsonb_build_object('path', path, 'url', member.value->'url', 'ids', ids));
      end if;
    end if;
    if inside.text is not null then
      text := inside.text;
      changed.moved := changed.moved + inside.moved;
      changed.deleted := changed.deleted + inside.deleted;
      changed.edited := changed.edited + inside.edited;
      changed.dropped := changed.dropped + inside.dropped;
      changed.bitmaps := changed.bitmaps || inside.bitmaps;
    end if;
    changed.text := changed.text || case when changed.text = '' then '{' else ',' end || to_json(member.key)::text || ':' || text;
  end loop;
  changed.text := case when changed.text = '' then '{}' else changed.text || '}' end;
  return changed;
end $$;

-- A label under a rule; its text is null where nothing changes.
create function change_label(attributes json, rule jsonb, urls jsonb) returns label_change language plpgsql immutable parallel safe as $$
declare
  changed label_change; gone jsonb := '{}'; is_touched boolean;
begin
  select bool_or(rule->'categories' ? id or rule->'attributes' ? id) into is_touched
  from (select rule_key(a->'category_id') as id from label_annotations(attributes) a) ids;
  if is_touched is not true and not rule ? 'image_attributes' then
    return (null, 0, 0, 0, 0, '[]')::label_change;
  end if;
  if rule->'deletes' = 'true' then
    select coalesce(jsonb_object_agg(track, true), '{}') into gone from (
      select track from (
        select rule_key(coalesce(a->'track_id', a->'id')) as track,
          coalesce(jsonb_typeof(rule->'categories'->rule_key(a->'category_id')->'to') = 'null', false) as is_deleted
        from label_annotations(attributes) a) tracks
      where track is not null group by track having bool_and(is_deleted)) lost;
  end if;
  changed := change_part(attributes, rule, gone, urls, '');
  if changed.moved + changed.deleted + changed.edited = 0 then changed.text := null; end if;
  return changed;
end $$;
`;
