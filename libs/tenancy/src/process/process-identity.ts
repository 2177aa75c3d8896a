import { Injectable } from '@nestjs/common';
import { createLogger, newId } from '@onggi/platform';
import type pg from 'pg';
import { LastingConnection } from './lasting-connection.js';

/**
 * A name for this process and proof that it lives: one connection holds a session advisory lock on the id, which the
 * server releases the moment the process or its connection dies. No heartbeat, no clock.
 */
@Injectable()
export class ProcessIdentity {
  readonly id = newId();
  private readonly names = new Set<string>([this.id]);
  private readonly connection: LastingConnection;

  /** @param url a connection of any role that may call tenancy.process_lock_key */
  constructor(url: string) {
    this.connection = new LastingConnection({
      url,
      applicationName: 'onggi-identity',
      log: createLogger('process-identity'),
      prepare: async (client) => {
        for (const name of this.names) await takeLock(client, name);
      },
    });
  }

  /** Proves the life of another name of this process too, such as that of one job worker; at the latest when the connection is back. */
  async prove(name: string): Promise<void> {
    this.names.add(name);
    if (this.connection.client) await takeLock(this.connection.client, name);
  }

  /** Takes the lock; after a lost connection takes it again until stop(). */
  start(): Promise<void> {
    return this.connection.start();
  }

  stop(): Promise<void> {
    return this.connection.stop();
  }
}

async function takeLock(client: pg.Client, name: string): Promise<void> {
  await client.query('SELECT pg_advisory_lock(tenancy.process_lock_key($1))', [name]);
}
