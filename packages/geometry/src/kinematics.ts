import { divide, length, subtract, type Vector3 } from "./vector3.js";

/** A speed or an acceleration, in m/s or m/s²; `relative` to the ego vehicle where its positions are known, else null. */
export interface Rate {
  readonly absolute: number;
  readonly relative: number | null;
}

/** One appearance of a track, in the order of time. */
export interface TrackPoint {
  readonly position: Vector3 | null;
  /** The ego vehicle's position in the same frame. */
  readonly egoPosition?: Vector3 | null | undefined;
  /** In `timestampUnit`s. */
  readonly timestamp?: number | null | undefined;
  /** The frame's index; the place in the list when absent. Counts only where timestamps are missing. */
  readonly frame?: number | undefined;
}

export interface KinematicsOptions {
  /** Timestamp units in a second; 10⁹ (nanoseconds) unless told. */
  readonly timestampUnit?: number | undefined;
  /** Frames a second, where timestamps are missing. */
  readonly fps?: number | undefined;
}

/** Velocity from the second known position on, acceleration from the third; null before. */
export interface Kinematics {
  readonly velocity: Rate | null;
  readonly acceleration: Rate | null;
}

interface Known {
  readonly position: Vector3;
  readonly ego: Vector3 | null;
  readonly timestamp: number | null;
  readonly frame: number;
}

/**
 * Velocity and acceleration along a track by backward differences, as `add_kinematics_to_label` of the Python package computes them.
 *
 * @returns one entry a point.
 * @throws RangeError when time does not increase, or timestamps and `fps` are both missing.
 * @example trackKinematics([{ position: { x: 0, y: 0, z: 0 } }, { position: { x: 3, y: 0, z: 0 } }], { fps: 2 })[1]
 * // { velocity: { absolute: 6, relative: null }, acceleration: null }
 */
export function trackKinematics(points: readonly TrackPoint[], options: KinematicsOptions = {}): Kinematics[] {
  let previous: Known | undefined;
  let previousVelocity: Vector3 | undefined;
  let previousEgoVelocity: Vector3 | null = null;
  return points.map((point, index) => {
    if (point.position === null) return { velocity: null, acceleration: null };
    const current: Known = {
      position: point.position,
      ego: point.egoPosition ?? null,
      timestamp: point.timestamp ?? null,
      frame: point.frame ?? index,
    };
    if (previous === undefined) {
      previous = current;
      return { velocity: null, acceleration: null };
    }
    const seconds = secondsBetween(previous, current, options);
    const velocity = divide(subtract(current.position, previous.position), seconds);
    const egoVelocity =
      current.ego !== null && previous.ego !== null ? divide(subtract(current.ego, previous.ego), seconds) : null;
    const result: Kinematics = {
      velocity: rate(velocity, egoVelocity),
      acceleration: previousVelocity
        ? rate(
            divide(subtract(velocity, previousVelocity), seconds),
            egoVelocity !== null && previousEgoVelocity !== null
              ? divide(subtract(egoVelocity, previousEgoVelocity), seconds)
              : null,
          )
        : null,
    };
    previous = current;
    previousVelocity = velocity;
    previousEgoVelocity = egoVelocity;
    return result;
  });
}

function rate(own: Vector3, ego: Vector3 | null): Rate {
  return { absolute: length(own), relative: ego === null ? null : length(subtract(own, ego)) };
}

function secondsBetween(from: Known, to: Known, { timestampUnit = 1e9, fps }: KinematicsOptions): number {
  let seconds: number;
  if (from.timestamp !== null && to.timestamp !== null) seconds = (to.timestamp - from.timestamp) / timestampUnit;
  else if (fps === undefined) throw new RangeError("Frames without timestamps need fps.");
  else seconds = (to.frame - from.frame) / fps;
  if (!(seconds > 0)) {
    throw new RangeError(`Timestamps must increase, and frame ${to.frame} is ${seconds} s after frame ${from.frame}.`);
  }
  return seconds;
}
