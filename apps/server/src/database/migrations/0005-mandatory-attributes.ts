/** Whether the editor refuses to submit and accept labels that lack a mandatory attribute. */
export const MANDATORY_ATTRIBUTES_SQL = `
alter table dataset add column block_submit_on_mandatory boolean not null default true;
`;
