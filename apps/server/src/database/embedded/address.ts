import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Account, canEnter } from "./account.js";
import { EmbeddedPostgresError, USE_DATABASE_URL } from "./errors.js";
import type { Layout } from "./layout.js";
import type { Connection } from "./record.js";

const LOOPBACK = "127.0.0.1";

/** Where PostgreSQL listens. */
export interface Address {
  /** A socket directory or 127.0.0.1. */
  readonly host: string;
  readonly port: number;
  /** The socket directory when it is not in the data directory. */
  readonly foreignSocketDir?: string;
  /** The settings that make PostgreSQL listen there, and nowhere else. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Part of the socket's file name; on a socket no port is opened. */
const SOCKET_PORT = 5432;

/** macOS has room for 104 bytes in a socket's address and Linux for 108, a closing NUL included. */
const SOCKET_PATH_BYTES = 103;

/** A private directory for the socket: in the data directory where that works, else in one for temporary files. */
export async function chooseSocket(layout: Layout, account: Account): Promise<Address> {
  // In the data directory a container that shares the volume, or a service with a /tmp of its own, finds it.
  await rm(layout.socketDir, { recursive: true, force: true });
  if (fits(layout.socketDir)) {
    await mkdir(layout.socketDir, { mode: 0o700 });
    await makePrivate(layout.socketDir, account);
    if (await canBind(layout.socketDir)) return socketAddress(layout.socketDir);
    await rm(layout.socketDir, { recursive: true, force: true });
  }
  for (const base of new Set([process.env.XDG_RUNTIME_DIR, tmpdir(), "/tmp"])) {
    if (base === undefined || !fits(join(base, "tessera-XXXXXX")) || !(await canEnter(account, base))) continue;
    const directory = await mkdtemp(join(base, "tessera-")).catch(() => undefined);
    if (directory === undefined) continue;
    await makePrivate(directory, account);
    if (await canBind(directory)) return { ...socketAddress(directory), foreignSocketDir: directory };
    await rm(directory, { recursive: true, force: true });
  }
  throw new EmbeddedPostgresError(
    "start-failed",
    `There is no directory for PostgreSQL's socket: ${layout.socketDir} is too long or on a file system without ` +
      `sockets, and so is ${tmpdir()}. Set DATA_DIR or TMPDIR to a short path on a local disk, or ${USE_DATABASE_URL}.`,
  );
}

/** The address of an earlier run. Its socket directory went with that run, and is made again. */
export async function sameAddress(layout: Layout, account: Account, { host, port }: Connection): Promise<Address> {
  if (host === LOOPBACK) return tcpAddress(port);
  await rm(host, { recursive: true, force: true });
  await mkdir(host, { mode: 0o700 });
  await makePrivate(host, account);
  return host === layout.socketDir ? socketAddress(host) : { ...socketAddress(host), foreignSocketDir: host };
}

function socketAddress(directory: string): Address {
  return {
    host: directory,
    port: SOCKET_PORT,
    settings: {
      listen_addresses: "",
      // A list of directories; quoted, since a comma parts them.
      unix_socket_directories: `"${directory.replaceAll('"', '""')}"`,
      port: String(SOCKET_PORT),
    },
  };
}

/** A free port on the loopback interface, for machines without unix sockets. */
export async function chooseTcpPort(): Promise<Address> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      if (address !== null && typeof address === "object") resolve(address.port);
    });
  });
  await close(server);
  return tcpAddress(port);
}

function tcpAddress(port: number): Address {
  const settings = { listen_addresses: LOOPBACK, unix_socket_directories: "", port: String(port) };
  return { host: LOOPBACK, port, settings };
}

function fits(directory: string): boolean {
  return Buffer.byteLength(join(directory, `.s.PGSQL.${SOCKET_PORT}`)) <= SOCKET_PATH_BYTES;
}

async function makePrivate(directory: string, account: Account): Promise<void> {
  await chmod(directory, 0o700);
  if (account.ownerUid !== undefined && account.ownerGid !== undefined) {
    await chown(directory, account.ownerUid, account.ownerGid);
  }
}

/** Shared folders of virtual machines take files and refuse sockets. */
async function canBind(directory: string): Promise<boolean> {
  const server = createServer();
  const bound = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(join(directory, ".probe"), () => resolve(true));
  });
  if (bound) await close(server);
  return bound;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
