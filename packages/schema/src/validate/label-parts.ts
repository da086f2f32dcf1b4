/** What the rules read of a label whose shape has been checked, and how they walk it. */
import type { Report } from "../check/report.js";
import type { Link } from "../formats/label-attributes.js";
import { isSequence, type TaskType } from "../task-types.js";

export interface Annotation {
  id?: number;
  track_id?: number;
  rotation?: { qx: number; qy: number; qz: number; qw: number } | null;
}

/** A part that can have links of its own. */
export interface Linked {
  links?: Link[] | null;
}

export interface Frame extends Linked {
  annotations: Annotation[];
}

export interface SequenceLabel extends Linked {
  frames: Frame[];
}

export interface SensorLabel {
  name: string;
  task_type: TaskType;
  /** An empty list stands for "not labeled". */
  attributes: SequenceLabel | [];
}

export interface MultisensorLabel extends Linked {
  sensors: SensorLabel[];
}

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
