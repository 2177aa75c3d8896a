import { createLogger } from '@onggi/platform';
import pg from 'pg';

const log = createLogger('database');

export interface PoolOptions {
  /** `postgres://role:password@host:port/database`, or with `?host=/folder` for a unix socket. */
  url: string;
  /** Connections at most. Default 10. */
  max?: number;
  applicationName: string;
}

/** A pool that outlives the server: a lost idle connection is logged, and the next query opens a new one. */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle database connection was lost'));
  pool.on('connect', (client) =>
    client.on('error', (error) => log.warn({ error: error.message }, 'a database connection was lost')),
  );
  return pool;
}
