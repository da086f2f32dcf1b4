import { type Static, Type } from "typebox";
import { WORK_ACTIONS, WORK_TYPES } from "../vocabulary.js";
import { AnchorSchema, tagsField } from "./issue.js";
import { LabelSchema } from "./label.js";
import { jsonObject, LabelStatusField, nullable, oneOf, Uuid } from "./shared.js";
import { WorkunitSchema } from "./workunit.js";

const YEAR_MS = 366 * 24 * 3600 * 1000;

/** Why a sample is rejected: becomes an issue of kind `rejection`. */
export const RejectionReasonSchema = Type.Object(
  {
    description: Type.String({ minLength: 1, maxLength: 10_000 }),
    anchor: Type.Optional(nullable(AnchorSchema)),
    tags: Type.Optional(tagsField),
  },
  {
    description:
      "Why the sample is rejected, of the whole or of what `anchor` names; with `reject`, or an edit to REJECTED, only",
  },
);
/** The type of {@link RejectionReasonSchema}. */
export type RejectionReason = Static<typeof RejectionReasonSchema>;

/** Body of POST `/labels/{uuid}/{labelset}/work/`. `attributes` is checked apart, by `validateLabelAttributes`. */
export const WorkSchema = Type.Object(
  {
    work_type: oneOf(WORK_TYPES),
    action: oneOf(WORK_ACTIONS),
    version: Type.Integer({
      minimum: 0,
      maximum: 2 ** 31 - 1,
      description:
        "The label's version that the work started from (0: no label); another one there is answered with 409",
    }),
    time: Type.Integer({ minimum: 0, maximum: YEAR_MS, description: "Active time since the last save, milliseconds" }),
    inactive_time: Type.Integer({ minimum: 0, maximum: YEAR_MS, description: "Inactive time, milliseconds" }),
    lease: Type.Optional(Uuid),
    draft: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "The revision of the caller's draft that this save holds: it is deleted; a later one stays",
      }),
    ),
    attributes: Type.Optional(jsonObject("Label attributes, by task type; absent: they stay as they are")),
    rating: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 5 }))),
    label_status: Type.Optional(LabelStatusField),
    reason: Type.Optional(RejectionReasonSchema),
    session_time_metrics: Type.Optional(jsonObject("Any data about the session; kept with the workunit")),
  },
  {
    title: "Work",
    description: "Saves a label as a piece of work: with the time it took and what becomes of the sample.",
    examples: [
      {
        work_type: "label",
        action: "submit",
        version: 0,
        time: 43_200,
        inactive_time: 0,
        attributes: {
          annotations: [
            {
              id: 1,
              category_id: 1,
              type: "bbox",
              points: [
                [12.34, 56.78],
                [90.12, 81.5],
              ],
            },
          ],
        },
      },
      { work_type: "review", action: "accept", version: 3, time: 9_800, inactive_time: 0 },
      {
        ...{ work_type: "review", action: "reject", version: 3, time: 9_800, inactive_time: 0 },
        reason: { description: "The car behind the tree is missing.", anchor: { type: "basic" } },
      },
    ],
  },
);
/** The type of {@link WorkSchema}. */
export type Work = Static<typeof WorkSchema>;

/** The saved label and the workunit that was written with it. */
export const WorkResultSchema = Type.Object(
  { label: LabelSchema, workunit: WorkunitSchema },
  { title: "WorkResult", description: "The saved label and the workunit that was written with it." },
);
/** The type of {@link WorkResultSchema}. */
export type WorkResult = Static<typeof WorkResultSchema>;
