import { type Static, Type } from "typebox";
import { jsonObject, Timestamp, Uuid } from "./shared.js";

const MAX_INTEGER = 2 ** 31 - 1;

const fields = {
  label_version: Type.Integer({
    minimum: 0,
    maximum: MAX_INTEGER,
    description: "The label's version that the work started from (0: no label)",
  }),
  format: Type.String({
    minLength: 1,
    maxLength: 64,
    description: "What the client calls the form of `content`; the server does not read it",
  }),
  client: Type.String({ minLength: 1, maxLength: 64, description: "Which device, browser or program wrote it" }),
  object_count: Type.Integer({ minimum: 0, maximum: MAX_INTEGER, description: "How many objects the work has" }),
};

const metadata = {
  dataset_full_name: Type.String(),
  sample_uuid: Uuid,
  sample_name: Type.String(),
  labelset: Type.String(),
  revision: Type.Integer({ minimum: 1, description: "Grows with each write, and is never given again" }),
  ...fields,
  bytes: Type.Integer({ minimum: 0, description: "The length of `content` as JSON" }),
  created_at: Timestamp,
  updated_at: Timestamp,
};

/** A person's unsent work on a label, without its content. */
export const LabelDraftSchema = Type.Object(metadata, {
  title: "LabelDraft",
  description: "A person's unsent work on a label, without its content.",
});
/** The type of {@link LabelDraftSchema}. */
export type LabelDraft = Static<typeof LabelDraftSchema>;

/** A person's unsent work on a label, with its content as it was sent. */
export const LabelDraftContentSchema = Type.Object(
  { ...metadata, content: jsonObject("What the client stored, as it was sent") },
  { title: "LabelDraftContent", description: "A person's unsent work on a label, with its content." },
);
/** The type of {@link LabelDraftContentSchema}. */
export type LabelDraftContent = Static<typeof LabelDraftContentSchema>;

/** Body of PUT `/labels/{uuid}/{labelset}/draft/`. */
export const LabelDraftPutSchema = Type.Object(
  {
    revision: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "The revision that the client has seen (0: no draft); another one there is answered with 409",
    }),
    ...fields,
    content: jsonObject("Any JSON object; kept as it is"),
  },
  {
    title: "LabelDraftPut",
    description: "Keeps unsent work on a label.",
    examples: [
      {
        ...{ revision: 0, label_version: 3, format: "tessera/1", client: "f3a9c1d27b604e58", object_count: 1 },
        content: { diffs: [] },
      },
    ],
  },
);
/** The type of {@link LabelDraftPutSchema}. */
export type LabelDraftPut = Static<typeof LabelDraftPutSchema>;
