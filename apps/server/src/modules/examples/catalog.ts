import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Category, Example, LabelStatus, TaskType } from "@tessera/schema";

/** `examples/` at the root of the repository: photographs and frames, and a file of labels for each dataset. */
const DIRECTORY = fileURLToPath(new URL("../../../../../examples/", import.meta.url));

/** A file of `examples/labels`. */
export interface ExampleFile {
  readonly title: string;
  readonly description: string;
  readonly task_type: TaskType;
  readonly category: Category;
  readonly readme: string;
  readonly credits: string;
  readonly task_attributes: Readonly<Record<string, unknown>>;
  readonly samples: readonly ExampleSample[];
}

export interface ExampleSample {
  readonly name: string;
  /** A file of `examples/images`; of sequences, `frames` are there in its place. */
  readonly image?: string;
  readonly frames?: readonly ExampleFrame[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly priority?: number;
  /** Both, or none of the two. */
  readonly label_status?: LabelStatus;
  readonly label?: Readonly<Record<string, unknown>>;
}

export interface ExampleFrame {
  /** A file of `examples/images`. */
  readonly image: string;
  readonly name: string;
  /** In nanoseconds; a text, as a number would lose its last digits. */
  readonly timestamp: string;
}

/** The files of `examples/images` that a sample is made of. */
export function imagesOf({ image, frames = [] }: ExampleSample): string[] {
  return image === undefined ? frames.map((frame) => frame.image) : [image];
}

/** What the API takes as the attributes of a sample. */
export function sampleAttributesOf({ image, frames }: ExampleSample, urlOf: (image: string) => string): object {
  if (frames === undefined) return { image: { url: urlOf(image ?? "") } };
  return { frames: frames.map(({ image: file, ...frame }) => ({ image: { url: urlOf(file) }, ...frame })) };
}

let known: Promise<ReadonlyMap<string, ExampleFile>> | undefined;

/** The examples that come with the server, by name; read once. */
export function loadExamples(): Promise<ReadonlyMap<string, ExampleFile>> {
  known ??= readExamples();
  known.catch(() => {
    known = undefined;
  });
  return known;
}

/** From the largest to the smallest. */
async function readExamples(): Promise<ReadonlyMap<string, ExampleFile>> {
  const directory = path.join(DIRECTORY, "labels");
  const files = (await readdir(directory)).filter((file) => file.endsWith(".json"));
  const examples = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(directory, file), "utf8");
      return [path.basename(file, ".json"), JSON.parse(text) as ExampleFile] as const;
    }),
  );
  return new Map(examples.toSorted(([, a], [, b]) => b.samples.length - a.samples.length));
}

export function readExampleImage(image: string): Promise<Buffer> {
  return readFile(path.join(DIRECTORY, "images", image));
}

/** What a list shows of an example. */
export function summaryOf(name: string, example: ExampleFile): Example {
  const { title, description, task_type, samples, credits } = example;
  return { name, title, description, task_type, samples_count: samples.length, credits };
}
