import { CloseButton, Combobox, TextInput, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import classes from "./QueryBar.module.css";

export interface Suggestion {
  /** Replaces the word at the end. */
  readonly word: string;
  readonly words: string;
}

interface QueryBarProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** What may follow, by the word that is being typed. */
  readonly suggest: (word: string) => readonly Suggestion[];
  readonly faults: readonly string[];
}

/** How long one pauses before a filter is applied. */
const PAUSE_MS = 250;

/** A filter made of words; what one types is the url. */
export function QueryBar({ label, placeholder, value, onChange, suggest, faults }: QueryBarProps) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  useEffect(() => {
    // Changed from elsewhere: a status was clicked, or one went back.
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  // A key whose value is still to come is no fault yet.
  const shownFaults = text.endsWith(":") ? [] : faults;
  const lastWord = /\S*$/.exec(text)?.[0] ?? "";
  const suggestions = suggest(lastWord);
  const complete = (word: string) => {
    const isWhole = !word.endsWith(":");
    setText(text.slice(0, text.length - lastWord.length) + word + (isWhole ? " " : ""));
    combobox.closeDropdown();
    if (!isWhole) combobox.openDropdown();
  };
  return (
    <div className={classes.bar}>
      <Combobox store={combobox} onOptionSubmit={complete} width="target" position="bottom-start">
        <Combobox.Target>
          <TextInput
            aria-label={label}
            placeholder={placeholder}
            leftSection={<IconSearch size={15} stroke={1.6} />}
            spellCheck={false}
            autoComplete="off"
            value={text}
            error={shownFaults.length > 0}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
            onChange={(event) => {
              setText(event.currentTarget.value);
              combobox.openDropdown();
              combobox.resetSelectedOption();
            }}
            rightSection={
              text !== "" && <CloseButton size="sm" aria-label="Clear the filter" onClick={() => setText("")} />
            }
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={suggestions.length === 0}>
          <Combobox.Options mah={280} style={{ overflowY: "auto" }} aria-label="Suggestions">
            {suggestions.map(({ word, words }) => (
              <Combobox.Option key={word} value={word} className={classes.option}>
                <code className={classes.word}>{word}</code>
                <span className={classes.words}>{words}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {shownFaults.length > 0 && (
        <div className={classes.fault} role="status">
          {shownFaults[0]}
        </div>
      )}
    </div>
  );
}
