import { Ajv, type ValidateFunction } from "ajv";
import type { FastifyInstance } from "fastify";
import type { Response as InjectResponse } from "light-my-request";

/** Tells in each answer which route gave it. Set before the application is ready. */
const ROUTE_HEADER = "x-test-route";

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

/**
 * Holds every answer of a test against the API's own document: the status must be one that the route names, the body of
 * a success must have the members of its schema and no others, and every error must be an `Error`.
 */
export class ContractCheck {
  readonly #document: OpenApi;
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  readonly #validators = new Map<object, ValidateFunction>();

  /** Call before the application is ready, and {@link read} after. */
  static install(app: FastifyInstance): void {
    app.addHook("onSend", async (request, reply) => {
      reply.header(ROUTE_HEADER, `${request.method} ${request.routeOptions.url ?? ""}`);
    });
  }

  static read(app: FastifyInstance): ContractCheck {
    return new ContractCheck(app.swagger() as unknown as OpenApi);
  }

  private constructor(document: OpenApi) {
    this.#document = document;
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      this.#ajv.addSchema(closed(schema) as object, `#/components/schemas/${name}`);
    }
  }

  /** @throws {Error} that says in what the answer departs from the document. */
  check(response: InjectResponse): void {
    const [method = "", route = ""] = String(response.headers[ROUTE_HEADER] ?? "").split(" ");
    const path = route.replace(/:([A-Za-z_]+)/g, "{$1}");
    const operation = this.#document.paths[path]?.[method.toLowerCase()];
    const { statusCode: status } = response;
    const what = `${method} ${route} → ${status}`;
    if (status >= 400) {
      // Pages for people, and files, are no part of the contract.
      const isPage = operation === undefined && /^\/(?:docs|storage)/.test(route);
      if (!isPage && method !== "HEAD") this.#validate(this.#document.components.schemas.Error, response, what);
      return;
    }
    if (operation === undefined) return;
    const documented = operation.responses[String(status)];
    if (documented === undefined) throw new Error(`${what}: the document does not name this status.`);
    const schema = documented.content?.["application/json"]?.schema;
    if (schema !== undefined) this.#validate(schema, response, what);
    else if (response.body !== "") throw new Error(`${what}: the document names no body, got ${response.body}`);
  }

  #validate(schema: object | undefined, response: InjectResponse, what: string): void {
    if (schema === undefined) throw new Error(`${what}: no schema.`);
    if (response.headers["content-type"] !== "application/json; charset=utf-8") {
      throw new Error(`${what}: ${response.headers["content-type"]} is not JSON: ${response.body.slice(0, 500)}`);
    }
    let validate = this.#validators.get(schema);
    if (validate === undefined) {
      validate = this.#ajv.compile(closed(schema) as object);
      this.#validators.set(schema, validate);
    }
    if (validate(JSON.parse(response.body))) return;
    const faults = (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
    throw new Error(`${what}: ${faults.join("; ")} in ${response.body.slice(0, 1000)}`);
  }
}

/** The same schema, refusing members that it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) =>
    // Examples and defaults are data, names of properties are no keywords.
    key === "properties" ? [key, mapValues(value as object, closed)] : [key, DATA.has(key) ? value : closed(value)],
  );
  const isOpen = !("properties" in schema) || "additionalProperties" in schema;
  return Object.fromEntries(isOpen ? entries : [...entries, ["additionalProperties", false]]);
}

const DATA = new Set(["examples", "example", "default", "enum", "const", "required"]);

function mapValues(object: object, map: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
