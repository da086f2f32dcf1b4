import { type Static, Type } from "typebox";
import { WORK_TYPES } from "../vocabulary.js";
import { jsonObject, LabelStatusField, nullable, oneOf, Timestamp, Uuid } from "./shared.js";

/** One piece of work on one sample; times in milliseconds. */
export const WorkunitSchema = Type.Object(
  {
    uuid: Uuid,
    created_at: Timestamp,
    created_by: Type.String(),
    work_type: oneOf(WORK_TYPES),
    next_label_status: LabelStatusField,
    time: Type.Integer({ description: "Active time, milliseconds" }),
    inactive_time: Type.Integer({ description: "Milliseconds" }),
    sample_uuid: Uuid,
    sample_name: Type.String(),
    label_rating: Type.Optional(nullable(Type.Integer())),
    session_time_metrics: Type.Optional(nullable(jsonObject("Only when asked for"))),
  },
  { title: "Workunit", description: "One piece of work on one sample." },
);
/** The type of {@link WorkunitSchema}. */
export type Workunit = Static<typeof WorkunitSchema>;
