import { isIP } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isAllowableHost } from "./http-client/address-policy.js";

/** Everything an operator can set, read once from the environment. Times are seconds, sizes are bytes. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Undefined: the embedded PostgreSQL in `dataDir` is used. */
  readonly databaseUrl: string | undefined;
  readonly databasePoolSize: number;
  readonly statementTimeoutSeconds: number;
  /** Scheme, host and port that clients reach us by; undefined: taken from each request. */
  readonly publicUrl: string | undefined;
  readonly logLevel: LogLevel;
  /** Who reads `/metrics` where there is no token: programs on this machine, or everybody. */
  readonly metrics: MetricsAccess;
  readonly metricsToken: string | undefined;
  readonly maxBodyBytes: number;
  readonly maxInflatedBytes: number;
  readonly maxUploadBytes: number;
  /** How long the files of deleted samples and labels are kept. */
  readonly assetGraceDays: number;
  /** Requests a minute for one key (or one address without a key); 0 switches the limit off. */
  readonly rateLimitPerMinute: number;
  /** Collaborators that one dataset may have; 0 is no limit. */
  readonly maxCollaborators: number;
  readonly jobConcurrency: number;
  /** How long a sample from the queue stays with somebody who gives no sign of life. */
  readonly leaseSeconds: number;
  /**
   * Whose `X-Forwarded-*` headers are believed: nobody's, those of so many proxies in front of the server, or those that come
   * from these addresses and networks.
   */
  readonly trustProxy: false | number | string;
  /** Names, addresses and ranges inside the server's own network that it may fetch images from. */
  readonly allowedPrivateHosts: readonly string[];
  /** Where the built web app is. */
  readonly webDirectory: string;
  readonly s3: S3Config | undefined;
}

export interface S3Config {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly forcePathStyle: boolean;
  readonly publicUrl: string | undefined;
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const METRICS_ACCESS = ["local", "open"] as const;
type MetricsAccess = (typeof METRICS_ACCESS)[number];
type LogLevel = (typeof LOG_LEVELS)[number];

/** Thrown once, with every fault in the environment listed. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length === 1 ? "a fault" : "faults"}:\n${faults.map((f) => `  - ${f}`).join("\n")}`,
    );
    this.faults = faults;
  }
}

const MIB = 1024 * 1024;

/**
 * Reads the configuration from environment variables.
 *
 * @example
 * readConfig({ PORT: "9000" }).port // 9000
 * @throws {ConfigError} naming every variable that is wrong.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const reader = new EnvironmentReader(env);
  const bucket = reader.text("S3_BUCKET");
  const config: Config = {
    host: reader.text("HOST") ?? "127.0.0.1",
    port: reader.integer("PORT", { fallback: 8484, min: 0, max: 65535 }),
    dataDir: path.resolve(reader.text("DATA_DIR") ?? "data"),
    databaseUrl: reader.url("DATABASE_URL", ["postgres:", "postgresql:"]),
    databasePoolSize: reader.integer("DATABASE_POOL_SIZE", { fallback: 16, min: 2, max: 1000 }),
    statementTimeoutSeconds: reader.integer("STATEMENT_TIMEOUT_SECONDS", { fallback: 30, min: 1, max: 3600 }),
    publicUrl: reader.url("PUBLIC_URL", ["http:", "https:"])?.replace(/\/+$/, ""),
    logLevel: reader.oneOf("LOG_LEVEL", LOG_LEVELS, "info"),
    maxBodyBytes: reader.integer("MAX_BODY_BYTES", { fallback: 96 * MIB, min: MIB, max: 4096 * MIB }),
    maxInflatedBytes: reader.integer("MAX_INFLATED_BYTES", { fallback: 96 * MIB, min: MIB, max: 500 * MIB }),
    metrics: reader.oneOf("METRICS", METRICS_ACCESS, "local"),
    metricsToken: reader.secret("METRICS_TOKEN"),
    maxUploadBytes: reader.integer("MAX_UPLOAD_BYTES", { fallback: 4096 * MIB, min: MIB, max: 1024 * 1024 * MIB }),
    assetGraceDays: reader.integer("ASSET_GRACE_DAYS", { fallback: 7, min: 1, max: 36_500 }),
    rateLimitPerMinute: reader.integer("RATE_LIMIT_PER_MINUTE", { fallback: 12_000, min: 0, max: 10_000_000 }),
    maxCollaborators: reader.integer("MAX_COLLABORATORS", { fallback: 0, min: 0, max: 1_000_000_000 }),
    jobConcurrency: reader.integer("JOB_CONCURRENCY", { fallback: 2, min: 0, max: 64 }),
    leaseSeconds: reader.integer("LEASE_SECONDS", { fallback: 90, min: 3, max: 86_400 }),
    trustProxy: reader.trustedProxies("TRUST_PROXY"),
    allowedPrivateHosts: reader.list("ALLOWED_PRIVATE_HOSTS", {
      isItem: isAllowableHost,
      takes: "host names, addresses and ranges such as 10.0.0.0/8",
    }),
    webDirectory: path.resolve(reader.text("WEB_DIR") ?? fileURLToPath(new URL("../../web/dist", import.meta.url))),
    s3:
      bucket === undefined
        ? undefined
        : {
            bucket,
            region: reader.text("S3_REGION") ?? "us-east-1",
            endpoint: reader.url("S3_ENDPOINT", ["http:", "https:"]),
            accessKeyId: reader.text("S3_ACCESS_KEY_ID"),
            secretAccessKey: reader.text("S3_SECRET_ACCESS_KEY"),
            forcePathStyle: reader.flag("S3_FORCE_PATH_STYLE"),
            publicUrl: reader.url("S3_PUBLIC_URL", ["http:", "https:"]),
          },
  };
  reader.throwOnFaults();
  return config;
}

/** As Fastify's `trustProxy` takes them. */
function isProxyNetwork(text: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(text)) return true;
  const [address = "", prefix, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

class EnvironmentReader {
  readonly #env: NodeJS.ProcessEnv;
  readonly #faults: string[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  text(name: string): string | undefined {
    const value = this.#env[name]?.trim();
    return value === "" ? undefined : value;
  }

  /** One word of at least 16 characters, as a bearer token is. The value is not echoed. */
  secret(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !/^[!-~]{16,}$/.test(text))
      this.#faults.push(`${name} must be at least 16 characters of ASCII without spaces`);
    return text;
  }

