/** An account that is disabled signs in no more, and its keys work no more, until it is enabled again. */
export const DISABLED_ACCOUNTS_SQL = `
alter table account add column disabled_at timestamptz;
`;
