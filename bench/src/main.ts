import { editor2d } from "./editor-2d/editor-2d.js";
import { bulkAdd } from "./jobs/bulk-add.js";
import { datasetList } from "./jobs/dataset-list.js";
import { exportCoco } from "./jobs/export-coco.js";
import { labelStudio } from "./jobs/label-studio.js";
import { largeLabels } from "./jobs/large-labels.js";
import { listSamples } from "./jobs/list-samples.js";
import { queue } from "./jobs/queue.js";
import { readAndSave } from "./jobs/read-and-save.js";
import { release } from "./jobs/release.js";
import { sdkRead } from "./jobs/sdk-read.js";
import { sequences } from "./jobs/sequences.js";
import { start } from "./jobs/start.js";
import { formatResult, type Result } from "./measure.js";

interface Job {
  readonly description: string;
  /** It is given up after this: a benchmark that hangs says nothing. */
  readonly limitMinutes: number;
  run(): Promise<Result[]>;
}

const JOBS: Readonly<Record<string, Job>> = {
  start: { description: "start with an empty and an existing data directory", limitMinutes: 2, run: start },
  "bulk-add": { description: "add 100,000 samples, 1,000 a call", limitMinutes: 5, run: bulkAdd },
  "list-samples": { description: "pages of 1,000 of 1,000,000 samples", limitMinutes: 8, run: listSamples },
  "read-and-save": { description: "read a sample, save a label, at 16 clients", limitMinutes: 3, run: readAndSave },
  queue: { description: "the next of 1,000,000 samples for 50 labelers at once", limitMinutes: 8, run: queue },
  "large-labels": { description: "save and load labels of tens of megabytes", limitMinutes: 5, run: largeLabels },
  release: { description: "release 100,000 labeled samples", limitMinutes: 8, run: release },
  "dataset-list": { description: "list 1,000 datasets of 1,000 samples", limitMinutes: 8, run: datasetList },
  "sdk-read": { description: "read 100,000 samples, beside the Python package", limitMinutes: 10, run: sdkRead },
  "export-coco": { description: "1,000 masks to COCO, beside the Python package", limitMinutes: 60, run: exportCoco },
  "editor-2d": {
    description: "frames of the 2D editor with 10,000 shapes, in Chromium",
    limitMinutes: 8,
    run: editor2d,
  },
  sequences: {
    description: "a sequence of 1,000 frames and 200 tracks, without a screen",
    limitMinutes: 5,
    run: sequences,
  },
  "label-studio": {
    description: "the same API jobs on Label Studio (set LABEL_STUDIO to its program)",
    limitMinutes: 10,
    run: labelStudio,
  },
};

async function main(names: readonly string[]): Promise<void> {
  const [first] = names;
  const chosen = first === "all" ? Object.keys(JOBS) : names;
  if (chosen.length === 0 || chosen.some((name) => JOBS[name] === undefined)) {
    const lines = Object.entries(JOBS).map(([name, job]) => `  ${name.padEnd(16)}${job.description}`);
    console.log(`Usage: npm run bench -- NAME… | all\n\n${lines.join("\n")}`);
    process.exitCode = 2;
    return;
  }
  for (const name of chosen) {
    const job = JOBS[name];
    if (job === undefined) continue;
    console.log(`\n${name}: ${job.description}`);
    for (const result of await bounded(name, job)) console.log(formatResult(result));
  }
}

async function bounded(name: string, job: Job): Promise<Result[]> {
  const timer = setTimeout(() => {
    console.error(`${name} took longer than ${job.limitMinutes} minutes.`);
    process.exit(1);
  }, job.limitMinutes * 60_000);
  try {
    return await job.run();
  } finally {
    clearTimeout(timer);
  }
}

await main(process.argv.slice(2));
