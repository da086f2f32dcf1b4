import {
  attachView,
  type Camera,
  CanvasView,
  type ImageSize,
  type LoadedImage,
  type VectorEditor,
} from "@tessera/editor-2d";
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { CanvasNotice } from "../../components/CanvasNotice.js";
import { applyToEditor } from "../../page/apply-settings.js";
import { CANVAS_ID } from "../../page/canvas-focus.js";
import { useFrame } from "../../page/use-frame.js";
import type { Workbench } from "../../page/workbench.js";
import { useWorkbench } from "../../page/workbench-context.js";
import type { ModuleProps } from "../editor-module.js";
import { applyToView } from "./apply-to-view.js";
import { ImageProblem } from "./ImageProblem.js";
import { IssueMarkers } from "./IssueMarkers.js";
import { IssuePlacer } from "./IssuePlacer.js";
import { images } from "./image-store.js";
import { PropagationSign } from "./PropagationSign.js";
import classes from "./VectorCanvas.module.css";
import { type VectorLabel, vectorLabel } from "./vector-label.js";

/** What the canvas shows of the sample's image. */
export type ImageState =
  | { readonly kind: "none" }
  | { readonly kind: "loading" }
  | { readonly kind: "shown"; readonly image: LoadedImage }
  | { readonly kind: "failed"; readonly error: Error };

/** The image, the shapes over it, and what the tools draw. React renders none of it. */
export function VectorCanvas({ label: opened }: ModuleProps) {
  const workbench = useWorkbench();
  const label = vectorLabel(opened);
  const host = useRef<HTMLDivElement>(null);
  const wasKeyPressedHere = useRef(false);
  const frame = useFrameInView(label);
  const url = label.frames[frame]?.url;
  const [state, retry] = useSampleImage(url);
  const isSequence = label.vector.frames !== undefined;
  useView({ workbench, label, host, state, frame });

  return (
    <>
      <div
        ref={host}
        id={CANVAS_ID}
        className={classes.host}
        onKeyDown={() => {
          wasKeyPressedHere.current = true;
        }}
        onKeyUp={(event) => {
          // The key that brought the focus was pressed elsewhere. After a click or a dialog one knows where one is.
          if (event.key === "Tab" && !wasKeyPressedHere.current) event.currentTarget.dataset.byKeyboard = "";
          wasKeyPressedHere.current = false;
        }}
        onBlur={(event) => delete event.currentTarget.dataset.byKeyboard}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the canvas takes keys, as an application does
        tabIndex={0}
        aria-label="Image and labels"
        data-testid="canvas"
        data-image={state.kind}
        data-sequence={isSequence ? "" : undefined}
      />
      <IssueMarkers label={label} />
      <IssuePlacer label={label} />
      {state.kind === "loading" && <LoadingBar />}
      {(state.kind === "failed" || (state.kind === "none" && isSequence)) && (
        <ImageProblem
          key={frame}
          error={state.kind === "failed" ? state.error : undefined}
          frame={isSequence ? { number: frame + 1, name: label.frames[frame]?.name } : undefined}
          {...{ url, onRetry: retry }}
        />
      )}
      {label.propagation && <PropagationSign label={label} propagation={label.propagation} />}
      <CanvasNotice />
    </>
  );
}

/** Shows only when loading takes long enough to wonder. */
function LoadingBar() {
  return <div className={classes.loading} role="progressbar" aria-label="Loading the image" />;
}

/** The frame in view; the images around it are loaded ahead. */
function useFrameInView(label: VectorLabel): number {
  const { document, framesAhead } = label;
  const frame = useFrame(document);
  useLayoutEffect(() => framesAhead.go(frame), [framesAhead, frame]);
  return frame;
}

function useSampleImage(url: string | undefined): readonly [ImageState, () => void] {
  const [attempt, setAttempt] = useState(0);
  const [loaded, setLoaded] = useState<{ readonly url: string; readonly state: ImageState }>();
  useLayoutEffect(() => {
    // Asked again by the button beside the error.
    void attempt;
    if (url === undefined) return;
    const handle = images.acquire(url);
    let isLeft = false;
    const show = (state: ImageState) => !isLeft && setLoaded({ url, state });
    if (handle.image !== undefined) show({ kind: "shown", image: handle.image });
    else {
      show({ kind: "loading" });
      handle.loading.then(
        (image) => show({ kind: "shown", image }),
        (error: unknown) => show({ kind: "failed", error: error instanceof Error ? error : new Error(String(error)) }),
      );
    }
    return () => {
      isLeft = true;
      handle.release();
    };
  }, [url, attempt]);
  return [stateOf(url, loaded), () => setAttempt((count) => count + 1)];
}

