import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { sessionExpiry } from "../../../api/session-expiry.js";
import { Banners, FloatingBanners } from "../components/Banners.js";
import { CategoryMenu } from "../components/CategoryMenu.js";
import { ConfirmAction } from "../components/ConfirmAction.js";
import { ConflictView } from "../components/ConflictView.js";
import { ContextMenu } from "../components/ContextMenu.js";
import { DiscardDialog } from "../components/DiscardDialog.js";
import { EditorBar } from "../components/EditorBar.js";
import { HotkeySheet } from "../components/HotkeySheet.js";
import { Instructions } from "../components/Instructions.js";
import { OtherLabels } from "../components/OtherLabels.js";
import { PhaseCover } from "../components/PhaseCover.js";
import { RejectDialog } from "../components/RejectDialog.js";
import { SidePanel } from "../components/SidePanel.js";
import { StatusLine } from "../components/StatusLine.js";
import { ToolRail } from "../components/ToolRail.js";
import { UnkeptGuard } from "../components/UnkeptGuard.js";
import { HEADER_PX, RULER_PX } from "../timeline/timeline-layout.js";
import { listenToKeys } from "./keyboard.js";
import classes from "./Workspace.module.css";
import { OpenLabelContext, useLabeling, useSettings, useShownLabel, useWorkbench } from "./workbench-context.js";

/** Loaded where there are frames only. */
const Timeline = lazy(async () => ({ default: (await import("../timeline/Timeline.js")).Timeline }));

/** The whole page: bar, tools, canvas, panels. */
export function Workspace() {
  const workbench = useWorkbench();
  const label = useShownLabel();
  const { isPanelOpen, isTimelineOpen, timelineHeightPx } = useSettings();
  const { sample, phase } = useLabeling();
  useEffect(() => listenToKeys(workbench), [workbench]);
  useSignInAgain();
  const name = sample?.name ?? "";
  useEffect(() => {
    const before = document.title;
    document.title = name === "" ? workbench.dataset.full_name : `${name} · ${workbench.dataset.full_name}`;
    return () => {
      document.title = before;
    };
  }, [name, workbench]);

  const { Canvas } = workbench.module;
  const timeline = label && workbench.module.timeline?.(label);
  const isOpen = label !== undefined && sample !== null && phase !== "empty";
  return (
    <div
      className={classes.page}
      data-panel={(isPanelOpen && isOpen) || undefined}
      data-testid="labeling"
      data-phase={phase}
    >
      <div className={classes.bar}>
        <EditorBar />
      </div>
      {isOpen ? (
        <OpenLabelContext value={label}>
          <div className={classes.rail}>
            <ToolRail />
          </div>
          <main className={classes.canvas}>
            <Canvas label={label} />
            <PhaseCover />
            <Banners />
            <FloatingBanners />
          </main>
          {timeline && (
            // As high as it will be, so that the image does not jump when the timeline comes.
            <div
              className={classes.timeline}
              style={{ minHeight: HEADER_PX + (isTimelineOpen ? timelineHeightPx : RULER_PX) }}
            >
              <Suspense fallback={null}>
                <Timeline {...timeline} />
              </Suspense>
            </div>
          )}
          <div className={classes.status}>
            <StatusLine />
          </div>
          {isPanelOpen && (
            <aside className={classes.panel} aria-label="Panels">
              <SidePanel />
            </aside>
          )}
          <CategoryMenu />
          <ContextMenu />
          <HotkeySheet />
          <OtherLabels />
          <Instructions />
        </OpenLabelContext>
      ) : (
        <main className={classes.whole}>
          <PhaseCover />
          <Banners />
          <FloatingBanners />
        </main>
      )}
      <ConfirmAction />
      <RejectDialog />
      <DiscardDialog />
      <ConflictView />
      <UnkeptGuard />
    </div>
  );
}

/** The dialog over the whole app asks to sign in again; the session goes on when that is done. */
function useSignInAgain(): void {
  const { session } = useWorkbench();
  const { signIn } = useLabeling();
  const isExpired = useSyncExternalStore(sessionExpiry.subscribe, sessionExpiry.get);
  useEffect(() => {
    if (signIn === "needed") sessionExpiry.set(true);
  }, [signIn]);
  useEffect(() => {
    if (!isExpired) return;
    // When the dialog goes, somebody is signed in.
    return () => void session.resumeAfterSignIn();
  }, [isExpired, session]);
}

/** The page's shape while it opens. */
export function WorkspaceSkeleton() {
  return (
    <div className={classes.page} role="status" aria-label="Opening the editor">
      <div className={classes.bar} />
      <div className={classes.rail} />
      <div className={classes.canvas} />
      <div className={classes.status} />
    </div>
  );
}
