import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent, fetch as request } from 'undici';
import { ProviderAddressError } from './federation-errors.js';
import { mayConnect, mayRequest, type OutgoingRules } from './outgoing-addresses.js';

/** For one request, connecting included. A person waits in front of the browser. */
export const providerTimeoutMs = 8_000;
const largestResponseBytes = 1024 * 1024;

type Fetch = (url: string, options?: object) => Promise<Response>;
type Callback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * `fetch` for requests to identity providers. Each address is checked where the connection is made, so that a name that
 * resolves differently the second time is of no use; redirects are not followed, responses have a limit.
 * Rejects with ProviderAddressError for an address that may not be asked.
 */
export function providerFetch(rules: OutgoingRules): Fetch {
  const lookup = (host: string, options: LookupOptions, done: Callback) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      if (!addresses.every(({ address }) => mayConnect(host, address, rules))) {
        return done(new ProviderAddressError(host), []);
      }
      const [first] = addresses;
      if (options.all || !first) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
  const dispatcher = new Agent({
    connect: { lookup, timeout: providerTimeoutMs },
    headersTimeout: providerTimeoutMs,
    bodyTimeout: providerTimeoutMs,
    maxResponseSize: largestResponseBytes,
  });
  return async (url, options) => {
    if (!mayRequest(new URL(url), rules)) throw new ProviderAddressError(new URL(url).host);
    const tooLong = AbortSignal.timeout(providerTimeoutMs);
    const response = await request(url, { ...options, redirect: 'manual', signal: tooLong, dispatcher });
    return response as unknown as Response;
  };
}
