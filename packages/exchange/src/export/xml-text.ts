/** Text for an XML document, in an attribute's quotes or between tags; what XML cannot hold becomes U+FFFD. */
export function xmlText(value: string | number): string {
  return Array.from(String(value).toWellFormed(), (character) => (isAllowed(character) ? character : "\uFFFD"))
    .join("")
    .replace(/[&<>"'\r\n\t]/g, (character) => ESCAPES[character] ?? `&#${character.charCodeAt(0)};`);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function isAllowed(character: string): boolean {
  return (character >= " " || "\t\n\r".includes(character)) && character !== "\uFFFE" && character !== "\uFFFF";
}
