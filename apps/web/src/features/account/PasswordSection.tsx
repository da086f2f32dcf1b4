import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useUpdatePassword } from "../../api/account.js";
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
  const updating = useUpdatePassword();
  const faults = fieldErrors(updating.error);
  const fault = wasTried ? passwordFault(newPassword) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasTried(true);
    if (passwordFault(newPassword) !== null) return;
    updating.mutate(
      { currentPassword, newPassword },
      {
        onSuccess: () => {
          setCurrentPassword("");
          setNewPassword("");
          setWasTried(false);
          notifyDone("The password is changed; your other sessions have ended.");
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
