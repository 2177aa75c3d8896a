import type { Logger } from '@onggi/platform';
import pg from 'pg';

export interface LastingConnectionOptions {
  url: string;
  applicationName: string;
  log: Logger;
  /** What makes a fresh connection useful: locks to take, channels to listen on. */
  prepare: (client: pg.Client) => Promise<void>;
}

const retryMs = 500;

/** One connection for the life of the process: when it is lost, one new one takes its place, however long that takes. */
export class LastingConnection {
  /** Undefined while the connection is lost. */
  client: pg.Client | undefined;
  private stopped = false;
  private retryTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: LastingConnectionOptions) {}

  /** @throws the connection's error when the first attempt fails; later ones are tried again until stop(). */
  async start(): Promise<void> {
    const { url, applicationName, log, prepare } = this.options;
    const client = new pg.Client({ connectionString: url, application_name: applicationName, keepAlive: true });
    client.on('error', (error) => log.warn({ error: error.message }, `${applicationName}: the connection was lost`));
    await client.connect();
    client.on('end', () => this.replace(client));
    this.client = client;
    try {
      await prepare(client);
    } catch (error) {
      this.client = undefined;
      await client.end();
      throw error;
    }
    if (this.stopped) await client.end();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retryTimer);
    await this.client?.end();
  }

  private replace(lost: pg.Client): void {
    if (this.client !== lost) return;
    this.client = undefined;
    this.retry();
  }

  /** One attempt at a time: a failed one may be announced twice, by its own error and by the end of its connection. */
  private retry(): void {
    if (this.stopped || this.retryTimer) return;
    this.retryTimer = setTimeout(() => {
      this.retryTimer = undefined;
      this.start().catch((error: unknown) => {
        this.options.log.warn({ error: String(error) }, `${this.options.applicationName}: could not connect yet`);
        this.retry();
      });
    }, retryMs).unref();
  }
}
