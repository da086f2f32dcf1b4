import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

const SWEEP_MS = 100;

/**
 * Lets a stop end when the requests in progress have ended. Node waits for open connections too: for those that have
 * not sent a request yet (browsers open some ahead) up to a minute, and for one whose last request was in progress
 * until its keep-alive time is over.
 */
export function registerClosing(app: FastifyInstance): void {
  const unused = new Set<Socket>();
  let isClosing = false;
  app.server.on("connection", (socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  app.server.on("request", (request) => unused.delete(request.socket));
  app.addHook("onSend", async (_request, reply) => {
    if (isClosing) reply.header("connection", "close");
  });
  app.addHook("preClose", async () => {
    isClosing = true;
    const sweep = setInterval(() => closeUnused(app, unused), SWEEP_MS);
    app.server.once("close", () => clearInterval(sweep));
    closeUnused(app, unused);
  });
}

function closeUnused(app: FastifyInstance, unused: ReadonlySet<Socket>): void {
  app.server.closeIdleConnections();
  for (const socket of unused) socket.destroy();
}
