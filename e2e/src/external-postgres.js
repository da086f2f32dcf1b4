import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const DEBIAN_HOME = "/usr/lib/postgresql";
const USER = "tessera";

/**
 * Where Debian's PostgreSQL programs are, those of the newest version; undefined when it is not installed.
 *
 * @returns {string | undefined}
 */
export function findPostgres() {
  const versions = existsSync(DEBIAN_HOME) ? readdirSync(DEBIAN_HOME) : [];
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => path.join(DEBIAN_HOME, version, "bin"))
    .find((bin) => existsSync(path.join(bin, "initdb")));
}

/**
 * @typedef {object} ExternalPostgres
 * @property {(name: string) => string} createDatabase makes an empty database and answers its url
 * @property {(signal: "SIGINT" | "SIGQUIT") => Promise<void>} restart a fast or an immediate shutdown, and a start
 * @property {(name: string) => void} endBackends ends all connections to a database
 * @property {() => Promise<void>} stop
 */

/**
 * A throw-away cluster of an installed PostgreSQL. It does not run as root: then it is `postgres` or `nobody`.
 *
 * @param {string} bin
 * @returns {Promise<ExternalPostgres>}
 */
export async function startExternalPostgres(bin) {
  const directory = mkdtempSync(path.join(tmpdir(), "tessera-pg-"));
  const account = process.getuid?.() === 0 ? accountOf(["postgres", "nobody"]) : undefined;
  if (account !== undefined) chownSync(directory, account.uid, account.gid);
  const cluster = path.join(directory, "data");
  const run = (/** @type {string} */ program, /** @type {string[]} */ args) =>
    execFileSync(path.join(bin, program), args, { ...account, cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  run("initdb", ["-D", cluster, "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync"]);
  const settings = [`unix_socket_directories=${directory}`, "listen_addresses=", "fsync=off", "max_connections=200"];
  const options = settings.flatMap((setting) => ["-c", setting]);
  const start = async () => {
    const child = spawn(path.join(bin, "postgres"), ["-D", cluster, ...options], {
      ...account,
      cwd: directory,
      stdio: "ignore",
    });
    const exited = new Promise((resolve) => child.once("exit", resolve));
    for (let attempt = 0; ; attempt++) {
      try {
        run("pg_isready", ["-h", directory, "-q"]);
        break;
      } catch (error) {
        if (attempt > 200) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const stop = async (/** @type {"SIGINT" | "SIGQUIT"} */ signal) => {
      child.kill(signal);
      await exited;
    };
    return { stop };
  };
  let running = await start();
  const socket = `host=${encodeURIComponent(directory)}&port=5432`;
  return {
    createDatabase(name) {
      run("createdb", ["-h", directory, "-U", USER, name]);
      return `postgres://${USER}@localhost/${name}?${socket}`;
    },
    endBackends(name) {
      const ended = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`;
      run("psql", ["-h", directory, "-U", USER, "-d", "postgres", "-c", ended]);
    },
    async restart(signal) {
      await running.stop(signal);
      running = await start();
    },
    async stop() {
      await running.stop("SIGINT");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * The first of some accounts that there is.
 *
 * @param {readonly string[]} names
 * @returns {{ uid: number, gid: number }}
 */
export function accountOf(names) {
  for (const name of names) {
    try {
      const [uid, gid] = ["-u", "-g"].map((flag) =>
        Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" })),
      );
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // There is no such account; the next one may be there.
    }
  }
  throw new Error(`There is none of the accounts ${names.join(", ")}.`);
}
