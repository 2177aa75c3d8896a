import { Injectable } from '@nestjs/common';
import { createLogger } from '@onggi/platform';
import { LastingConnection } from './lasting-connection.js';

/** LISTEN on one connection for the whole process; listeners are called with the payload. Notifications are hints: rows are the truth. */
@Injectable()
export class Notifications {
  private readonly connection: LastingConnection;
  private readonly listeners = new Map<string, Set<(payload: string) => void>>();

  constructor(url: string, channels: readonly string[]) {
    this.connection = new LastingConnection({
      url,
      applicationName: 'onggi-notifications',
      log: createLogger('notifications'),
      prepare: async (client) => {
        client.on('notification', ({ channel, payload }) => this.dispatch(channel, payload ?? ''));
        for (const channel of channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
        // What was announced while nobody listened is found by reading again.
        for (const channel of channels) this.dispatch(channel, '');
      },
    });
  }

  start(): Promise<void> {
    return this.connection.start();
  }

  stop(): Promise<void> {
    return this.connection.stop();
  }

  /** @returns a function that ends the subscription. An empty payload means "something may have been missed". */
  subscribe(channel: string, listener: (payload: string) => void): () => void {
    const set = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, set.add(listener));
    return () => set.delete(listener);
  }

  private dispatch(channel: string, payload: string): void {
    for (const listener of [...(this.listeners.get(channel) ?? [])]) listener(payload);
  }
}
