import type { Static } from "typebox";
import type { QuaternionSchema } from "./shared.js";

/** Whether a quaternion has no direction, and so stands for no rotation at all. */
export function isZeroQuaternion({ qx, qy, qz, qw }: Static<typeof QuaternionSchema>): boolean {
  return qx === 0 && qy === 0 && qz === 0 && qw === 0;
}
