/**
 * The least that can serve a page of samples: one connection, one statement by key, the columns as the text that they are,
 * joined and written to the socket. A process of its own, as the server is.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

export interface BareRequest {
  readonly connection: pg.ClientConfig;
  readonly datasetId: number;
  readonly limit: number;
}

interface Row {
  readonly [column: string]: string | null;
}

const PAGE = `select s.uuid, s.name, s.attributes, s.metadata, s.priority, s.readme, s.created_at, s.updated_at,
    creator.username as created_by, labeler.username as assigned_labeler, reviewer.username as assigned_reviewer
  from sample s join account creator on creator.id = s.created_by_id
  left join account labeler on labeler.id = s.assigned_labeler_id
  left join account reviewer on reviewer.id = s.assigned_reviewer_id
  where s.dataset_id = $1 and s.name > $2 order by s.name limit $3`;

function rowJson(row: Row): string {
  return `{"uuid":"${row.uuid}","name":${JSON.stringify(row.name)},"attributes":${row.attributes},"metadata":${row.metadata},"created_at":"${row.created_at}","created_by":${JSON.stringify(row.created_by)},"updated_at":"${row.updated_at}","readme":${JSON.stringify(row.readme)},"priority":${row.priority},"assigned_labeler":${JSON.stringify(row.assigned_labeler)},"assigned_reviewer":${JSON.stringify(row.assigned_reviewer)},"dataset_full_name":"bench/large","data_type":"IMAGE"}`;
}

process.once("message", async ({ connection, datasetId, limit }: BareRequest) => {
  const client = new pg.Client({
    ...connection,
    types: { getTypeParser: () => (text: string) => text } as pg.CustomTypesConfig,
  });
  await client.connect();
  const server = createServer(async (request, response) => {
    const after = new URL(request.url ?? "", "http://localhost").searchParams.get("after") ?? "";
    const { rows } = await client.query<Row>({ name: "page", text: PAGE, values: [datasetId, after, limit] });
    const body = `[${rows.map(rowJson).join(",")}]`;
    response.setHeader("content-type", "application/json");
    response.setHeader("content-length", Buffer.byteLength(body));
    response.end(body);
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
  process.once("disconnect", () => process.exit(0));
});
