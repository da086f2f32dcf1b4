import { Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { ConfirmDialog } from "../../components/ConfirmDialog.js";
import { type Answer, changeOf, type Removal } from "./removals.js";

interface RemovalDialogProps {
  readonly removals: readonly Removal[];
  readonly onClose: () => void;
  readonly onConfirm: (change: ReturnType<typeof changeOf>) => Promise<unknown>;
}

/** Asks what becomes of the objects and values that labels have for what is removed. */
export function RemovalDialog({ removals, onClose, onConfirm }: RemovalDialogProps) {
  const [answers, setAnswers] = useState<readonly Answer[]>(removals.map(() => "keep"));
  const change = changeOf(removals, answers);
  return (
    <ConfirmDialog
      title="Remove what is in use"
      action={change === undefined ? "Remove and keep the objects" : "Remove and change the labels"}
      onClose={onClose}
      onConfirm={() => onConfirm(change)}
    >
      <Stack gap="sm" mb="md">
        {removals.map((removal, index) => (
          <Select
            key={`${removal.kind} ${removal.title}`}
            label={
              <>
                <b dir="auto">{removal.title}</b>: {counted(removal.objects, nounOf(removal))} in{" "}
                {counted(removal.samples, "sample")}
              </>
            }
            data={optionsOf(removal)}
            allowDeselect={false}
            searchable={removal.targets.length > 12}
            value={answers[index] ?? "keep"}
            onChange={(value) => value !== null && setAnswers(answers.with(index, value as Answer))}
          />
        ))}
      </Stack>
      <Text size="sm">
        {change === undefined
          ? "The objects stay as they are, and the editor warns about removed categories. To bring a category back, add it again under its old id and name."
          : "Labels are changed in the background. Each of them keeps its earlier versions, and those that were reviewed become labeled again. Attributes that another category does not have are dropped."}
      </Text>
    </ConfirmDialog>
  );
}

function optionsOf({ kind, targets }: Removal) {
  const what = kind === "category" ? "the objects" : "the values";
  return [
    { value: "keep", label: `Keep ${what}` },
    { value: "delete", label: `Delete ${what}` },
    ...(targets.length === 0
      ? []
      : [
          {
            group: kind === "category" ? "Move the objects to" : "Replace it by",
            items: targets.map(({ value, label }) => ({ value: `to:${value}`, label })),
          },
        ]),
  ];
}

function nounOf({ categoryId }: Removal): string {
  return categoryId === null ? "scene" : "object";
}

const COUNT = new Intl.NumberFormat("en");

export function counted(count: number, noun: string): string {
  return `${COUNT.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}