/** An image that was fetched ahead is there in the very frame in which its sample is opened. */
function stateOf(
  url: string | undefined,
  loaded: { readonly url: string; readonly state: ImageState } | undefined,
): ImageState {
  if (url === undefined) return { kind: "none" };
  if (loaded?.url === url) return loaded.state;
  const image = images.peek(url);
  return image === undefined ? { kind: "loading" } : { kind: "shown", image };
}

interface ViewParts {
  readonly workbench: Workbench;
  readonly label: VectorLabel;
  readonly host: RefObject<HTMLDivElement | null>;
  readonly state: ImageState;
  readonly frame: number;
}

/** One view an editor; a view of the same image in its place keeps the camera. */
function useView({ workbench, label, host, state, frame }: ViewParts): void {
  const { vector } = label;
  const view = useRef<CanvasView>(undefined);
  const last = useRef<{ readonly image: LoadedImage; readonly camera: Camera }>(undefined);
  const image = state.kind === "shown" ? state.image : undefined;
  const { kind } = state;

  // Before the browser paints, so that one sample follows the other without a flash.
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = new CanvasView(element, {
      scene: vector.scene,
      onCameraChange: () => label.cameraChanged.emit(),
      onError: () => workbench.tell("The image could not be equalized"),
    });
    const detach = attachView(vector, made, element, { wheel: () => workbench.settings.get().wheel });
    view.current = made;
    label.view.set(made);
    const applySettings = () => {
      applyToView(made, workbench.settings.get());
      applyToEditor(vector.editor, workbench.settings.get());
      if (vector.frames) vector.frames.tracks.newObjectsLast = workbench.settings.get().newObjectsLast;
    };
    applySettings();
    const stop = workbench.settings.state.subscribe(applySettings);
    if (document.activeElement === document.body) element.focus({ preventScroll: true });
    return () => {
      stop();
      detach();
      view.current = undefined;
      label.view.set(undefined);
      made.dispose();
    };
  }, [workbench, label, vector, host]);

  useLayoutEffect(() => {
    const shown = view.current;
    if (shown === undefined) return;
    const isSequence = vector.frames !== undefined;
    if (image === undefined) {
      // The frame before stays, dimmed, until the one in view is here.
      if (isSequence && kind === "loading" && last.current !== undefined) return;
      if (kind === "loading") {
        shown.showImage(undefined);
        return;
      }
      const show = () => {
        const size = isSequence ? label.framesAhead.sizeNear(frame) : undefined;
        if (size) vector.setImageSize(size);
        shown.showBlank(size ?? blankSize(vector), { keepCamera: isSequence });
        return size !== undefined;
      };
      if (show() || !isSequence) return;
      // Nothing is known of any frame yet: the first one that comes tells.
      const stop = label.framesAhead.changed.listen(() => show() && stop());
      return stop;
    }
    vector.setImageSize(image);
    const { camera, image: before } = last.current ?? {};
    if (isSequence) {
      shown.showImage(image, { keepCamera: camera !== undefined });
      last.current = { image, camera: shown.camera };
      return;
    }
    shown.showImage(image);
    // Another version of the same sample: what one looks at stays where it is.
    if (camera !== undefined && before === image)
      shown.setCamera({ ...shown.camera, zoom: camera.zoom, center: camera.center });
    return () => {
      last.current = { image, camera: shown.camera };
    };
  }, [image, kind, label, vector, frame]);
}

/** As large as most images are, where nothing says how large this one is. */
const BLANK_PX = 1000;

/** Without an image, a blank as large as what the label covers, and never a speck. */
function blankSize({ editor }: VectorEditor): ImageSize {
  let [widthPx, heightPx] = [BLANK_PX, BLANK_PX];
  for (const record of editor.annotations.all()) {
    const [x, y] = editor.extentOf(record)?.max ?? [0, 0];
    widthPx = Math.max(widthPx, Math.ceil(x));
    heightPx = Math.max(heightPx, Math.ceil(y));
  }
  return { widthPx, heightPx };
}
