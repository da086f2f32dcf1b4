/** What the rules read of a label whose shape has been checked, and how they walk it. */
import type { Report } from "../check/report.js";
import type { Link } from "../formats/label-attributes.js";
import { isSequence, type TaskType } from "../task-types.js";

/** What the rules read of an annotation. */
export interface Annotation {
  id?: number;
  track_id?: number;
}

/** A part that can have links of its own. */
export interface Linked {
  links?: Link[] | null;
}

/** A frame of a sequence, or a whole single label. */
export interface Frame extends Linked {
  annotations: Annotation[];
}

/** A label with frames. */
export interface SequenceLabel extends Linked {
  frames: Frame[];
}

/** One sensor's part of a multi-sensor label. */
export interface SensorLabel {
  name: string;
  task_type: TaskType;
  /** An empty list stands for "not labeled". */
  attributes: SequenceLabel | [];
}

/** A label with sensors. */
export interface MultisensorLabel extends Linked {
  sensors: SensorLabel[];
}

/** What to do at the frames of a label and at all parts that can have links. */
export interface Visitor {
  frame?(frame: Frame, taskType: TaskType): void;
  linked?(part: Linked): void;
}

/**
 * Visits the frames of a label (a single label is its own frame) and all its parts that can have links, with `report`
 * standing at each.
 */
export function visitLabel(taskType: TaskType, value: unknown, report: Report, visitor: Visitor): void {
  visitor.linked?.(value as Linked);
  if (taskType === "multisensor-sequence") {
    report.each("sensors", (value as MultisensorLabel).sensors, (sensor) => {
      if (Array.isArray(sensor.attributes)) return;
      report.enter("attributes");
      visitLabel(sensor.task_type, sensor.attributes, report, visitor);
      report.leave();
    });
  } else if (isSequence(taskType)) {
    report.each("frames", (value as SequenceLabel).frames, (frame) => {
      visitor.linked?.(frame);
      visitor.frame?.(frame, taskType);
    });
  } else {
    visitor.frame?.(value as Frame, taskType);
  }
}
