/** Who runs the server. On a server that has accounts already, that is who made the first one. */
export const SERVER_ADMINISTRATORS_SQL = `
alter table account add column is_server_administrator boolean not null default false;
update account set is_server_administrator = true where id = (select min(id) from account where not is_organization);
`;
