import type { Api } from "./api.js";

interface Asset {
  readonly url: string;
  readonly presignedPostFields: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
}

/**
 * Uploads a text file as a client does: asks for a form, and posts it.
 *
 * @param options.to the origin that takes the form, where it is not the one that made it
 * @returns the file's path
 */
export async function upload(api: Api, content: string, options: { to?: string } = {}): Promise<string> {
  const { url, presignedPostFields: form } = await api.post<Asset>("/assets/", { filename: "note.txt" });
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  body.append("file", new Blob([content]), "note.txt");
  const action = new URL(new URL(form.url).pathname, options.to ?? form.url);
  const response = await fetch(action, { method: "POST", body });
  if (response.status !== 204)
    throw new Error(`The upload was answered with ${response.status}: ${await response.text()}`);
  return new URL(url).pathname;
}
