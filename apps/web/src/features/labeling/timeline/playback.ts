import { Observable } from "../session/observable.js";

/** What plays. */
export interface PlayedFrames {
  readonly count: number;
  readonly frame: number;
  go(frame: number): void;
  isReady(frame: number): boolean;
  /** Seconds to the next frame in the recording; undefined where nothing says. */
  secondsFrom(frame: number): number | undefined;
}

/** Frames a second where timestamps say nothing. */
export const DEFAULT_FPS = 10;

/** How fast: a share of the recording's own pace. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;

/** What of the browser a playback needs. */
export interface PlaybackClock {
  nowMs(): number;
  /** Calls back at the next paint; returns how that is called off. */
  nextPaint(callback: () => void): () => void;
}

/**
 * Plays frames at the pace of the recording. It never shows a frame that is not here: it waits for it, and goes on from there at the same
 * pace. Where the machine is too slow, frames are left out.
 */
export class Playback {
  readonly isPlaying = new Observable(false);
  readonly speed = new Observable<number>(1);
  readonly #frames: PlayedFrames;
  readonly #clock: PlaybackClock;
  #stop = () => {};
  /** When the frame in view came. */
  #sinceMs = 0;

  constructor(frames: PlayedFrames, clock: PlaybackClock = BROWSER_CLOCK) {
    this.#frames = frames;
    this.#clock = clock;
  }

  toggle(): void {
    if (this.isPlaying.get()) this.pause();
    else this.play();
  }

  /** From the frame in view; at the end, from the first. */
  play(): void {
    if (this.isPlaying.get() || this.#frames.count < 2) return;
    if (this.#frames.frame >= this.#frames.count - 1) this.#frames.go(0);
    this.#sinceMs = this.#clock.nowMs();
    this.isPlaying.set(true);
    this.#wait();
  }

  pause(): void {
    this.#stop();
    this.isPlaying.set(false);
  }

  #wait(): void {
    this.#stop = this.#clock.nextPaint(() => this.#tick());
  }

  #tick(): void {
    const { frame, count } = this.#frames;
    let [due, sinceMs] = [frame, this.#sinceMs];
    const nowMs = this.#clock.nowMs();
    while (due < count - 1 && nowMs - sinceMs >= this.#msFrom(due)) {
      sinceMs += this.#msFrom(due);
      due++;
    }
    if (due !== frame) {
      const shown = this.#lastReady(frame, due);
      // What is not here yet is waited for: the clock stands still meanwhile.
      this.#sinceMs = shown === due ? sinceMs : nowMs;
      if (shown !== frame) this.#frames.go(shown);
    }
    if (this.#frames.frame >= count - 1) this.pause();
    else this.#wait();
  }

  /** The last frame of those that are due before which all are here. */
  #lastReady(from: number, due: number): number {
    let shown = from;
    while (shown < due && this.#frames.isReady(shown + 1)) shown++;
    return shown;
  }

  #msFrom(frame: number): number {
    return ((this.#frames.secondsFrom(frame) ?? 1 / DEFAULT_FPS) * 1000) / this.speed.get();
  }
}

const BROWSER_CLOCK: PlaybackClock = {
  nowMs: () => performance.now(),
  nextPaint(callback) {
    const id = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(id);
  },
};