  integer(name: string, options: { fallback: number; min: number; max: number }): number {
    const text = this.text(name);
    if (text === undefined) return options.fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= options.min && value <= options.max) return value;
    this.#faults.push(`${name} must be a whole number from ${options.min} to ${options.max}, not "${text}"`);
    return options.fallback;
  }

  flag(name: string): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined || text === "false" || text === "0") return false;
    if (text === "true" || text === "1") return true;
    this.#faults.push(`${name} must be true or false, not "${text}"`);
    return false;
  }

  /** `true` is one proxy: believing the whole of a header would let clients choose their address. */
  trustedProxies(name: string): false | number | string {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined || text === "false" || text === "0") return false;
    if (text === "true") return 1;
    if (/^\d$/.test(text)) return Number(text);
    const parts = text.split(",").map((part) => part.trim());
    if (parts.every(isProxyNetwork)) return parts.join(",");
    this.#faults.push(
      `${name} must be false, a number of proxies from 1 to 9, or addresses and networks such as 10.0.0.0/8, not "${text}"`,
    );
    return false;
  }

  oneOf<const T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const match = allowed.find((candidate) => candidate === text);
    if (match === undefined) this.#faults.push(`${name} must be one of ${allowed.join(", ")}, not "${text}"`);
    return match ?? fallback;
  }

  list(name: string, items: { isItem: (text: string) => boolean; takes: string }): readonly string[] {
    const texts = (this.text(name) ?? "")
      .split(",")
      .map((text) => text.trim())
      .filter((text) => text !== "");
    const wrong = texts.filter((text) => !items.isItem(text));
    if (wrong.length > 0)
      this.#faults.push(`${name} takes ${items.takes}, with commas between, not "${wrong.join(", ")}"`);
    return texts;
  }

  url(name: string, protocols: readonly string[]): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
    // The value is not echoed: a database url holds a password.
    this.#faults.push(`${name} must be a url that starts with ${protocols.map((p) => `${p}//`).join(" or ")}`);
    return undefined;
  }

  throwOnFaults(): void {
    if (this.#faults.length > 0) throw new ConfigError(this.#faults);
  }
}
