/** A part of a text that was written in Markdown. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly items: readonly string[] }
  | { readonly kind: "quote"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "rule" };

export type Span =
  | { readonly kind: "text" | "code" | "strong" | "emphasis"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly url: string };

const LIST_ITEM = /^ {0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const FENCE = /^ {0,3}(?:```|~~~)/;

/**
 * The blocks of a text: headings, paragraphs, lists of one level, quotes, code, rules. HTML is text. One pass over the
 * lines, so that a hostile text costs no more than another.
 */
export function parseBlocks(text: string): Block[] {
  const lines = text.split(/\r\n|\r|\n/);
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (isPart: (line: string) => boolean) => {
    const start = at;
    while (at < lines.length && isPart(lines[at] ?? "")) at += 1;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = /^ {0,3}(#{1,6})\s+(.*)$/.exec(line);
    const item = LIST_ITEM.exec(line);
    if (line.trim() === "") {
      at += 1;
    } else if (FENCE.test(line)) {
      at += 1;
      blocks.push({ kind: "code", text: takeWhile((next) => !FENCE.test(next)).join("\n") });
      at += 1;
    } else if (heading !== null) {
      at += 1;
      blocks.push({
        kind: "heading",
        level: heading[1]?.length ?? 1,
        text: (heading[2] ?? "").replace(/\s#+\s*$/, ""),
      });
    } else if (/^ {0,3}(?:-\s*){3,}$|^ {0,3}(?:\*\s*){3,}$/.test(line)) {
      at += 1;
      blocks.push({ kind: "rule" });
    } else if (item !== null) {
      blocks.push({ kind: "list", isOrdered: item[1] !== undefined, items: takeItems(takeWhile(isInList)) });
    } else if (/^ {0,3}>/.test(line)) {
      const quoted = takeWhile((next) => /^ {0,3}>/.test(next)).map((next) => next.replace(/^ {0,3}> ?/, ""));
      blocks.push({ kind: "quote", text: quoted.join("\n") });
    } else {
      const first = at;
      const part = takeWhile((next) => next.trim() !== "" && (at === first || !startsBlock(next)));
      blocks.push({ kind: "paragraph", text: part.join("\n") });
    }
  }
  return blocks;
}

function startsBlock(line: string): boolean {
  return /^ {0,3}(?:#{1,6}\s|>)/.test(line) || FENCE.test(line) || LIST_ITEM.test(line);
}

/** Items, and indented lines that go on with one. */
function isInList(line: string): boolean {
  return LIST_ITEM.test(line) || /^\s+\S/.test(line);
}

function takeItems(lines: readonly string[]): string[] {
  const items: string[] = [];
  for (const line of lines) {
    const item = LIST_ITEM.exec(line.replace(/^\s+/, ""));
    if (item !== null) items.push(item[2] ?? "");
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return items;
}

const SPAN =
  /`([^`\n]{1,2000})`|\*\*([^*\n]{1,2000})\*\*|\*([^*\s][^*\n]{0,2000})\*|\[([^\]\n]{1,500})\]\(([^()\s]{1,2000})\)/g;

/** The spans of a line of text: code, strong, emphasis, links. Links lead to http, https and mail only. */
export function parseSpans(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const match of text.matchAll(SPAN)) {
    const [whole, code, strong, emphasis, label, url] = match;
    if (match.index > at) spans.push({ kind: "text", text: text.slice(at, match.index) });
    at = match.index + whole.length;
    if (code !== undefined) spans.push({ kind: "code", text: code });
    else if (strong !== undefined) spans.push({ kind: "strong", text: strong });
    else if (emphasis !== undefined) spans.push({ kind: "emphasis", text: emphasis });
    else if (label !== undefined && url !== undefined && isSafeUrl(url)) spans.push({ kind: "link", text: label, url });
    else spans.push({ kind: "text", text: whole });
  }
  if (at < text.length) spans.push({ kind: "text", text: text.slice(at) });
  return spans;
}

function isSafeUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  return ["http:", "https:", "mailto:"].includes(new URL(url).protocol);
}
