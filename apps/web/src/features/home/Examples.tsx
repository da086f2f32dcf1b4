import { Skeleton, UnstyledButton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { isTaskType } from "@tessera/schema";
import { useAddExample, useExamples } from "../../api/datasets.js";
import type { Example } from "../../api/types.js";
import { ErrorState } from "../../components/ErrorState.js";
import { notifyError } from "../../components/notify.js";
import { TASK_WORDS } from "../../domain/task-types.js";
import classes from "./Examples.module.css";

/** Example datasets to add with one click; then one looks at their labeled samples. */
export function ExampleList() {
  const examples = useExamples({ isEnabled: true });
  const add = useAddExample();
  const navigate = useNavigate();
  if (examples.isPending) return <Skeleton height={112} />;
  if (examples.error !== null) return <ErrorState error={examples.error} onRetry={() => examples.refetch()} />;
  const take = (example: Example) =>
    add.mutate(example.name, {
      onSuccess: (dataset) =>
        navigate({
          to: "/@{$owner}/$dataset/samples",
          params: { owner: dataset.owner.username, dataset: dataset.name },
        }),
      onError: notifyError,
    });
  return (
    <>
      <ul className={classes.list}>
        {examples.data.map((example) => (
          <li key={example.name}>
            <UnstyledButton
              className={classes.card}
              onClick={() => take(example)}
              disabled={add.isPending}
              data-busy={(add.isPending && add.variables === example.name) || undefined}
            >
              <span className={classes.title}>{example.title}</span>
              <span className={classes.meta}>
                {isTaskType(example.task_type) ? TASK_WORDS[example.task_type].name : example.task_type} ·{" "}
                {example.samples_count} samples
              </span>
              <span className={classes.text}>{example.description}</span>
              <span className={classes.add}>
                {add.isPending && add.variables === example.name ? "Adding…" : "Add this example"}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <details className={classes.credits}>
        <summary>Where the pictures come from</summary>
        {examples.data.map(({ name, title, credits }) => (
          <p key={name}>
            {title}: {credits}
          </p>
        ))}
      </details>
    </>
  );
}
