import { Injectable } from '@nestjs/common';
import { createLogger, newId } from '@onggi/platform';
import pg from 'pg';

const log = createLogger('process-identity');
const retryMs = 500;

/**
 * A name for this process and proof that it lives: one connection holds a session advisory lock on the id, which the
 * server releases the moment the process or its connection dies. No heartbeat, no clock.
 */
@Injectable()
export class ProcessIdentity {
  readonly id = newId();
  private client: pg.Client | undefined;
  private stopped = false;
  private readonly names = new Set<string>([this.id]);

  constructor(private readonly url: string) {}

  /** Proves the life of another name of this process too, such as that of one job worker. */
  async prove(name: string): Promise<void> {
    this.names.add(name);
    await this.client?.query('SELECT pg_advisory_lock(tenancy.process_lock_key($1))', [name]);
  }

  /** Takes the lock; after a lost connection takes it again until stop(). */
  async start(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'onggi-identity', keepAlive: true });
    client.on('error', (error) => log.warn({ error: error.message }, 'the proof of life was lost'));
    client.on('end', () => this.restart());
    await client.connect();
    for (const name of this.names) {
      await client.query('SELECT pg_advisory_lock(tenancy.process_lock_key($1))', [name]);
    }
    this.client = client;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.client?.end();
  }

  private restart(): void {
    if (this.stopped) return;
    setTimeout(() => {
      if (this.stopped) return;
      this.start().catch((error: unknown) => {
        log.warn({ error: String(error) }, 'the proof of life could not be renewed yet');
        this.restart();
      });
    }, retryMs).unref();
  }
}
