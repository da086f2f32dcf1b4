import type { FastifyInstance, FastifyReply } from "fastify";
import { Type } from "typebox";
import type { AppContext } from "../../context.js";
import { ANONYMOUS } from "../../http/access.js";
import { toJson } from "../../http/json-text.js";
import { created } from "../../http/replies.js";
import { transact } from "../../http/transact.js";
import { issueApiKey } from "../accounts/api-key-service.js";
import { audit } from "../audit/service.js";
import { HOME_PAGE, SETUP_PAGE, SETUP_SCRIPT, SETUP_STYLE, SETUP_USED_PAGE } from "./page.js";
import { createFirstUser, isSetupToken } from "./service.js";

const BODY = Type.Object({
  token: Type.String({ maxLength: 200 }),
  username: Type.String({ maxLength: 100 }),
  password: Type.String({ maxLength: 1000 }),
  email: Type.Optional(Type.String({ maxLength: 320 })),
});

interface SetupBody {
  token: string;
  username: string;
  password: string;
  email?: string;
}

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The one-time page that creates the first account. Its link is printed when the server starts on an empty database. */
export function setupRoutes(app: FastifyInstance, context: AppContext): void {
  const { db } = context.database;
  const config = { access: ANONYMOUS };
  const schema = { hide: true };

  const sendPage = (reply: FastifyReply, status: number, html: string) =>
    reply
      .code(status)
      .headers({
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
      })
      .type("text/html; charset=utf-8")
      .send(html);

  // Until the web app is here, somebody who opens the server in a browser learns what it is.
  app.get("/", { config, schema }, async (_request, reply) => sendPage(reply, 200, HOME_PAGE));
  app.get<{ Querystring: { token?: string } }>("/setup/", { config, schema }, async (request, reply) => {
    const isValid = await isSetupToken(db, String(request.query.token ?? ""));
    return isValid ? sendPage(reply, 200, SETUP_PAGE) : sendPage(reply, 410, SETUP_USED_PAGE);
  });
  app.get("/setup/page.css", { config, schema }, async (_request, reply) => reply.type("text/css").send(SETUP_STYLE));
  app.get("/setup/page.js", { config, schema }, async (_request, reply) =>
    reply.type("text/javascript").send(SETUP_SCRIPT),
  );

  app.post<{ Body: SetupBody }>("/setup/", { config, schema: { ...schema, body: BODY } }, (request, reply) =>
    transact(db, request, reply, async (tx) => {
      const { token, ...user } = request.body;
      const account = await createFirstUser(tx, token, user);
      const { key } = await issueApiKey(tx, account.id, "Set-up");
      await audit(tx, request, { action: "server.set_up", subject: account.username });
      return { ...created(toJson({ username: account.username, key })), isSecret: true };
    }),
  );
}
