import { Observable } from "../session/observable.js";

/** How long after a change of sample an action is taken for the sample before it. */
export const SETTLING_MS = 400;

/**
 * Keeps a second press of Submit or Skip from falling on the sample that has just appeared: actions wait until the
 * sample has been in front of the person for a moment, or until they have done something with it.
 *
 * @example settling.begin(); settling.isOver.get() // false, and true 400 ms later
 */
export class Settling {
  readonly isOver = new Observable(true);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Another sample is in front. */
  begin(): void {
    clearTimeout(this.#timer);
    this.isOver.set(false);
    this.#timer = setTimeout(() => this.end(), SETTLING_MS);
  }

  /** The person has done something with the sample, or the moment is over. */
  end(): void {
    clearTimeout(this.#timer);
    this.isOver.set(true);
  }
}
