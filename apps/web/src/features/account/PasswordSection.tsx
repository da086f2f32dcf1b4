import { Button, Checkbox, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useApiKeys, useUpdatePassword } from "../../api/account.js";
import { fieldErrors, sentenceOf } from "../../api/errors.js";
import { useSignedIn } from "../../api/session.js";
import { notifyDone } from "../../components/notify.js";
import { Section } from "../../components/Page.js";
import { MIN_PASSWORD_LENGTH, passwordFault } from "../session/account-rules.js";
import classes from "./Account.module.css";

export function PasswordSection() {
  const me = useSignedIn();
  const [currentPassword, setCurrentPassword] = useState("");
  const [newPassword, setNewPassword] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const [revokesKeys, setRevokesKeys] = useState(false);
  const apiKeys = useApiKeys();
  const keyCount = apiKeys.data?.length ?? 0;
  const updating = useUpdatePassword();
  const faults = fieldErrors(updating.error);
  const fault = wasTried ? passwordFault(newPassword) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasTried(true);
    if (passwordFault(newPassword) !== null) return;
    updating.mutate(
      { currentPassword, newPassword, revokeKeys: revokesKeys },
      {
        onSuccess: () => {
          setCurrentPassword("");
          setNewPassword("");
          setWasTried(false);
          setRevokesKeys(false);
          notifyDone(
            revokesKeys
              ? "Password changed. Your other sessions have ended, and your API keys are revoked."
              : "Password changed. Your other sessions have ended.",
          );
        },
      },
    );
  };
  const currentFault =
    faults.current_password ??
    (updating.error !== null && Object.keys(faults).length === 0 ? sentenceOf(updating.error) : undefined);
  return (
    <Section title="Password">
      <form onSubmit={submit} className={classes.form} noValidate>
        {/* Password managers tell by it whose password changes. */}
        <input type="text" name="username" autoComplete="username" value={me.username} readOnly hidden />
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          value={currentPassword}
          onChange={(event) => setCurrentPassword(event.currentTarget.value)}
          error={currentFault}
        />
        <PasswordInput
          label="New password"
          description={`At least ${MIN_PASSWORD_LENGTH} characters.`}
          autoComplete="new-password"
          value={newPassword}
          onChange={(event) => setNewPassword(event.currentTarget.value)}
          error={fault ?? faults.new_password}
        />
        {keyCount > 0 && (
          <Checkbox
            label={keyCount === 1 ? "Revoke my API key too" : `Revoke my ${keyCount} API keys too`}
            description="Choose this if somebody else may know your password. Programs that use a revoked key stop working."
            checked={revokesKeys}
            onChange={(event) => setRevokesKeys(event.currentTarget.checked)}
          />
        )}
        <div>
          <Button
            type="submit"
            variant="default"
            loading={updating.isPending}
            disabled={currentPassword === "" || newPassword === ""}
          >
            Change password
          </Button>
        </div>
      </form>
    </Section>
  );
}
