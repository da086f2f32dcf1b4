import { MultiSelect, NativeSelect } from "@mantine/core";
import { hasValue, numberLimits, type Refusal, type SharedValue, type TaskAttribute } from "@tessera/editor-core";
import {
  type ReactNode,
  use,
  useCallback,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { focusCanvas } from "../../page/canvas-focus.js";
import type { ValueField } from "../../page/value-mode.js";
import { WorkbenchContext } from "../../page/workbench-context.js";
import { Segments } from "../Segments.js";
import classes from "./AttributeField.module.css";
import { CommitInput } from "./CommitInput.js";
import { coordinatesText, parseCoordinates } from "./coordinates.js";

export interface AttributeFieldProps {
  readonly attribute: TaskAttribute;
  readonly shared: SharedValue;
  readonly isReadOnly: boolean;
  /** `undefined` takes the value away. */
  readonly onSet: (input: unknown) => true | Refusal;
}

const MIXED = "Different values";

/** A field for one attribute of one object, of several at once, or of the image. */
export function AttributeField(props: AttributeFieldProps) {
  const { attribute } = props;
  const id = useId();
  const [reason, setReason] = useState<string>();
  const set = (input: unknown) => {
    const result = props.onSet(input);
    setReason(result === true ? undefined : result.reason);
    return result === true;
  };
  const field = useValueField({ props, id, set });
  return (
    <div
      ref={field.ref}
      className={classes.field}
      tabIndex={-1}
      data-filling={field.isCurrent || undefined}
      data-testid={`attribute-${attribute.name}`}
    >
      <label htmlFor={id} id={`${id}-label`} className={classes.label}>
        <bdi>{attribute.name}</bdi>
        {attribute.is_mandatory === true && (
          <span className={classes.mandatory} title="Mandatory">
            {" "}
            *<span className={classes.hidden}> mandatory</span>
          </span>
        )}
      </label>
      <Control {...props} id={id} set={set} isCurrent={field.isCurrent} />
      {field.isCurrent && <Choices attribute={attribute} />}
      {reason !== undefined && (
        <span role="alert" className={classes.reason}>
          {reason}
        </span>
      )}
    </div>
  );
}

/** What digits pick: the values of a select, no and yes of a checkbox. */
function choicesOf(attribute: TaskAttribute): readonly { readonly words: string; readonly input: unknown }[] {
  switch (attribute.input_type) {
    case "select":
      return attribute.values.map((value) => ({ words: value, input: value }));
    case "checkbox":
      return [
        { words: "No", input: false },
        { words: "Yes", input: true },
      ];
    default:
      return [];
  }
}

/** The digits of the values, while they can be pressed. */
function Choices({ attribute }: { readonly attribute: TaskAttribute }) {
  return (
    <span className={classes.choices} data-testid="choices">
      {choicesOf(attribute)
        .slice(0, 9)
        .map(({ words }, index) => (
          <span key={words}>
            <kbd>{index + 1}</kbd> <bdi>{words}</bdi>
          </span>
        ))}
    </span>
  );
}

/** Makes the field one that keys can fill, and tells whether they do. */
function useValueField(parts: {
  readonly props: AttributeFieldProps;
  readonly id: string;
  readonly set: (input: unknown) => boolean;
}) {
  const values = use(WorkbenchContext)?.values;
  const ref = useRef<HTMLDivElement>(null);
  const latest = useRef(parts);
  latest.current = parts;
  const [field, setField] = useState<ValueField>();
  useLayoutEffect(() => {
    const element = ref.current;
    if (values === undefined || element === null) return;
    const made: ValueField = {
      element,
      isMissing: () => {
        const { attribute, shared } = latest.current.props;
        return attribute.is_mandatory === true && (shared.isMixed || !hasValue(shared.value));
      },
      choices: () => {
        const { props, set } = latest.current;
        return props.isReadOnly
          ? []
          : choicesOf(props.attribute).map(
              ({ input }) =>
                () =>
                  void set(input),
            );
      },
      type: () => document.getElementById(latest.current.id)?.focus(),
    };
    setField(made);
    return values.register(made);
  }, [values]);
  const current = useSyncExternalStore(
    useCallback((listener) => values?.current.subscribe(listener) ?? (() => undefined), [values]),
    () => values?.current.get(),
  );
  return { ref, isCurrent: field !== undefined && current === field };
}

interface ControlProps extends AttributeFieldProps {
  readonly id: string;
  readonly set: (input: unknown) => boolean;
  /** Keys fill it now. */
  readonly isCurrent: boolean;
}

function Control({ attribute, shared, isReadOnly, id, set, isCurrent }: ControlProps): ReactNode {
  const value = shared.isMixed ? undefined : shared.value;
  const placeholder = shared.isMixed ? MIXED : "Not set";
  switch (attribute.input_type) {
    case "select":
      return <SelectControl {...{ id, set, isReadOnly, value, placeholder }} values={attribute.values} />;
    case "multiselect":
      return <MultiSelectControl {...{ id, set, isReadOnly, value, placeholder }} values={attribute.values} />;
    case "checkbox":
      return <TriState id={id} value={value} isMixed={shared.isMixed} isReadOnly={isReadOnly} onSet={set} />;
    case "number": {
      const { min, max } = numberLimits(attribute);
      const range =
        min !== undefined && max !== undefined
          ? `${min} to ${max}`
          : min !== undefined
            ? `at least ${min}`
            : max !== undefined
              ? `at most ${max}`
              : "";
      const hint = shared.isMixed ? MIXED : range === "" ? "Not set" : range;
      return (
        <CommitInput
          id={id}
          text={textOf(value)}
          placeholder={hint}
          isReadOnly={isReadOnly}
          isNumber
          keepsOnEscape={isCurrent}
          onCommit={(text) => set(text)}
          {...stepOf(attribute)}
        />
      );
    }
    case "text":
      return (
        <CommitInput
          id={id}
          text={textOf(value)}
          placeholder={placeholder}
          isReadOnly={isReadOnly}
          keepsOnEscape={isCurrent}
          onCommit={(text) => set(text)}
        />
      );
    case "vector3":
    case "quaternion":
    case "points":
      return (
        <CoordinatesControl {...{ id, set, isReadOnly, value, placeholder, isCurrent }} kind={attribute.input_type} />
      );
  }
}

function stepOf(attribute: TaskAttribute): { readonly step?: number } {
  const { step } = numberLimits(attribute);
  return step === undefined ? {} : { step };
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

interface ValueControlProps {
  readonly id: string;
  readonly value: unknown;
  readonly placeholder: string;
  readonly isReadOnly: boolean;
  readonly set: (input: unknown) => boolean;
}

function SelectControl({
  id,
  value,
  values,
  placeholder,
  isReadOnly,
  set,
}: ValueControlProps & { readonly values: readonly string[] }) {
  const own = typeof value === "string" ? value : "";
  // What the dataset does not list any more is shown as it is.
  const listed = own === "" || values.includes(own) ? values : [own, ...values];
  return (
    <NativeSelect
      id={id}
      size="xs"
      disabled={isReadOnly}
      value={own}
      data={[{ value: "", label: placeholder }, ...listed.map((each) => ({ value: each, label: each }))]}
      onChange={(event) => set(event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
    />
  );
}

function MultiSelectControl({
  id,
  value,
  values,
  placeholder,
  isReadOnly,
  set,
}: ValueControlProps & { readonly values: readonly string[] }) {
  const own = Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  return (
    <MultiSelect
      id={id}
      size="xs"
      disabled={isReadOnly}
      value={own}
      data={[...new Set([...values, ...own])]}
      {...(own.length === 0 ? { placeholder } : {})}
      searchable
      onChange={(next) => set(next.length === 0 ? undefined : next)}
      // Escape ends the choice; Tab and the pointer have moved the focus already.
      onKeyDown={({ key }) => key === "Escape" && focusCanvas()}
    />
  );
}

const STATES = [
  { value: "unset", label: "Not set" },
  { value: "no", label: "No" },
  { value: "yes", label: "Yes" },
];

interface TriStateProps {
  readonly id: string;
  readonly value: unknown;
  readonly isMixed: boolean;
  readonly isReadOnly: boolean;
  readonly onSet: (input: unknown) => void;
}

/** Yes, no, or nobody has said: three states, as unset is not false. */
export function TriState({ id, value, isMixed, isReadOnly, onSet }: TriStateProps) {
  const state = isMixed ? "" : value === true ? "yes" : value === false ? "no" : "unset";
  return (
    <Segments
      id={id}
      aria-labelledby={`${id}-label`}
      fullWidth
      disabled={isReadOnly}
      value={state}
      data={STATES}
      onChange={(next) => onSet(next === "unset" ? undefined : next === "yes")}
    />
  );
}

const COORDINATE_HINTS = { vector3: "x, y, z", quaternion: "qx, qy, qz, qw", points: "x, y; x, y" } as const;

function CoordinatesControl({
  id,
  value,
  placeholder,
  isReadOnly,
  set,
  kind,
  isCurrent,
}: ValueControlProps & { readonly kind: "vector3" | "quaternion" | "points"; readonly isCurrent: boolean }) {
  const [reason, setReason] = useState<string>();
  const commit = (text: string) => {
    const parsed = parseCoordinates(kind, text);
    setReason("reason" in parsed ? parsed.reason : undefined);
    return "reason" in parsed ? false : set(parsed.value);
  };
  return (
    <>
      <CommitInput
        id={id}
        text={coordinatesText(kind, value)}
        placeholder={placeholder === MIXED ? MIXED : COORDINATE_HINTS[kind]}
        isReadOnly={isReadOnly}
        keepsOnEscape={isCurrent}
        onCommit={commit}
      />
      {reason !== undefined && (
        <span role="alert" className={classes.reason}>
          {reason}
        </span>
      )}
    </>
  );
}
