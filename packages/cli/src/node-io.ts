import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Io, Output } from "./io.js";

/** The process's own streams. */
export function nodeIo(signal: AbortSignal): Io {
  const { stdin, stdout, stderr } = process;
  return {
    stdout: outputOf(stdout),
    stderr: outputOf(stderr),
    stdin,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    ask: (question, options) => ask(question, { ...options, signal }),
    env: process.env,
    cwd: process.cwd(),
    signal,
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => stream.write(text),
    drain: async () => {
      await once(stream, "drain");
    },
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

/** Questions go to standard error: standard output is for results. */
async function ask(
  question: string,
  { isSecret, signal }: { readonly isSecret?: boolean; readonly signal: AbortSignal },
): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const output = isSecret === true ? silent : process.stderr;
  if (isSecret === true) process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  lines.on("SIGINT", () => process.emit("SIGINT"));
  try {
    return await lines.question(isSecret === true ? "" : question, { signal });
  } finally {
    lines.close();
    if (isSecret === true) process.stderr.write("\n");
  }
}
