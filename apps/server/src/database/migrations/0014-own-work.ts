/** What a person worked on last in a dataset is a range of an index, for going back to it. */
export const OWN_WORK_SQL = `
create index workunit_own_idx on workunit (dataset_id, created_by_id, work_type, id desc) where sample_id is not null;
`;
