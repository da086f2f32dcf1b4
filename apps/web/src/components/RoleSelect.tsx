import { Select } from "@mantine/core";
import { canGrant, DATASET_ROLES, type DatasetRole } from "@tessera/schema";
import { roleWords } from "../domain/dataset-pages.js";

interface RoleSelectProps {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: DatasetRole;
  /** The role of whoever chooses: only what they may grant is on offer. */
  readonly granter: DatasetRole | undefined;
  readonly onChange: (role: DatasetRole) => void;
  readonly isDisabled?: boolean;
}

/** Chooses a role on a dataset. */
export function RoleSelect({
  label,
  isLabelHidden = false,
  value,
  granter,
  onChange,
  isDisabled = false,
}: RoleSelectProps) {
  const roles = DATASET_ROLES.filter((role) => role === value || canGrant(granter, role));
  return (
    <Select
      {...(isLabelHidden ? { "aria-label": label } : { label })}
      data={roles.map((role) => ({ value: role, label: capitalized(role) }))}
      value={value}
      disabled={isDisabled}
      onChange={(role) => {
        const chosen = roles.find((candidate) => candidate === role);
        if (chosen !== undefined) onChange(chosen);
      }}
      renderOption={({ option }) => (
        <div>
          <div>{option.label}</div>
          <div style={{ fontSize: 12, color: "var(--mantine-color-dimmed)" }}>
            {roleWords(option.value as DatasetRole)}
          </div>
        </div>
      )}
      comboboxProps={{ width: 260, position: "bottom-start" }}
    />
  );
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
