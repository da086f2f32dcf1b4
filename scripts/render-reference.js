const METHODS = ["get", "post", "put", "patch", "delete"];

/** The API reference as Markdown, made from the OpenAPI document. */
export function renderReference(document) {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => ({ path, method, ...item[method] })),
  );
  const tags = [...new Set(operations.map((operation) => operation.tags?.[0] ?? "other"))];
  return [
    "# API reference",
    "",
    "Generated from the code by `npm run generate`; the same contract as a machine reads it is [openapi.json](../../openapi.json), and a running",
    "server shows it at `/docs/api`. How to authenticate, page and read errors: [conventions](conventions.md).",
    "",
    ...tags.map((tag) => `- [${title(tag)}](#${tag})`),
    "- [Objects](#objects)",
    "",
    ...tags.flatMap((tag) => [
      `## ${title(tag)}`,
      "",
      ...operations.filter((operation) => (operation.tags?.[0] ?? "other") === tag).flatMap(renderOperation),
    ]),
    "## Objects",
    "",
    ...Object.entries(document.components.schemas).flatMap(renderSchema),
  ].join("\n");
}

function title(tag) {
  return tag[0].toUpperCase() + tag.slice(1);
}

function renderOperation(operation) {
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
  const body = operation.requestBody?.content?.["application/json"]?.schema;
  const answers = Object.entries(operation.responses).filter(([status]) => /^2/.test(status));
  return [
    `### ${operation.summary}`,
    "",
    `\`${operation.method.toUpperCase()} ${operation.path}\``,
    "",
    ...(operation.description ? [operation.description, ""] : []),
    ...(query.length > 0
      ? [
          "| query | meaning |",
          "|---|---|",
          ...query.map((p) => `| \`${p.name}\` | ${cell(p.description ?? p.schema?.description ?? "")} |`),
          "",
        ]
      : []),
    ...(body ? [`Body: ${typeName(body)}`, ""] : []),
    ...answers.map(([status, answer]) => {
      const schema = answer.content?.["application/json"]?.schema;
      return `${status}: ${schema ? `${typeName(schema)}. ` : ""}${answer.description}`;
    }),
    "",
  ];
}

function renderSchema([name, schema]) {
  const required = new Set(schema.required ?? []);
  const properties = Object.entries(schema.properties ?? {});
  return [
    `### ${name}`,
    "",
    ...(schema.description ? [schema.description, ""] : []),
    ...(properties.length > 0
      ? [
          "| field | type | |",
          "|---|---|---|",
          ...properties.map(([field, property]) => {
            const notes = [
              property.description,
              property.default === undefined ? undefined : `Default \`${JSON.stringify(property.default)}\`.`,
            ];
            const optional = required.has(field) ? "" : "?";
            return `| \`${field}${optional}\` | ${cell(typeName(property))} | ${cell(notes.filter(Boolean).join(" "))} |`;
          }),
          "",
        ]
      : []),
  ];
}

function typeName(schema) {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeName))].join(" or ");
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.type === "array") return `list of ${typeName(schema.items ?? {})}`;
  return [schema.type ?? "any"].flat().join(" or ");
}

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
