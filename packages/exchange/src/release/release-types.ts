/** A category as task attributes list it; keys that are not named here are kept. */
export interface ReleaseCategory {
  readonly id: number;
  readonly name: string;
  readonly color?: readonly number[] | null | undefined;
  readonly has_instances?: boolean | null | undefined;
  readonly [key: string]: unknown;
}

/** A release file without its samples. */
export interface ReleaseHeader {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly created_at?: string | null | undefined;
  readonly dataset: {
    readonly name: string;
    /** The owner's username. */
    readonly owner: string;
    readonly task_type: string;
    readonly task_attributes: { readonly categories: readonly ReleaseCategory[]; readonly [key: string]: unknown };
    readonly labelsets: readonly { readonly name: string; readonly [key: string]: unknown }[];
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/** A sample's label in one labelset. */
export interface ReleaseLabel {
  readonly label_status?: string | undefined;
  readonly attributes?: unknown;
  readonly [key: string]: unknown;
}

export interface ReleaseSample {
  readonly uuid?: string | undefined;
  readonly name: string;
  readonly attributes?: unknown;
  readonly metadata?: { readonly [key: string]: unknown } | undefined;
  /** By labelset; null where there is none. */
  readonly labels?: { readonly [labelset: string]: ReleaseLabel | null } | undefined;
  readonly [key: string]: unknown;
}

/** A sample that passed the filters, with its label in the chosen labelset. */
export interface ReleaseEntry {
  /** Place among the samples that passed the filters, from 0. */
  readonly index: number;
  /** Place in the file's dataset.samples, from 0. */
  readonly fileIndex: number;
  readonly sample: ReleaseSample;
  /** The sample's JSON as it stands in the file. */
  readonly text: string;
  /** Undefined when the sample is not labeled in the labelset. */
  readonly label: ReleaseLabel | undefined;
}
