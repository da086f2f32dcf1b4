import { isShownInline } from "./content-types.js";

/**
 * The `Content-Disposition` of a file: in place for what the editors open, a download otherwise. The name is given
 * plainly where it is harmless ASCII, and by RFC 5987 (`filename*`) always, so that no quote, line break or direction mark of a
 * name reaches the header.
 *
 * @example
 * contentDispositionFor("straße.png") // `inline; filename="stra_e.png"; filename*=UTF-8''stra%C3%9Fe.png`
 */
export function contentDispositionFor(filename: string): string {
  const type = isShownInline(filename) ? "inline" : "attachment";
  const plain = filename.replace(/[^A-Za-z0-9._()+ -]/gu, "_");
  return `${type}; filename="${plain}"; filename*=UTF-8''${encodeExtendedValue(filename)}`;
}

/** RFC 5987 `ext-value`: encodeURIComponent leaves four characters that the grammar does not have, and throws on half a pair. */
function encodeExtendedValue(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD")).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
