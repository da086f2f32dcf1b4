import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { fieldErrors, sentenceOf } from "../../api/errors.js";
import type { NewAccount } from "../../api/session.js";
import { emailFault, MIN_PASSWORD_LENGTH, passwordFault, usernameFault } from "./account-rules.js";
import classes from "./PublicFrame.module.css";

interface NewAccountFormProps {
  readonly action: string;
  readonly email?: string | null;
  readonly onSubmit: (account: NewAccount) => Promise<void>;
}

/** Makes an account: the first one, or one by invitation. */
export function NewAccountForm({ action, email, onSubmit }: NewAccountFormProps) {
  const form = useForm({
    initialValues: { username: "", password: "", email: email ?? "" },
    validateInputOnBlur: true,
    validate: { username: usernameFault, password: passwordFault, email: emailFault },
  });
  const creating = useMutation({
    mutationFn: onSubmit,
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  const submit = form.onSubmit(({ username, password, email }) =>
    creating.mutate({ username, password, ...(email !== "" && { email }) }),
  );
  const isTold = creating.error !== null && Object.keys(fieldErrors(creating.error)).length === 0;
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {isTold && (
        <Alert color="red" variant="light" p="xs" role="alert">
          {sentenceOf(creating.error)}
        </Alert>
      )}
      <TextInput
        label="Username"
        description="It stands in the addresses of your datasets and cannot be changed."
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        {...form.getInputProps("username")}
      />
      <PasswordInput
        label="Password"
        description={`At least ${MIN_PASSWORD_LENGTH} characters; a sentence is easy to remember.`}
        autoComplete="new-password"
        {...form.getInputProps("password")}
      />
      {email == null ? (
        <TextInput label="Email (optional)" type="email" autoComplete="email" {...form.getInputProps("email")} />
      ) : (
        <TextInput label="Email" description="The invitation is for this address." readOnly value={email} />
      )}
      <Button type="submit" loading={creating.isPending} fullWidth size="md">
        {action}
      </Button>
    </form>
  );
}
