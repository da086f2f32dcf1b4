import type { Api } from "./api.js";
import type { ServerProcess } from "./server-process.js";

export interface Lease {
  readonly uuid: string;
  readonly sample_uuid: string;
  readonly expires_at: string;
  readonly duration_seconds: number;
}

export interface Given {
  readonly sample: { readonly uuid: string; readonly label: { readonly version: number } | null } | null;
  readonly lease: Lease | null;
  readonly reason: string | null;
}

/** Every lease that some program holds, as the server told it: no two of one sample may hold at the same time. */
export class LeaseBook {
  readonly violations: string[] = [];
  readonly #held = new Map<string, { uuid: string; holder: string; untilMs: number; isEnding: boolean }>();

  /** The server gave a sample, or kept it alive: it did so at the lease's end less its duration. */
  hold(holder: string, lease: Lease): void {
    const untilMs = Date.parse(lease.expires_at);
    const heldAtMs = untilMs - lease.duration_seconds * 1000;
    const present = this.#held.get(lease.sample_uuid);
    const isOther = present !== undefined && present.uuid !== lease.uuid;
    // Who is about to end a lease may have ended it already.
    if (isOther && !present.isEnding && heldAtMs < present.untilMs) {
      this.violations.push(`${holder} got ${lease.sample_uuid} while ${present.holder} held it`);
    }
    this.#held.set(lease.sample_uuid, { uuid: lease.uuid, holder, untilMs, isEnding: false });
  }

  /** A request that ends the lease is on its way. */
  end(lease: Lease): void {
    const present = this.#held.get(lease.sample_uuid);
    if (present?.uuid === lease.uuid) present.isEnding = true;
  }
}

/** Invites people to a dataset and lets them in, by the API alone. Answers their keys. */
export async function inviteAll(
  server: ServerProcess,
  owner: Api,
  dataset: string,
  people: readonly { readonly username: string; readonly role: string }[],
): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const { username, role } of people) {
    const { token } = await owner.post<{ token: string }>(`${dataset}invitations/`, { role });
    const body = JSON.stringify({ username, password: `the password of ${username}` });
    const headers = { "content-type": "application/json" };
    const url = new URL(`/invitations/${token}/accept/`, server.url);
    const accepted = await fetch(url, { method: "POST", headers, body });
    if (accepted.status !== 201) throw new Error(`${username} was not let in: ${await accepted.text()}`);
    const cookie = accepted.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
    const made = await fetch(new URL("/user/api_keys/", server.url), {
      method: "POST",
      headers: { ...headers, cookie, origin: new URL(server.url).origin },
      body: JSON.stringify({ name: "simulation" }),
    });
    keys.set(username, ((await made.json()) as { key: string }).key);
  }
  return keys;
}
