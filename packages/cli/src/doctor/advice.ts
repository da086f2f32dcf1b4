import { TesseraError } from "@tessera/sdk";

/** Why a server is not reached, in words. */
export function networkReason(error: unknown): string {
  const { name, cause, message } = error as {
    name?: string;
    cause?: { code?: string; message?: string };
    message?: string;
  };
  if (name === "TimeoutError") return "no answer within 15 seconds";
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: "nothing listens there",
    ENOTFOUND: "there is no such host",
    EAI_AGAIN: "the name server does not answer",
    ECONNRESET: "the connection was cut",
    ETIMEDOUT: "no answer",
    EHOSTUNREACH: "there is no way to that host",
    ENETUNREACH: "there is no way to that network",
    CERT_HAS_EXPIRED: "its certificate has expired",
    DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
    SELF_SIGNED_CERT_IN_CHAIN: "its certificate is of an authority that Node does not know",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate cannot be verified",
    ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  };
  return words[cause?.code ?? ""] ?? cause?.message ?? message ?? String(error);
}

/** What to do about it. */
export function networkAdvice(error: unknown): string {
  const { code = "" } = (error as { cause?: { code?: string } }).cause ?? {};
  if (/CERT|SIGNATURE/.test(code))
    return "Repair the certificate, or name your authority's file in NODE_EXTRA_CA_CERTS.";
  if (code === "ENOTFOUND") return "Check the address for a typing error.";
  return "Is the server running (`npm start`), and is the address right? HOST decides who can reach it.";
}

/** What to do when a file is not taken. */
export function uploadAdvice(error: unknown): string {
  const status = error instanceof TesseraError ? error.status : undefined;
  if (status === undefined)
    return "The address for uploads is not reached: set PUBLIC_URL of the server, or S3_ENDPOINT, to one that clients reach.";
  if (status === 403)
    return "The asset store refused the signature: check the clocks, and S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.";
  return "Look at the server's log, and at the space on its disk.";
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
