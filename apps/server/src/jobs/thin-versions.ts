import * as retention from "../modules/labels/retention-repository.js";
import type { JobContext } from "./context.js";

const SAMPLES_AT_ONCE = 1000;

/** Thins the history of labels in datasets with `version_retention_days`, a batch of samples at a time. */
export async function thinVersions({ database: { db } }: Pick<JobContext, "database">): Promise<void> {
  for (const { id: datasetId, days } of await retention.listRetentionRules(db)) {
    let afterId = 0;
    for (;;) {
      const toId = await retention.findBatchEnd(db, datasetId, afterId, SAMPLES_AT_ONCE);
      if (toId === undefined) break;
      const batch = { datasetId, afterId, toId };
      await retention.removeUnusedContents(db, batch);
      await retention.thinVersions(db, batch, days);
      afterId = toId;
    }
  }
}
