/** Loaded by who uses it: a start does not wait for the library. */
export async function loadSharp() {
  const { default: sharp } = await import("sharp");
  // Several images at a time, one thread each; nothing is ever decoded twice.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}
