import { type Static, Type } from "typebox";
import { QUEUE_REASONS, QUEUE_WORK_TYPES } from "../vocabulary.js";
import { SampleSchema } from "./sample.js";
import { nullable, oneOf, Timestamp, Uuid } from "./shared.js";

/** A sample that the queue holds for one tab of one person. */
export const LeaseSchema = Type.Object(
  {
    uuid: Uuid,
    sample_uuid: Uuid,
    work_type: oneOf(QUEUE_WORK_TYPES),
    expires_at: Timestamp,
    duration_seconds: Type.Integer({
      description: "How long it lasts after each time that it is kept alive; do so three times as often",
    }),
  },
  { title: "Lease", description: "A sample that the queue holds for one tab of one person." },
);
/** The type of {@link LeaseSchema}. */
export type Lease = Static<typeof LeaseSchema>;

/** A lease as managers see it: who holds which sample. */
export const HeldSampleSchema = Type.Object(
  {
    uuid: Uuid,
    sample_uuid: Uuid,
    sample_name: Type.String(),
    username: Type.String(),
    work_type: oneOf(QUEUE_WORK_TYPES),
    created_at: Timestamp,
    expires_at: Timestamp,
  },
  { title: "HeldSample", description: "A lease as managers see it: who holds which sample." },
);
/** The type of {@link HeldSampleSchema}. */
export type HeldSample = Static<typeof HeldSampleSchema>;

/** Body of POST `/datasets/{owner}/{name}/queue/label/` and `/review/`. */
export const QueueNextSchema = Type.Object(
  {
    client: Type.String({
      minLength: 8,
      maxLength: 64,
      pattern: "^[\\x21-\\x7e]+$",
      description: "Random, the same for all requests of a tab",
    }),
    exclude: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: 100,
        description: "Uuids of samples that the tab has already, when it asks for the one after them",
      }),
    ),
  },
  {
    title: "QueueNext",
    description: "Asks the queue for the next sample.",
    examples: [{ client: "f3a9c1d27b604e58" }, { client: "f3a9c1d27b604e58", exclude: [] }],
  },
);
/** The type of {@link QueueNextSchema}. */
export type QueueNext = Static<typeof QueueNextSchema>;

/** Body of POST `/datasets/{owner}/{name}/queue/label/back/` and `/review/back/`. */
export const QueueBackSchema = Type.Object(
  {
    client: QueueNextSchema.properties.client,
    before: Type.Optional(Type.String({ description: "The uuid of the sample that is open: goes back from there" })),
  },
  {
    title: "QueueBack",
    description: "Asks for the sample that the caller worked on before.",
    examples: [{ client: "f3a9c1d27b604e58", before: "602a3eec-a61c-4a77-9fcc-3037ce5e9606" }],
  },
);
/** The type of {@link QueueBackSchema}. */
export type QueueBack = Static<typeof QueueBackSchema>;

/** A sample that the caller worked on, held for them once more; both null when there is none. */
export const QueueBackSampleSchema = Type.Object(
  { sample: nullable(SampleSchema), lease: nullable(LeaseSchema) },
  {
    title: "QueueBackSample",
    description: "A sample that the caller worked on, held once more; both null when there is none.",
  },
);
/** The type of {@link QueueBackSampleSchema}. */
export type QueueBackSample = Static<typeof QueueBackSampleSchema>;

/** The next sample of a queue, held for the caller; all null when the queue has none for them. */
export const QueueSampleSchema = Type.Object(
  {
    sample: nullable(SampleSchema),
    lease: nullable(LeaseSchema),
    reason: nullable(oneOf(QUEUE_REASONS, { description: "Why this sample comes now" })),
  },
  { title: "QueueSample", description: "The next sample, held for the caller; all null when there is none." },
);
/** The type of {@link QueueSampleSchema}. */
export type QueueSample = Static<typeof QueueSampleSchema>;

const QueueCountSchema = Type.Object({
  count: Type.Integer({ description: "At most 1000" }),
  is_capped: Type.Boolean({ description: "Whether there are more" }),
});

/** How many samples each queue has for the caller. */
export const QueueCountsSchema = Type.Object(
  { label: QueueCountSchema, review: QueueCountSchema },
  { title: "QueueCounts", description: "How many samples each queue has for the caller." },
);
/** The type of {@link QueueCountsSchema}. */
export type QueueCounts = Static<typeof QueueCountsSchema>;
