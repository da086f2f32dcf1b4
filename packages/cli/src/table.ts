import { cut, printable, widthOf } from "./text.js";

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | boolean | null | undefined;
  /** Numbers stand at the right. */
  readonly align?: "right" | undefined;
  /** The column that gives way when the table is wider than the terminal. */
  readonly mayShrink?: boolean | undefined;
}

const GAP = "  ";
const LEAST_WIDTH = 12;

/**
 * A table whose columns are as wide as its first rows need. A list of a million rows is printed as it comes, so later rows cannot
 * widen it: a longer cell pushes its line to the right, and nothing is cut where nobody watches.
 */
export class Table<Row> {
  readonly #columns: readonly Column<Row>[];
  readonly #widths: readonly number[];
  readonly #shrinks: readonly boolean[];

  constructor(columns: readonly Column<Row>[], firstRows: readonly Row[], terminalWidth?: number) {
    this.#columns = columns;
    const widths = columns.map((column) =>
      Math.max(widthOf(column.title), ...firstRows.map((row) => widthOf(cellOf(column, row)))),
    );
    const excess = terminalWidth === undefined ? 0 : sum(widths) + GAP.length * (widths.length - 1) - terminalWidth;
    this.#shrinks = columns.map(({ mayShrink }) => mayShrink === true && excess > 0);
    let left = Math.max(0, excess);
    this.#widths = widths.map((width, index) => {
      if (!this.#shrinks[index]) return width;
      const taken = Math.max(0, Math.min(left, width - LEAST_WIDTH));
      left -= taken;
      return width - taken;
    });
  }

  head(): string {
    return this.#line(this.#columns.map(({ title }) => title.toUpperCase()));
  }

  line(row: Row): string {
    return this.#line(this.#columns.map((column) => cellOf(column, row)));
  }

  #line(cells: readonly string[]): string {
    const padded = cells.map((cell, index) => {
      const width = this.#widths[index] ?? 0;
      const shown = this.#shrinks[index] ? cut(cell, width) : cell;
      const space = " ".repeat(Math.max(0, width - widthOf(shown)));
      return this.#columns[index]?.align === "right" ? space + shown : shown + space;
    });
    return padded.join(GAP).trimEnd();
  }
}

function cellOf<Row>({ value }: Column<Row>, row: Row): string {
  const cell = value(row);
  if (cell === undefined || cell === null || cell === "") return "-";
  if (typeof cell === "number") return cell.toLocaleString("en-US");
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return printable(cell);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
