const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID in its usual form; anything else is an identifier that nothing has. */
export function isUuid(text: string | undefined): text is string {
  return text !== undefined && UUID.test(text);
}
