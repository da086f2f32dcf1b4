import { BlockList, isIP } from "node:net";

/**
 * Addresses that lead into a network of the server's own, or nowhere: private, loopback, link-local (where clouds keep their
 * metadata), shared, documentation, multicast and reserved ranges. Source: the IANA special-purpose address registries.
 */
const INTERNAL_IPV4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
  ...["224.0.0.0/4", "240.0.0.0/4"],
];
const INTERNAL_IPV6 = [
  ...["::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16"],
  ...["fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
  // These carry an IPv4 address inside, which need not be a public one.
  ...["::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "2002::/16"],
];

const INTERNAL = blockListOf([...INTERNAL_IPV4, ...INTERNAL_IPV6]);

/** What the operator lets the server fetch from inside its own network. */
export class AddressPolicy {
  readonly #hosts: ReadonlySet<string>;
  readonly #ranges: BlockList;

  /** @param allowed names, addresses and ranges such as `10.0.0.0/8`; see {@link isAllowableHost} */
  constructor(allowed: readonly string[]) {
    const ranges = allowed.filter((text) => isIP(text.split("/")[0] ?? "") !== 0);
    this.#ranges = blockListOf(ranges);
    this.#hosts = new Set(allowed.filter((text) => !ranges.includes(text)).map((text) => text.toLowerCase()));
  }

  /**
   * Whether a connection may be made.
   *
   * @param host as it stands in the url, without brackets
   * @param address that it stands for
   */
  allows(host: string, address: string): boolean {
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    return (
      !INTERNAL.check(address, family) || this.#hosts.has(host.toLowerCase()) || this.#ranges.check(address, family)
    );
  }
}

/** Whether a text can be an entry of {@link AddressPolicy}: a host name, an address, or a range of addresses. */
export function isAllowableHost(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0) return bits === undefined && /^(?!-)[A-Za-z0-9._-]{1,253}$/.test(text);
  if (bits === undefined) return true;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
