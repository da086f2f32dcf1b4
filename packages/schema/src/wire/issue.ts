import { type Static, Type } from "typebox";
import { ISSUE_KINDS, ISSUE_STATUSES } from "../vocabulary.js";
import { descriptionField, nullable, oneOf, Timestamp, Uuid } from "./shared.js";

const anchorFields = {
  sensor: Type.Optional(nullable(Type.String())),
  frame: Type.Optional(nullable(Type.Integer({ minimum: 0 }))),
};

const LocationSchema = Type.Union([
  Type.Object({ type: Type.Literal("2d"), x: Type.Number(), y: Type.Number() }),
  Type.Object({ type: Type.Literal("3d"), x: Type.Number(), y: Type.Number(), z: Type.Number() }),
]);

/** What an issue is about: the sample, a track, a scene attribute, or a place. */
export const AnchorSchema = Type.Union(
  [
    Type.Object({ ...anchorFields, type: Type.Literal("basic") }),
    Type.Object({
      ...anchorFields,
      type: Type.Literal("track"),
      trackNumber: Type.Integer(),
      trackAttribute: Type.Optional(nullable(Type.String())),
    }),
    Type.Object({ ...anchorFields, type: Type.Literal("sceneAttribute"), sceneAttribute: Type.String() }),
    Type.Object({ ...anchorFields, type: Type.Literal("location"), location: LocationSchema }),
  ],
  { title: "Anchor", examples: [{ type: "track", trackNumber: 3, frame: 12 }] },
);
/** The type of {@link AnchorSchema}. */
export type Anchor = Static<typeof AnchorSchema>;

/** A reply to an issue. */
export const IssueCommentSchema = Type.Object(
  { created_at: Timestamp, created_by: Type.String(), text: Type.String() },
  { title: "IssueComment" },
);
/** The type of {@link IssueCommentSchema}. */
export type IssueComment = Static<typeof IssueCommentSchema>;

/** Names of tags. */
export const tagsField = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 100 });

/** Something to talk about on a sample, with its replies. */
export const IssueSchema = Type.Object(
  {
    uuid: Uuid,
    kind: oneOf(ISSUE_KINDS, {
      description: "`rejection`: why a reviewer rejected the sample; resolved when it is accepted",
    }),
    description: Type.String(),
    created_at: Timestamp,
    updated_at: Timestamp,
    created_by: Type.String(),
    updated_by: Type.String(),
    status: oneOf(ISSUE_STATUSES),
    comments: Type.Array(IssueCommentSchema),
    anchor: Type.Optional(nullable(AnchorSchema)),
    object_deleted_at: Type.Optional(
      nullable(
        Type.String({
          description:
            "When the object of a `track` anchor was deleted. Another object may have its number by now; the issue is not about that one",
        }),
      ),
    ),
    sample_uuid: Uuid,
    sample_name: Type.String(),
    tags: Type.Array(Type.String()),
  },
  { title: "Issue" },
);
/** The type of {@link IssueSchema}. */
export type Issue = Static<typeof IssueSchema>;

/** Body of POST `/samples/{uuid}/issues/`. */
export const IssueCreateSchema = Type.Object(
  {
    description: descriptionField(),
    status: Type.Optional(oneOf(ISSUE_STATUSES, { default: "OPEN" })),
    anchor: Type.Optional(nullable(AnchorSchema)),
    tags: Type.Optional(tagsField),
  },
  {
    title: "IssueCreate",
    description: "Raises an issue on a sample.",
    examples: [{ description: "You forgot to label the cars in this image.", status: "OPEN" }],
  },
);
/** The type of {@link IssueCreateSchema}. */
export type IssueCreate = Static<typeof IssueCreateSchema>;

/** Body of PATCH `/issues/{uuid}/`; a `null` anchor clears it. */
export const IssuePatchSchema = Type.Object(
  {
    description: Type.Optional(descriptionField()),
    status: Type.Optional(oneOf(ISSUE_STATUSES)),
    anchor: Type.Optional(nullable(AnchorSchema)),
    tags: Type.Optional(tagsField),
  },
  { title: "IssuePatch", description: "Changes an issue.", examples: [{ status: "CLOSED" }] },
);
/** The type of {@link IssuePatchSchema}. */
export type IssuePatch = Static<typeof IssuePatchSchema>;

/** Body of POST `/issues/{uuid}/comments/`. */
export const CommentCreateSchema = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 10_000 }) },
  { title: "CommentCreate", description: "Replies to an issue.", examples: [{ text: "Fixed." }] },
);
/** The type of {@link CommentCreateSchema}. */
export type CommentCreate = Static<typeof CommentCreateSchema>;
