import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Dataset } from "@tessera/sdk";
import { useState } from "react";
import { Row, Rows } from "../../components/Rows.js";
import { StatusBar } from "../../components/StatusBadge.js";
import { TASK_WORDS } from "../../domain/task-types.js";
import classes from "./Organization.module.css";

const STEP = 20;
const COUNT = new Intl.NumberFormat("en");

/** Datasets of one owner, by name. */
export function OwnerDatasets({ datasets }: { readonly datasets: readonly Dataset[] }) {
  const [shown, setShown] = useState(STEP);
  const rows = datasets.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return (
    <>
      <Rows label="Datasets">
        {rows.slice(0, shown).map((dataset) => (
          <Row
            key={dataset.full_name}
            title={
              <Link
                to="/@{$owner}/$dataset"
                params={{ owner: dataset.owner.username, dataset: dataset.name }}
                className={classes.link}
              >
                {dataset.name}
              </Link>
            }
            detail={
              <>
                {TASK_WORDS[dataset.task_type].name} · {COUNT.format(dataset.samples_count)}{" "}
                {dataset.samples_count === 1 ? "sample" : "samples"}
              </>
            }
            actions={
              <div className={classes.bar}>
                {dataset.samples_count > 0 && <StatusBar stats={dataset.label_stats} />}
              </div>
            }
          />
        ))}
      </Rows>
      {rows.length > shown && (
        <Button variant="default" mt="md" onClick={() => setShown(shown + 5 * STEP)}>
          Show more
        </Button>
      )}
    </>
  );
}
