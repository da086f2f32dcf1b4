import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useUpdateEmail } from "../../api/account.js";
import { fieldErrors } from "../../api/errors.js";
import { useSignedIn } from "../../api/session.js";
import { notifyDone, notifyError } from "../../components/notify.js";
import { Section } from "../../components/Page.js";
import { emailFault } from "../session/account-rules.js";
import classes from "./Account.module.css";

export function ProfileSection() {
  const me = useSignedIn();
  const saved = me.email ?? "";
  const [email, setEmail] = useState(saved);
  const updating = useUpdateEmail();
  const fault = emailFault(email.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault !== null) return;
    updating.mutate(email.trim() === "" ? null : email.trim(), {
      onSuccess: () => notifyDone("The email is saved."),
      onError: (error) => {
        if (fieldErrors(error).email === undefined) notifyError(error);
      },
    });
  };
  return (
    <Section title="Profile">
      <form onSubmit={submit} className={classes.inline} noValidate>
        <TextInput
          label="Email"
          description="To sign in with, beside your username. People you work with see it."
          type="email"
          autoComplete="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={fault ?? fieldErrors(updating.error).email}
        />
        <Button type="submit" variant="default" loading={updating.isPending} disabled={email.trim() === saved}>
          Save
        </Button>
      </form>
    </Section>
  );
}
