import type { LabelDocument } from "@tessera/editor-core";

const NAME = "frame";
/** Playing would write it at each frame, which browsers limit. */
const WAIT_MS = 250;

/**
 * The frame in view stands in the url, counted from 1, so that a link and a reload show the same one. Another sample starts at its first
 * frame; the same sample, opened again, stays in its frame.
 */
export class FrameUrl {
  #documentKey: string | undefined;
  #frame = 0;
  #stop = () => {};

  /** Goes to the frame that the url names, and names what comes into view from then on. */
  follow(document: LabelDocument, { frameCount }: { readonly frameCount: number }): void {
    this.#stop();
    const { documentKey } = document;
    const first = this.#documentKey === undefined ? readFrame() : 0;
    const frame = documentKey === this.#documentKey ? this.#frame : first;
    this.#documentKey = documentKey;
    if (document.frame === null) {
      this.#stop = () => {};
      return;
    }
    document.go(Math.min(frame, Math.max(0, frameCount - 1)));
    this.#frame = document.frame;
    writeFrame(this.#frame);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopListening = document.store.listen(
      () => {
        const now = document.frame ?? 0;
        if (now === this.#frame) return;
        this.#frame = now;
        clearTimeout(timer);
        timer = setTimeout(() => writeFrame(now), WAIT_MS);
      },
      { scope: "view" },
    );
    this.#stop = () => {
      clearTimeout(timer);
      stopListening();
    };
  }

  dispose(): void {
    this.#stop();
  }
}

function readFrame(): number {
  const number = Number(new URLSearchParams(location.search).get(NAME));
  return Number.isInteger(number) && number > 0 ? number - 1 : 0;
}

function writeFrame(frame: number): void {
  const url = new URL(location.href);
  if (frame === 0) url.searchParams.delete(NAME);
  else url.searchParams.set(NAME, String(frame + 1));
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}
