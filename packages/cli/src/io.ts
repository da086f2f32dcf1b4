/** Where text goes: standard output, or a test's list. */
export interface Output {
  /** False when the reader is slow: wait for {@link Output.drain}. */
  write(text: string | Uint8Array): boolean;
  /** Resolves when more may be written. */
  drain(): Promise<void>;
  readonly isTerminal: boolean;
  /** Of a terminal; 80 elsewhere. */
  readonly columns: number;
}

/** Everything that the command has of the outside, so that tests can give it another one. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Standard input, chunk by chunk. */
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** Whether somebody sits at it who can be asked. */
  readonly isInteractive: boolean;
  /** Asks for a line; what is typed for a secret is not shown. */
  ask(question: string, options?: { readonly isSecret?: boolean }): Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Writes at the pace of the reader: a list of millions must not pile up in memory. */
export async function writeAll(output: Output, text: string | Uint8Array): Promise<void> {
  if (!output.write(text)) await output.drain();
}

/** All of standard input as text. */
export async function readStdin({ stdin }: Pick<Io, "stdin">): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of stdin) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts).toString("utf8");
}
