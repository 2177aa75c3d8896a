import { BlockList, isIP } from 'node:net';

/** Where requests to identity providers may go. Set by who runs the installation, never by a tenant. */
export interface OutgoingRules {
  /** Plain http and loopback: only where Onggi itself is served on loopback. */
  loopback: boolean;
  /** Hosts that may have private addresses: a name, or `.corp.example` for all names below it. */
  internalHosts: readonly string[];
}

/** Link-local (cloud metadata among them), the metadata and wire servers that lie elsewhere, multicast, and what embeds other addresses. */
const never = subnets([
  ...['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'],
  ...['100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'],
  ...['::/128', 'fe80::/10', 'ff00::/8', 'fd00:ec2::254/128', 'fd20:ce::254/128'],
  ...['64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '2001::/32'],
]);
const loopback = subnets(['127.0.0.0/8', '::1/128']);
const internal = subnets([
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '192.0.0.0/24', '198.18.0.0/15'],
  ...['fc00::/7', 'fec0::/10'],
]);

/** True when a request to this host may connect to this address. */
export function mayConnect(host: string, address: string, rules: OutgoingRules): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || never.check(address, family)) return false;
  if (loopback.check(address, family)) return rules.loopback;
  return !internal.check(address, family) || isInternal(host, rules);
}

/** True for an address of the web that may be asked at all: https, or http to loopback where that is allowed. */
export function mayRequest(url: URL, rules: OutgoingRules): boolean {
  if (url.username !== '' || url.password !== '') return false;
  const host = hostOf(url);
  if (isIP(host) !== 0 && !mayConnect(host, host, rules)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && rules.loopback && isLoopback(host));
}

/** The host without the brackets that a URL puts around IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const family = isIP(host);
  return family !== 0 && loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

function isInternal(host: string, rules: OutgoingRules): boolean {
  const name = host.toLowerCase();
  return rules.internalHosts.some((entry) => (entry.startsWith('.') ? name.endsWith(entry) : name === entry));
}

function subnets(list: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const entry of list) {
    const [net = '', bits = ''] = entry.split('/');
    blocks.addSubnet(net, Number(bits), isIP(net) === 6 ? 'ipv6' : 'ipv4');
  }
  return blocks;
}
