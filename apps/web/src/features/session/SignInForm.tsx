import { Alert, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { TesseraError } from "@tessera/sdk";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { detailOf, sentenceOf } from "../../api/errors.js";
import { signIn } from "../../api/session.js";
import classes from "./PublicFrame.module.css";

interface SignInFormProps {
  /** Whose session ended; their name is filled in. */
  readonly username?: string;
  readonly onDone: () => void;
  /** The buttons. */
  readonly children: (isBusy: boolean) => ReactNode;
}

export function SignInForm({ username: initialUsername = "", onDone, children }: SignInFormProps) {
  const [username, setUsername] = useState(initialUsername);
  const [password, setPassword] = useState("");
  const errorId = useId();
  const signingIn = useMutation({ mutationFn: signIn, onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signingIn.mutate({ username: username.trim(), password });
  };
  return (
    <form className={classes.form} onSubmit={submit} aria-describedby={errorId}>
      <div id={errorId} aria-live="polite" hidden={signingIn.error === null}>
        {signingIn.error !== null && (
          <Alert color="red" variant="light" p="xs">
            {signInFault(signingIn.error)}
          </Alert>
        )}
      </div>
      <TextInput
        label="Username or email"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        data-autofocus={initialUsername === "" || undefined}
        autoFocus={initialUsername === ""}
        value={username}
        onChange={(event) => setUsername(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus={initialUsername !== "" || undefined}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {children(signingIn.isPending)}
    </form>
  );
}

/** A refused sign-in is told by the server's sentence, all else by what it means for the person. */
function signInFault(error: unknown): string {
  const status = error instanceof TesseraError ? error.status : undefined;
  return status === 400 || status === 401 ? detailOf(error) : sentenceOf(error);
}
