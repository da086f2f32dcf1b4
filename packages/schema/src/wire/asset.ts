import { type Static, Type } from "typebox";
import { Timestamp, Uuid } from "./shared.js";

/** An uploaded file: post all `fields` and then `file` to `presignedPostFields.url`; `url` then serves it. */
export const FileSchema = Type.Object(
  {
    uuid: Uuid,
    filename: Type.String(),
    url: Type.String(),
    created_at: Timestamp,
    presignedPostFields: Type.Object({
      url: Type.String(),
      fields: Type.Object({
        acl: Type.String(),
        "Content-Type": Type.String(),
        key: Type.String(),
        "x-amz-algorithm": Type.String(),
        "x-amz-credential": Type.String(),
        "x-amz-date": Type.String(),
        policy: Type.String(),
        "x-amz-signature": Type.String(),
      }),
    }),
  },
  { title: "File" },
);
/** The type of {@link FileSchema}. */
export type File = Static<typeof FileSchema>;

/** Body of POST `/assets/`. */
export const AssetCreateSchema = Type.Object(
  { filename: Type.String({ minLength: 1, maxLength: 255 }) },
  { title: "AssetCreate", description: "Asks where to upload a file.", examples: [{ filename: "label.png" }] },
);
/** The type of {@link AssetCreateSchema}. */
export type AssetCreate = Static<typeof AssetCreateSchema>;
