import { SaxesParser } from "saxes";
import { ImportError } from "./imported.js";

/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  /** The text directly in it, joined. */
  text: string;
}

const MAX_DEPTH = 100;

/**
 * Reads the XML that annotation tools write: elements, attributes, text, CDATA, comments. Document types are refused, and with them
 * entities of their own, which could name files or grow without end.
 *
 * @throws ImportError when the text is no well-formed XML.
 */
export function readXml(text: string, fileName: string): XmlElement {
  const root: XmlElement = { name: "", attributes: new Map(), children: [], text: "" };
  const open: XmlElement[] = [root];
  const fail = (reason: string): never => {
    throw new ImportError(`${fileName}: ${reason}`);
  };
  const parser = new SaxesParser();
  parser.on("error", (error) => fail(`it is no XML, or is truncated (${error.message.replace(/\.$/, "")})`));
  parser.on("doctype", () => fail("XML with a document type is not read"));
  const addText = (plain: string): void => {
    const current = open.at(-1) ?? root;
    current.text += plain;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes: new Map(Object.entries(attributes)), children: [], text: "" };
    (open.at(-1) ?? root).children.push(element);
    open.push(element);
    if (open.length > MAX_DEPTH) fail(`it is nested deeper than ${MAX_DEPTH} levels`);
  });
  parser.on("closetag", () => open.pop());
  parser.write(text.replace(/^\uFEFF?\s+(?=<)/, "")).close();
  return root.children[0] ?? fail("it is empty, or no XML");
}

/**
 * The text of an XML file in the encoding that its byte order mark or its declaration names, else UTF-8.
 *
 * @throws ImportError when the encoding is not known, or the bytes are not of it.
 * @example decodeXml(bytes, "a.xml")
 */
export function decodeXml(bytes: Uint8Array, fileName: string): string {
  const encoding = markOf(bytes) ?? declaredEncoding(bytes) ?? "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ImportError(`${fileName}: its bytes are not of the encoding ${encoding}, or it is not known`, { cause });
  }
}

function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return first === 0xef && second === 0xbb && third === 0xbf ? "utf-8" : undefined;
}

/** A declaration is ASCII, whatever the rest is; one that can be read byte by byte is not in UTF-16. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 256));
  const [, name] = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/.exec(start) ?? [];
  return name !== undefined && /^utf-?16/i.test(name) ? "utf-8" : name;
}

export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

export function childText(element: XmlElement | undefined, name: string): string | undefined {
  return childrenOf(element, name)[0]?.text.trim();
}
