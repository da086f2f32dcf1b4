import { UnsavedDialog } from "../../../components/UnsavedDialog.js";
import { useLabeling } from "../page/workbench-context.js";

/** Asks before leaving only where leaving loses work: what is kept on this device waits for the person to come back. */
export function UnkeptGuard() {
  const { save } = useLabeling();
  return <UnsavedDialog isDirty={"isKept" in save && !save.isKept} />;
}
