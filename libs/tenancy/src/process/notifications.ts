import { Injectable } from '@nestjs/common';
import { createLogger } from '@onggi/platform';
import pg from 'pg';

const log = createLogger('notifications');
const retryMs = 500;

/** LISTEN on one connection for the whole process; listeners are called with the payload. Notifications are hints: rows are the truth. */
@Injectable()
export class Notifications {
  private client: pg.Client | undefined;
  private stopped = false;
  private readonly listeners = new Map<string, Set<(payload: string) => void>>();

  constructor(
    private readonly url: string,
    private readonly channels: readonly string[],
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'onggi-notifications',
      keepAlive: true,
    });
    client.on('error', (error) => log.warn({ error: error.message }, 'the notification connection was lost'));
    client.on('end', () => this.restart());
    client.on('notification', ({ channel, payload }) => this.dispatch(channel, payload ?? ''));
    await client.connect();
    for (const channel of this.channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
    this.client = client;
    // What was announced while nobody listened is found by reading again.
    for (const channel of this.channels) this.dispatch(channel, '');
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.client?.end();
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

  private restart(): void {
    if (this.stopped) return;
    setTimeout(() => {
      if (this.stopped) return;
      this.start().catch((error: unknown) => {
        log.warn({ error: String(error) }, 'notifications could not be renewed yet');
        this.restart();
      });
    }, retryMs).unref();
  }
}
