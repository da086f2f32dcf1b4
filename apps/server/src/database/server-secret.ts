import { randomBytes } from "node:crypto";
import type { Db } from "./database.js";

/** A secret that all server processes on this database share, made by the first one. Hexadecimal, 256 bits. */
export async function sharedSecret(db: Db, name: string): Promise<string> {
  await db
    .insertInto("server_secret")
    .values({ name, value: randomBytes(32) })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const row = await db.selectFrom("server_secret").select("value").where("name", "=", name).executeTakeFirstOrThrow();
  return row.value.toString("hex");
}
