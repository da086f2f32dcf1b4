import type { FastifyInstance, FastifyRequest } from "fastify";
import { MemoryBudget, type Reservation } from "./memory-budget.js";

declare module "fastify" {
  interface FastifyInstance {
    /** What requests hold while they work: parsed bodies, and the parts of large answers. */
    workMemory: MemoryBudget;
  }
  interface FastifyRequest {
    reservations: Reservation[] | undefined;
    /** A part of a budget that is given back when the handler has sent its answer. */
    reserve(budget: MemoryBudget): Reservation;
  }
}

const WORK_BYTES = 160 * 1024 * 1024;

/** What comes from the database, its text, the text around it, and the bytes that are sent. */
export const WORK_PER_ANSWER_BYTE = 4;
/** Smaller ones are of no weight. */
const UNCOUNTED_LABEL_BYTES = 256 * 1024;

/** Holds the memory that sending a label of this size takes, until it is sent. */
export async function holdForLabel(request: FastifyRequest, labelBytes: number): Promise<void> {
  if (labelBytes <= UNCOUNTED_LABEL_BYTES) return;
  await request.reserve(request.server.workMemory).growTo(WORK_PER_ANSWER_BYTE * labelBytes);
}

/** What large requests hold is counted, and given back when their handlers are done, also where nobody waits any more. */
export function registerMemory(app: FastifyInstance): void {
  app.decorate("workMemory", new MemoryBudget(WORK_BYTES));
  app.decorateRequest("reservations", undefined);
  app.decorateRequest("reserve", function (this: FastifyRequest, budget: MemoryBudget) {
    const reservation = budget.open();
    this.reservations = [...(this.reservations ?? []), reservation];
    return reservation;
  });
  app.addHook("onSend", async (request) => {
    for (const reservation of request.reservations ?? []) reservation.release();
  });
}
