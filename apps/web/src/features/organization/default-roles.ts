import { DATASET_ROLES } from "@tessera/schema";
import type { DefaultDatasetRole } from "@tessera/sdk";
import { capitalized } from "../../components/RoleSelect.js";

/** What members become on new datasets of their organization. */
export const DEFAULT_ROLES = ["none", ...DATASET_ROLES] as const satisfies readonly DefaultDatasetRole[];

/** The same, for a select. */
export const DEFAULT_ROLE_OPTIONS = DEFAULT_ROLES.map((value) => ({
  value: value as string,
  label: value === "none" ? "No role" : capitalized(value),
}));
