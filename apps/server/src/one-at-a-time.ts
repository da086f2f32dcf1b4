/**
 * Lets one piece of work run after the other, in the order in which they come; one that fails holds up nothing.
 *
 * @example const inTurn = oneAtATime(); await Promise.all([inTurn(read), inTurn(write)]);
 */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
