import { type Static, Type } from "typebox";
import { nameField, TaskTypeField } from "./shared.js";

/** A dataset that comes with the server, to try things on. */
export const ExampleSchema = Type.Object(
  {
    name: Type.String({ examples: ["vector"] }),
    title: Type.String(),
    description: Type.String(),
    task_type: TaskTypeField,
    samples_count: Type.Integer(),
    credits: Type.String({ description: "Whose pictures these are, and under which licences" }),
  },
  { title: "Example", description: "A dataset that comes with the server." },
);
/** The type of {@link ExampleSchema}. */
export type Example = Static<typeof ExampleSchema>;

/** Body of POST `/user/examples/`. */
export const ExampleCreateSchema = Type.Object(
  {
    name: nameField({ description: "The example's name" }),
    dataset_name: Type.Optional(
      nameField({ description: "Default: the example's, with a number where that is taken" }),
    ),
  },
  {
    title: "ExampleCreate",
    description: "Makes a dataset of one's own from an example.",
    examples: [{ name: "vector" }, { name: "vector", dataset_name: "tryout" }],
  },
);
/** The type of {@link ExampleCreateSchema}. */
export type ExampleCreate = Static<typeof ExampleCreateSchema>;
