/** Maps with several at work at once, and gives the results in the order of the items; at most `concurrency` are ahead. */
export async function* mapOrdered<T, R>(
  items: AsyncIterable<T>,
  concurrency: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const ahead: Promise<R>[] = [];
  try {
    for await (const item of items) {
      const result = map(item);
      // Its failure is thrown when its turn comes; until then it must not count as unhandled.
      result.catch(() => undefined);
      ahead.push(result);
      if (ahead.length >= concurrency) yield await (ahead.shift() as Promise<R>);
    }
    while (ahead.length > 0) yield await (ahead.shift() as Promise<R>);
  } finally {
    await Promise.allSettled(ahead);
  }
}
