import { lazy, Suspense, useEffect, useState } from "react";
import { onFirstNotice } from "./notify.js";

const NoticeArea = lazy(() => import("./NoticeArea.js").then(({ NoticeArea: component }) => ({ default: component })));

/** The place of short messages, loaded with the first of them. */
export function Notices() {
  const [isNeeded, setIsNeeded] = useState(false);
  useEffect(() => onFirstNotice(() => setIsNeeded(true)), []);
  if (!isNeeded) return null;
  return (
    <Suspense fallback={null}>
      <NoticeArea />
    </Suspense>
  );
}
