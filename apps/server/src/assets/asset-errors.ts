/** There is nothing at the key. */
export class AssetMissingError extends Error {
  override readonly name = "AssetMissingError";
  constructor() {
    super("There is no asset at this key.");
  }
}

/** The disk (or quota) has no room; what was written of the asset is gone again. */
export class AssetStoreFullError extends Error {
  override readonly name = "AssetStoreFullError";
  constructor(options?: ErrorOptions) {
    super("The server has no disk space left to store this file.", options);
  }
}

/** The names S3 gives to the faults of an upload; a client that speaks S3 knows them. */
export type UploadFaultCode =
  | "AccessDenied"
  | "EntityTooLarge"
  | "EntityTooSmall"
  | "IncompleteBody"
  | "InvalidArgument"
  | "InvalidPolicyDocument"
  | "MalformedPOSTRequest"
  | "MaxPostPreDataLengthExceeded"
  | "ObjectIsImmutable"
  | "SignatureDoesNotMatch"
  | "UnsupportedMediaType";

/** An upload that is refused: status and sentence go to the client. */
export class UploadRefusedError extends Error {
  override readonly name = "UploadRefusedError";
  readonly statusCode: 400 | 403 | 409 | 415;
  readonly code: UploadFaultCode;
  constructor(statusCode: 400 | 403 | 409 | 415, code: UploadFaultCode, sentence: string) {
    super(sentence);
    this.statusCode = statusCode;
    this.code = code;
  }
}

/** The client went away midway: nobody is left to answer. */
export class UploadInterruptedError extends Error {
  override readonly name = "UploadInterruptedError";
  constructor() {
    super("The connection closed before the upload was complete.");
  }
}
