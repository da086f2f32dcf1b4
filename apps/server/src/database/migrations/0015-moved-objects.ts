/**
 * Objects that move to another category, more exactly. A rule's category is `{to, drop, choices}`; choices: attribute → the
 * values that the category takes there. Others are dropped.
 *
 * The attribute `instance` numbers the parts of one object within its category. Where two categories become one, a number that both
 * have would make one object of two, so one of them gets the next free number.
 */
export const MOVED_OBJECTS_SQL = `
-- What a moved object keeps of an attribute, as JSON text; null for nothing. \`lost\`: how many values it loses.
create function move_value(key text, value json, target jsonb, instances jsonb, out kept text, out lost bigint)
language sql immutable parallel safe as $$
  select case
      when target->'drop' ? key then null
      when target->'choices' ? key and json_typeof(value) = 'array' then (
        select '[' || coalesce(string_agg(i::text, ',' order by n) filter (where target->'choices'->key ? (i#>>'{}')), '') || ']'
        from json_array_elements(value) with ordinality as e(i, n))
      when target->'choices' ? key and json_typeof(value) <> 'null' and not target->'choices'->key ? (value#>>'{}') then null
      when key = 'instance' and instances ? rule_key(value) then (instances->rule_key(value))::text
      else value::text end,
    case
      when target->'drop' ? key then 1
      when not target->'choices' ? key or json_typeof(value) = 'null' then 0
      when json_typeof(value) = 'array' then (
        select count(*) from json_array_elements(value) i where (target->'choices'->key ? (i#>>'{}')) is not true)
      when target->'choices'->key ? (value#>>'{}') then 0
      else 1 end
$$;

-- The new numbers of the moved objects of one image: category → instance → number, of those whose number another object has.
create function free_instances(annotations json, moves jsonb) returns jsonb language sql immutable parallel safe as $$
  with parts as (
    select rule_key(a->'category_id') as id, rule_key(a->'attributes'->'instance') as instance from json_items(annotations) a
  ), objects as (
    select distinct id, instance, coalesce(moves->id->>'to', id) as target, moves ? id as is_moved from parts
    where id is not null and instance is not null
      and jsonb_typeof(moves->id->'to') is distinct from 'null'
      and (moves->id->'drop' ? 'instance') is not true
  ), placed as (
    select *, row_number() over (partition by target, instance order by is_moved, id::numeric) as place,
      max(instance::numeric) over (partition by target) as highest
    from objects
  ), numbered as (
    select id, instance, floor(highest) + row_number() over (partition by target order by id::numeric, instance::numeric) as number
    from placed where place > 1
  )
  select jsonb_object_agg(id, numbers) from (
    select id, jsonb_object_agg(instance, number) as numbers from numbered group by id) categories
$$;

drop function change_annotation(json, jsonb);
create function change_annotation(annotation json, rule jsonb, instances jsonb) returns label_change language plpgsql immutable parallel safe as $$
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
      select '{' || coalesce(string_agg(to_json(key)::text || ':' || moved.kept, ',' order by n) filter (where moved.kept is not null), '') || '}',
        coalesce(sum(moved.lost), 0)
      into kept, dropped from json_each(annotation->'attributes') with ordinality as e(key, value, n),
        lateral move_value(key, value, target, instances->id) moved;
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

create or replace function change_part(part json, rule jsonb, gone jsonb, urls jsonb, path text) returns label_change
language plpgsql immutable parallel safe as $$
declare
  changed label_change := ('', 0, 0, 0, 0, '[]');
  inside label_change; member record; ids jsonb := '[]'; instances jsonb; text text;
begin
  if json_typeof(part) <> 'object' then
    changed.text := part::text;
    return changed;
  end if;
  if rule->'deletes' = 'true' then
    select coalesce(jsonb_agg(rule_key(coalesce(a->'id', a->'track_id'))), '[]') into ids from json_items(part->'annotations') a
    where jsonb_typeof(rule->'categories'->rule_key(a->'category_id')->'to') = 'null';
  end if;
  if position('"instance"' in (part->'annotations')::text) > 0 then
    instances := free_instances(part->'annotations', rule->'categories');
  end if;
  for member in select key, value from json_each(part) loop
    text := member.value::text;
    inside := null;
    if member.key = 'annotations' and json_typeof(member.value) = 'array' then
      select '[' || coalesce(string_agg(c.text, ',' order by n) filter (where c.text is not null), '') || ']', coalesce(sum(c.moved), 0),
        coalesce(sum(c.deleted), 0), coalesce(sum(c.edited), 0), coalesce(sum(c.dropped), 0), '[]'
      into inside from json_array_elements(member.value) with ordinality as e(a, n), lateral change_annotation(a, rule, instances) c;
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
`;
