import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@onggi/identity';
import type { ApiConfiguration } from '../configuration.js';
import { API_CONFIGURATION } from '../tokens.js';
import { TooManyStreamsError } from './edge-errors.js';

/**
 * How many event streams and subscriptions are open in this process: nobody holds all of its connections, or all places of
 * their tenant, by opening streams and leaving them there.
 */
@Injectable()
export class OpenStreams {
  private readonly counts = new Map<string, number>();

  constructor(@Inject(API_CONFIGURATION) private readonly configuration: ApiConfiguration) {}

  /**
   * Takes a place, before any work for the stream begins.
   * @returns gives the place back; a second call changes nothing
   * @throws TooManyStreamsError
   */
  enter(caller: Caller | undefined): () => void {
    if (!caller || caller.kind === 'machine') return () => undefined;
    const { tenant, principal } = caller.context;
    const { ONGGI_STREAMS_PRINCIPAL, ONGGI_STREAMS_TENANT } = this.configuration;
    const places = [
      { of: `${tenant} ${principal}`, most: ONGGI_STREAMS_PRINCIPAL, who: 'principal' },
      { of: tenant, most: ONGGI_STREAMS_TENANT, who: 'tenant' },
    ] as const;
    for (const { of, most, who } of places) {
      if ((this.counts.get(of) ?? 0) >= most) throw new TooManyStreamsError(who, most);
    }
    for (const { of } of places) this.change(of, 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      for (const { of } of places) this.change(of, -1);
    };
  }

  private change(of: string, by: 1 | -1): void {
    const count = (this.counts.get(of) ?? 0) + by;
    if (count > 0) this.counts.set(of, count);
    else this.counts.delete(of);
  }
}
