import { EXIT } from "./exit-codes.js";
import { nodeIo } from "./node-io.js";
import { runCli } from "./run-cli.js";

const interruption = new AbortController();

// The first Ctrl-C ends in order: what is under way is aborted, journals are kept. The second one ends at once.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    interruption.abort(new DOMException("Interrupted", "AbortError"));
  });
}

// `tessera samples list … | head` closes the pipe early, which is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? EXIT.ok : EXIT.failed);
});

process.exitCode = await runCli(process.argv.slice(2), nodeIo(interruption.signal));
