import { Button, CloseButton } from "@mantine/core";
import { RelativeTime } from "../../../components/RelativeTime.js";
import { useLabeling, useShownLabel, useUi, useWorkbench } from "../page/workbench-context.js";
import { type FoundWork, faultText, type LabelingState, readOnlyText } from "../session/index.js";
import { Banner } from "./Banner.js";
import classes from "./Banners.module.css";
import { downloadWork } from "./download-work.js";
import { HolderBanner } from "./HolderBanner.js";
import { lastReviewed, useLabelVersions } from "./history/label-versions.js";
import { restoreVersion } from "./history/restore-version.js";
import { isObjectDeleted } from "./issues/anchor-text.js";

/** What the person has to decide before work goes on: over the top of the canvas, so that the picture stays where it is. */
export function Banners() {
  const state = useLabeling();
  const { preview } = useUi();
  const shown = useShownLabel();
  return (
    <div className={classes.top}>
      {preview !== null && <PreviewBanner />}
      <RejectionBanner state={state} />
      {state.mode === "review" && shown !== undefined && <ReviewBanner />}
      {state.foundWork !== null && <FoundWorkBanner found={state.foundWork} />}
      {state.serverDraft === "otherDevice" && state.conflict === null && <OtherDeviceBanner />}
      {state.otherTab !== "none" && <OtherTabBanner state={state} />}
      {state.mode === "edit" && <HolderBanner />}
    </div>
  );
}

/** Whose label it is, and what changed since somebody looked at it last. */
function ReviewBanner() {
  const workbench = useWorkbench();
  const { isComparing, areReviewFactsAway } = useUi();
  const { sample } = useLabeling();
  const { data: versions = [] } = useLabelVersions();
  const reviewed = lastReviewed(versions);
  const current = versions.find(({ is_current: isCurrent }) => isCurrent);
  // Put away once, it comes back for corrected samples only: what changed there is news.
  if (current === undefined || (areReviewFactsAway && reviewed === undefined)) return null;
  const look = () => {
    workbench.setUi({ isComparing: !isComparing, ...(isComparing ? {} : { tab: "history" }) });
    workbench.focusCanvas();
  };
  return (
    <Banner
      key={sample?.uuid}
      tone="info"
      testId="review-facts"
      canClose
      onClose={() => workbench.setUi({ areReviewFactsAway: true })}
      {...(reviewed !== undefined && {
        action: (
          <Button size="compact-xs" variant="default" onClick={look} aria-pressed={isComparing}>
            {isComparing ? "Hide changes" : "Show changes"}
          </Button>
        ),
      })}
    >
      Saved by <bdi>{current.saved_by}</bdi> <RelativeTime time={current.saved_at} />.{" "}
      {reviewed === undefined
        ? "Nobody has reviewed it yet."
        : `Last ${reviewed.label_status === "REJECTED" ? "rejected" : "accepted"} by ${reviewed.saved_by}.`}
    </Banner>
  );
}

/** Why the sample came back: what the labeler reads first. */
function RejectionBanner({ state }: { readonly state: LabelingState }) {
  const workbench = useWorkbench();
  const rejection = state.sample?.rejection ?? null;
  if (rejection === null || state.mode === "readOnly") return null;
  const { anchor, created_by: by, description, uuid } = rejection;
  const showIt = () => {
    workbench.shown?.showAnchor(anchor);
    workbench.focusCanvas();
  };
  return (
    <Banner
      key={uuid}
      tone="warning"
      testId="rejection"
      canClose
      {...(anchor?.type === "track" &&
        !isObjectDeleted(rejection) && {
          action: (
            <Button size="compact-xs" variant="default" onClick={showIt}>
              Show it
            </Button>
          ),
        })}
    >
      <b>Rejected by {by}:</b> <span dir="auto">{description}</span>
    </Banner>
  );
}

