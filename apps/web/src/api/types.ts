import type { DatasetRole, DefaultDatasetRole, OrganizationRole, Sample } from "@tessera/sdk";

/** A picture of a sample; `image_*` is the size of the image as shown, in pixels. */
export interface Thumbnail {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly image_width: number;
  readonly image_height: number;
}

export type SampleInList = Sample & {
  readonly thumbnail?: Thumbnail | null;
  readonly thumbnail_error?: string | null;
};

export interface Invitation {
  readonly uuid: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly expires_at: string;
  readonly email: string | null;
  readonly role: DatasetRole | OrganizationRole;
  readonly default_dataset_role?: DefaultDatasetRole | null;
  readonly dataset: string | null;
  readonly organization: string | null;
  /** In the answer to its creation only. */
  readonly url?: string;
}

export interface UserSession {
  readonly uuid: string;
  readonly created_at: string;
  readonly last_used_at: string | null;
  readonly expires_at: string;
  readonly user_agent: string | null;
  readonly is_current: boolean;
}

export interface Example {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly task_type: string;
  readonly samples_count: number;
  readonly credits: string;
}

export interface QueueCount {
  readonly count: number;
  readonly is_capped: boolean;
}

export interface QueueCounts {
  readonly label: QueueCount;
  readonly review: QueueCount;
}
