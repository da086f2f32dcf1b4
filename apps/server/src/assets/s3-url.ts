/**
 * The object's key where the url names an object of the connected bucket, else undefined: `s3://bucket/key`, AWS's urls with the
 * bucket in the host or in the path, and both at a configured endpoint.
 *
 * @example
 * objectKeyOfUrl("s3://drive/a/000001.pcd", { bucket: "drive", region: "eu-west-1" }) // "a/000001.pcd"
 */
export function objectKeyOfUrl(
  url: string,
  { bucket, region, endpoint }: { bucket: string; region: string; endpoint?: string | undefined },
): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname, username, password, search } = new URL(url);
  if (username !== "" || password !== "") return undefined;
  // Taken as it stands: in an s3:// url nothing is encoded, and a key may hold `..`.
  if (protocol === "s3:")
    return url.startsWith(`s3://${bucket}/`) ? orUndefined(url.slice(`s3://${bucket}/`.length)) : undefined;
  // A url that is signed already is somebody's own affair.
  if (/x-amz-signature=/i.test(search)) return undefined;

  const place = `${protocol}//${host}`;
  const places = [`https://s3.${region}.amazonaws.com`, "https://s3.amazonaws.com"];
  if (endpoint !== undefined) places.push(new URL(endpoint).origin);
  for (const origin of places) {
    if (place === origin.replace("://", `://${bucket}.`)) return decode(pathname.slice(1));
    if (place === origin && pathname.startsWith(`/${bucket}/`)) return decode(pathname.slice(bucket.length + 2));
  }
  return undefined;
}

function decode(encoded: string): string | undefined {
  try {
    return orUndefined(decodeURIComponent(encoded));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function orUndefined(key: string): string | undefined {
  return key === "" ? undefined : key;
}
