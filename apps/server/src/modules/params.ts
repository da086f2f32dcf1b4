import { Type } from "typebox";

/** The parts of urls, described once. What does not match anything is a 404, so nothing is validated here. */
const name = (description: string, example: string) => Type.String({ description, examples: [example] });
const uuid = (description: string) => Type.String({ description, examples: ["602a3eec-a61c-4a77-9fcc-3037ce5e9606"] });

const owner = name("The user or organization that owns the dataset.", "jane");
const dataset = name("The dataset's name.", "flowers");

export const DATASET_PARAMS = Type.Object({ owner, dataset });
export const COLLABORATOR_PARAMS = Type.Object({ owner, dataset, username: name("A username.", "john") });
export const LABELSET_PARAMS = Type.Object({ owner, dataset, labelset: name("The labelset's name.", "ground-truth") });
export const RELEASE_PARAMS = Type.Object({ owner, dataset, release: name("The release's name.", "v0.1") });
export const SAMPLE_PARAMS = Type.Object({ uuid: uuid("The sample's uuid.") });
export const LABEL_PARAMS = Type.Object({
  uuid: uuid("The sample's uuid."),
  labelset: name("The labelset's name.", "ground-truth"),
});
export const LABEL_VERSION_PARAMS = Type.Object({
  uuid: uuid("The sample's uuid."),
  labelset: name("The labelset's name.", "ground-truth"),
  version: name("The number of a version.", "1"),
});
export const ASSET_PARAMS = Type.Object({ uuid: uuid("The upload's uuid.") });
export const LEASE_PARAMS = Type.Object({ uuid: uuid("The lease's uuid.") });
export const DATASET_LEASE_PARAMS = Type.Object({ owner, dataset, uuid: uuid("The lease's uuid.") });
export const TASK_ATTRIBUTES_CHANGE_PARAMS = Type.Object({ owner, dataset, uuid: uuid("The change's uuid.") });
export const ISSUE_PARAMS = Type.Object({ uuid: uuid("The issue's uuid.") });
export const USERNAME_PARAMS = Type.Object({ username: name("A username.", "jane") });
export const ORGANIZATION_PARAMS = Type.Object({ organization: name("The organization's username.", "acme") });
export const MEMBER_PARAMS = Type.Object({
  organization: name("The organization's username.", "acme"),
  username: name("The member's username.", "john"),
});
export const API_KEY_PARAMS = Type.Object({ uuid: uuid("The key's uuid.") });
export const USER_API_KEY_PARAMS = Type.Object({
  username: name("A username.", "jane"),
  uuid: uuid("The key's uuid."),
});
export const SESSION_PARAMS = Type.Object({ uuid: uuid("The session's uuid.") });
// One name for both: paths that differ in a parameter's name alone are one path, in OpenAPI too.
export const INVITATION_PARAMS = Type.Object({ invitation: uuid("The invitation's uuid.") });
export const INVITATION_TOKEN_PARAMS = Type.Object({
  invitation: name("The token at the end of the invitation's link.", "1kN4vY2pQ8sT6wZ0bC3eF5hJ7mR9uXaL"),
});