/** What happens while somebody works: over the canvas, so that nothing moves under the pointer. */
export function FloatingBanners() {
  const state = useLabeling();
  return (
    <div className={classes.floating}>
      {state.signIn === "otherAccount" && (
        <Banner tone="warning">Somebody else is signed in now. Sign in with your own account to send your work.</Banner>
      )}
      {state.connection === "offline" && keepsWork(state) && state.phase !== "failed" && (
        <Banner tone="warning" testId="offline" canClose>
          {state.drafts === "kept"
            ? "You are offline. Go on: your work is kept on this device and sent when the connection is back."
            : "You are offline, and this browser keeps nothing. Leave this tab open until the connection is back."}
        </Banner>
      )}
      {state.drafts === "failing" && keepsWork(state) && (
        <Banner tone="warning">
          Your work cannot be kept on this device: its storage is full or blocked. Save often, or download it.
        </Banner>
      )}
      {state.lease === "lost" && state.phase === "working" && (
        <Banner tone="warning" testId="lease-lost" canClose>
          Your hold on this sample ran out, so somebody else may get it. What you submit still counts if nobody saved in
          between.
        </Banner>
      )}
      <RemovalBanner />
      <FaultBanner state={state} />
      {state.readOnlyReason === "role" && (
        <Banner tone="warning" testId="role-lost" action={<DownloadButton />}>
          {readOnlyText(state)}
        </Banner>
      )}
      <UnsentBanner state={state} />
      <LeftWorkBanner state={state} />
    </div>
  );
}

/** A page that only shows a label has no work to keep. */
function keepsWork({ mode, otherTab }: LabelingState): boolean {
  return mode !== "readOnly" && otherTab === "none";
}

const TIME = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hour12: false });
const DAY_AND_TIME = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", hour12: false });

function timeText(timeMs: number): string {
  const isToday = new Date(timeMs).toDateString() === new Date().toDateString();
  return (isToday ? TIME : DAY_AND_TIME).format(timeMs);
}

/** Work that was gone on with by itself; to give it up is an action. */
function FoundWorkBanner({ found }: { readonly found: FoundWork }) {
  const workbench = useWorkbench();
  const where = found.source === "server" ? " on another device" : "";
  return (
    <Banner
      key={found.updatedAtMs}
      tone={found.isUnreadable ? "warning" : "info"}
      testId="found-work"
      canClose={!found.isUnreadable}
      action={
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => workbench.setUi({ isDiscarding: true })}
          data-testid="discard-draft"
        >
          Discard it
        </Button>
      }
    >
      {found.isUnreadable
        ? "Your unsaved work on this sample was written by another version of Tessera, which this one cannot read."
        : `This is your unsaved work${where}, from ${timeText(found.updatedAtMs)}.`}
    </Banner>
  );
}

function OtherDeviceBanner() {
  const { session } = useWorkbench();
  return (
    <Banner
      tone="warning"
      testId="other-device"
      action={
        <Button size="compact-sm" onClick={() => void session.mergeOtherDevice()} data-testid="merge-device">
          Merge both versions
        </Button>
      }
    >
      You have also changed this sample on another device. What you do here is kept on this device only.
    </Banner>
  );
}

function OtherTabBanner({ state }: { readonly state: LabelingState }) {
  const { session } = useWorkbench();
  return (
    <Banner
      tone="info"
      testId="other-tab"
      action={
        <Button size="compact-sm" onClick={() => void session.takeOver()} data-testid="take-over">
          Work here
        </Button>
      }
    >
      {readOnlyText(state)}
    </Banner>
  );
}

/** A save or a request that came to nothing, while the sample is still here. */
function FaultBanner({ state }: { readonly state: LabelingState }) {
  const { fault, phase, save } = state;
  const shown = fault ?? (save.kind === "failed" ? save.fault : null);
  if (shown === null || phase === "failed" || shown.kind === "signIn" || state.conflict !== null) return null;
  return (
    <Banner tone="danger" testId="fault" action={<DownloadButton />}>
      {faultText(shown)}
    </Banner>
  );
}

