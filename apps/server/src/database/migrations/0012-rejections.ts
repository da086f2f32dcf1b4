/**
 * A rejection's reason is an issue of its own kind. Whatever accepts the sample resolves it, by whatever path: hence a
 * trigger. It runs for a sample that becomes accepted, and for no other write.
 */
export const REJECTIONS_SQL = `
alter table issue add column kind text collate "C" not null default 'note' check (kind in ('note', 'rejection'));
create index issue_open_rejection_idx on issue (sample_id, id) where kind = 'rejection' and status = 'OPEN';

create function resolve_rejections() returns trigger language plpgsql as $$
begin
  update issue set status = 'CLOSED', updated_at = now(), updated_by_id = coalesce(new.reviewed_by_id, updated_by_id)
    where sample_id = new.id and kind = 'rejection' and status = 'OPEN';
  return null;
end $$;
create trigger sample_resolve_rejections after update of label_status on sample for each row
  when (new.label_status in ('REVIEWED', 'VERIFIED') and old.label_status is distinct from new.label_status)
  execute function resolve_rejections();
`;
