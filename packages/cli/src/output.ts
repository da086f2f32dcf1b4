import { toJson } from "@tessera/sdk";
import type { ErrorReport } from "./errors.js";
import { type Io, writeAll } from "./io.js";
import { type Column, Table } from "./table.js";
import { printable } from "./text.js";

/** A table's columns are as wide as these many rows need. */
const ROWS_AHEAD = 200;

/**
 * What a command says. Results go to standard output: tables and lines for people, or with `--json` one JSON document. Remarks,
 * progress and errors go to standard error, so that a pipe gets results alone.
 */
export class Printer {
  readonly isJson: boolean;
  readonly #isQuiet: boolean;
  readonly #io: Io;

  constructor(io: Io, options: { readonly isJson: boolean; readonly isQuiet: boolean }) {
    this.#io = io;
    this.isJson = options.isJson;
    this.#isQuiet = options.isQuiet;
  }

  /** A list, printed while it arrives. As JSON it is an array with an item a line. */
  async list<Row>(rows: Iterable<Row> | AsyncIterable<Row>, columns: readonly Column<Row>[], nothing: string) {
    if (this.isJson) await this.#jsonList(rows);
    else await this.#table(rows, columns, nothing);
  }

  /** One thing: its fields, one a line. */
  async object(value: object, fields: readonly (readonly [name: string, value: unknown])[]): Promise<void> {
    if (this.isJson) return this.json(value);
    const width = Math.max(...fields.map(([name]) => name.length));
    for (const [name, field] of fields) {
      if (field === undefined) continue;
      await this.line(`${name.padEnd(width)}  ${fieldText(field, width + 2)}`);
    }
  }

  /** The sentence that says what was done; with `--json` the thing itself. */
  async done(text: string, value: object): Promise<void> {
    await (this.isJson ? this.json(value) : this.line(text));
  }

  async json(value: unknown): Promise<void> {
    await writeAll(this.#io.stdout, `${indented(value)}\n`);
  }

  /** A line of the result, for people. */
  async line(text = ""): Promise<void> {
    await writeAll(this.#io.stdout, `${text}\n`);
  }

  /** The result as it is: a script, a file. */
  async raw(text: string | Uint8Array): Promise<void> {
    await writeAll(this.#io.stdout, text);
  }

  /** For people only, beside the result. */
  remark(text: string): void {
    if (!this.#isQuiet) this.#io.stderr.write(`${text}\n`);
  }

  error(report: ErrorReport): void {
    if (this.isJson) {
      const { error, hint, status, requestId, fields, exitCode } = report;
      const shown = { error, hint, status, request_id: requestId, fields, exit_code: exitCode };
      this.#io.stderr.write(`${toJson(shown)}\n`);
      return;
    }
    const lines = [`Error: ${printable(report.error)}`];
    for (const [field, sentences] of Object.entries(report.fields ?? {})) {
      lines.push(`  ${printable(field)}: ${printable(sentences.join(" "))}`);
    }
    if (report.hint !== undefined) lines.push(report.hint);
    if (report.requestId !== undefined) lines.push(`Request id: ${report.requestId}`);
    this.#io.stderr.write(`${lines.join("\n")}\n`);
  }

  async #jsonList(rows: Iterable<unknown> | AsyncIterable<unknown>): Promise<void> {
    let separator = "[\n";
    for await (const row of rows) {
      await this.raw(`${separator}${toJson(row)}`);
      separator = ",\n";
    }
    await this.raw(separator === "[\n" ? "[]\n" : "\n]\n");
  }

  async #table<Row>(rows: Iterable<Row> | AsyncIterable<Row>, columns: readonly Column<Row>[], nothing: string) {
    const first: Row[] = [];
    let table: Table<Row> | undefined;
    const begin = async () => {
      const { isTerminal, columns: width } = this.#io.stdout;
      table = new Table(columns, first, isTerminal ? width : undefined);
      await this.line(table.head());
      for (const row of first) await this.line(table.line(row));
    };
    for await (const row of rows) {
      if (table !== undefined) await this.line(table.line(row));
      else if (first.push(row) === ROWS_AHEAD) await begin();
    }
    if (first.length === 0) this.remark(nothing);
    else if (table === undefined) await begin();
  }
}

function fieldText(value: unknown, indent: number): string {
  if (value === null || value === "") return "-";
  if (typeof value === "number") return value.toLocaleString("en-US");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") return indented(value).replaceAll("\n", `\n${" ".repeat(indent)}`);
  return String(value)
    .split("\n")
    .map(printable)
    .join(`\n${" ".repeat(indent)}`);
}

/** `JSON.stringify(value, null, 2)`, with integers of any size. */
function indented(value: unknown): string {
  const mark = `\uE000${Math.random()}:`;
  const text = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? mark + part : part), 2);
  return text.replace(new RegExp(`"${mark}(-?\\d+)"`, "g"), "$1");
}