/** Categories were removed while somebody labels: what they draw with them would only be found out later. */
function RemovalBanner() {
  const workbench = useWorkbench();
  const { removal } = useUi();
  if (removal === null) return null;
  const { names, savedSample } = removal;
  return (
    <Banner
      tone="warning"
      testId="categories-removed"
      action={
        <CloseButton size={24} iconSize={15} aria-label="Put away" onClick={() => workbench.setUi({ removal: null })} />
      }
    >
      {names.length === 1 ? "A category was removed" : "Categories were removed"} while you worked:{" "}
      <bdi>{names.join(", ")}</bdi>. Objects that have {names.length === 1 ? "it" : "one of them"} are struck through in
      the list.
      {savedSample !== undefined && (
        <>
          {" "}
          <bdi>{savedSample}</bdi>, which you saved last, has some too.
        </>
      )}
    </Banner>
  );
}

function DownloadButton() {
  const { session } = useWorkbench();
  const { sample } = useLabeling();
  if (sample === null) return null;
  return (
    <Button size="compact-sm" variant="default" onClick={() => void downloadWork(session, sample.name)}>
      Download the label
    </Button>
  );
}

function PreviewBanner() {
  const workbench = useWorkbench();
  const { preview } = useUi();
  const { readOnlyReason, conflict } = useLabeling();
  if (preview === null) return null;
  const { version } = preview;
  return (
    <Banner
      tone="info"
      testId="preview"
      action={
        <>
          {version !== undefined && readOnlyReason === null && (
            <Button size="compact-sm" onClick={() => restoreVersion(workbench)} data-testid="restore-version">
              Restore it
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              workbench.endPreview();
              workbench.setUi({ isConflictHidden: false });
            }}
            data-testid="end-preview"
          >
            {conflict === null ? "Back to the label" : "Back to the comparison"}
          </Button>
        </>
      }
    >
      {preview.title}. You are looking only.
    </Banner>
  );
}

/** Work on other samples that did not get through, or was left. */
function UnsentBanner({ state }: { readonly state: LabelingState }) {
  const { session } = useWorkbench();
  const { outbox, sample, dataset, phase } = state;
  const stuck = outbox.items.find(
    (item) =>
      (item.status === "conflict" || item.status === "refused") &&
      item.sampleUuid !== sample?.uuid &&
      item.dataset === dataset.full_name,
  );
  if (stuck === undefined || phase === "saving") return null;
  return (
    <Banner
      tone="warning"
      testId="unsent"
      action={
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void session.open(stuck.sampleUuid)}
          data-testid="open-unsent"
        >
          Open it
        </Button>
      }
    >
      Your work on <bdi>{stuck.sampleName}</bdi> is not saved. {stuck.fault === undefined ? "" : faultText(stuck.fault)}
    </Banner>
  );
}

/** Work on another sample that nobody came back to, as after a crash. */
function LeftWorkBanner({ state }: { readonly state: LabelingState }) {
  const { session } = useWorkbench();
  const { leftDrafts, dataset, mode, phase } = state;
  const left = leftDrafts.filter((draft) => draft.dataset === dataset.full_name);
  const [latest] = left.toSorted((a, b) => b.updatedAtMs - a.updatedAtMs);
  if (latest === undefined || phase !== "working" || (mode !== "label" && mode !== "review")) return null;
  const others = left.length === 1 ? "" : ` and on ${left.length - 1} more`;
  return (
    <Banner
      key={latest.sampleUuid}
      tone="info"
      testId="left-work"
      canClose
      action={
        <Button size="compact-sm" variant="default" onClick={() => void session.open(latest.sampleUuid)}>
          Open it
        </Button>
      }
    >
      You left unsaved work on <bdi>{latest.sampleName}</bdi>
      {others}, from {timeText(latest.updatedAtMs)}.
    </Banner>
  );
}
