import { ActionIcon, CopyButton, TextInput, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "./CopyField.module.css";

function CopyIcon({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : label} openDelay={0}>
          <ActionIcon aria-label={copied ? "Copied" : label} onClick={copy} size={24} color={copied ? "teal" : "gray"}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} stroke={1.6} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

interface CopyFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly text: string;
}

/** A text to take away: a key, a link. */
export function CopyField({ label, description, text }: CopyFieldProps) {
  return (
    <TextInput
      label={label}
      description={description}
      value={text}
      readOnly
      classNames={{ input: classes.mono }}
      onFocus={(event) => event.currentTarget.select()}
      rightSection={<CopyIcon text={text} label={`Copy ${label.toLowerCase()}`} />}
    />
  );
}

/** The same within a sentence. */
export function CopyText({ text }: { readonly text: string }) {
  return (
    <span className={classes.inline}>
      <code className={classes.mono}>{text}</code>
      <CopyIcon text={text} label="Copy" />
    </span>
  );
}
