import { Socket } from 'node:net';
import { z } from 'zod';
import { OnggiError } from '../errors/onggi-error.js';

/** Settings of a process that may be kept from the network. */
export const egressSettings = {
  /** `none`: the process connects to nothing but what its configuration names. */
  ONGGI_EGRESS: z.enum(['open', 'none']).default('open'),
  /** Further addresses that it may connect to then, such as an identity provider's; a comma list. */
  ONGGI_EGRESS_ALLOW: z.string().optional(),
};

/** Something in this process wanted to connect to an address that is not configured. */
export class EgressRefusedError extends OnggiError {
  constructor(readonly address: string) {
    super({
      code: 'EGRESS_REFUSED',
      httpStatus: 502,
      message: {
        ko: '이 설치는 설정되지 않은 주소에 연결하지 않습니다.',
        en: 'This installation connects to no address that is not configured.',
      },
      remedy: {
        ko: '필요한 주소라면 관리자가 ONGGI_EGRESS_ALLOW에 더하세요.',
        en: 'If the address is needed, an administrator adds it to ONGGI_EGRESS_ALLOW.',
      },
      data: { address },
    });
  }
}

const defaultPorts: Readonly<Record<string, string>> = {
  'http:': '80',
  'https:': '443',
  'postgres:': '5432',
  'postgresql:': '5432',
};

/**
 * `host:port` of every address that a configuration names: its values that are URLs, alone, in comma lists, or as
 * `name=URL`. What names no port has its scheme's.
 */
export function configuredAddresses(configuration: object): Set<string> {
  const texts = Object.values(configuration).filter((value) => typeof value === 'string');
  const addresses = texts.flatMap((text) =>
    text.split(',').flatMap((part) => {
      const [found] = /[a-z][a-z+.-]*:\/\/\S+/i.exec(part) ?? [];
      const url = found !== undefined && URL.canParse(found) ? new URL(found) : undefined;
      const port = url && (url.port || defaultPorts[url.protocol]);
      return url?.hostname && port ? [addressOf(url.hostname, port)] : [];
    }),
  );
  return new Set(addresses);
}

function addressOf(host: string, port: string | number): string {
  return `${host.toLowerCase().replace(/^\[|\]$/g, '')}:${port}`;
}

/**
 * From now on every connection of this process to an address that is not allowed fails with EgressRefusedError before a name
 * is looked up or a byte is sent, whoever opens it: fetch, TLS, redirects, the database driver. Sockets of the machine's own
 * file system stay open. Node has no other place that all of them pass.
 * @returns takes the guard away, for tests
 */
export function guardEgress(allowed: ReadonlySet<string>): () => void {
  const connect: (...of: unknown[]) => Socket = Socket.prototype.connect as never;
  const guarded = function (this: Socket, ...of: unknown[]): Socket {
    const address = wantedAddress(of);
    if (address === undefined || allowed.has(address)) return connect.apply(this, of);
    process.nextTick(() => this.destroy(new EgressRefusedError(address)));
    return this;
  };
  Socket.prototype.connect = guarded as Socket['connect'];
  return () => (Socket.prototype.connect = connect as Socket['connect']);
}

/** Where `connect(options)`, `connect(port, host)` or `connect(path)` goes; undefined for a path. net passes its own calls as one list. */
function wantedAddress(of: readonly unknown[]): string | undefined {
  const [first, second] = Array.isArray(of[0]) ? (of[0] as unknown[]) : of;
  if (typeof first === 'object' && first !== null) {
    const { path, host, port } = first as { path?: string; host?: string; port?: string | number };
    return path ? undefined : addressOf(host ?? 'localhost', port ?? '');
  }
  if (typeof first === 'string' && !/^\d+$/.test(first)) return undefined;
  return addressOf(typeof second === 'string' ? second : 'localhost', String(first));
}
