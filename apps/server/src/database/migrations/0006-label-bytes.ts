/** How long a label's text is: lists that show many are read in parts that fit into memory. */
export const LABEL_BYTES_SQL = `
alter table label_content add column bytes integer;
update label_content set bytes = octet_length(attributes::text);
alter table label_content alter column bytes set not null, alter column bytes set default 0;

create function count_label_bytes() returns trigger language plpgsql as $$
begin
  new.bytes := octet_length(new.attributes::text);
  return new;
end $$;

create trigger label_content_bytes before insert or update of attributes on label_content
  for each row execute function count_label_bytes();
`;
