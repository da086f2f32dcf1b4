/** Categories that were removed keep their ids, and every change of the task attributes is kept with who made it. */
export const TASK_ATTRIBUTES_SQL = `
-- {id, name, color?} of each category that labels may still refer to: their ids are not given again.
alter table dataset add column removed_categories json not null default '[]';

create table task_attributes_version (
  id bigint generated always as identity primary key,
  dataset_id bigint not null references dataset (id) on delete cascade,
  task_attributes json not null,
  saved_at timestamptz not null default now(),
  saved_by_id bigint not null references account (id)
);
create index task_attributes_version_dataset_idx on task_attributes_version (dataset_id, id desc);

insert into task_attributes_version (dataset_id, task_attributes, saved_at, saved_by_id)
select id, task_attributes, created_at, created_by_id from dataset where deleted_at is null order by id;
`;
