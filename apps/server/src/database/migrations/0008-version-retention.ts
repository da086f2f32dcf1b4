/** For how many days every version of a label is kept; null: for good. */
export const VERSION_RETENTION_SQL = `
alter table dataset add column version_retention_days integer check (version_retention_days between 1 and 36500);
`;
