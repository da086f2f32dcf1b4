/**
 * What comes in for categories that are gone: work that was open while their objects were moved to another one, and earlier versions that are
 * restored. `late_rule` of a dataset is a rule as in migration 0010, made anew with every change of its task attributes; null where
 * nothing was moved. It holds for whatever writes a label's content, hence a trigger.
 */
export const LATE_MOVES_SQL = `
alter table dataset add column late_rule json;

create function prepare_label_content() returns trigger language plpgsql as $$
declare
  rule jsonb;
begin
  select d.late_rule::jsonb into rule from sample s join dataset d on d.id = s.dataset_id where s.id = new.sample_id;
  if rule is not null then
    new.attributes := coalesce((change_label(new.attributes, rule, '{}')).text::json, new.attributes);
  end if;
  new.bytes := octet_length(new.attributes::text);
  return new;
end $$;

drop trigger label_content_bytes on label_content;
drop function count_label_bytes();
create trigger label_content_prepared before insert or update of attributes on label_content
  for each row execute function prepare_label_content();
`;
