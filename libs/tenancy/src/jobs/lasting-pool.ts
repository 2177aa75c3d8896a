import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger, DatabaseUnavailableError } from '@onggi/platform';
import type pg from 'pg';
import { translateDatabaseError } from '../database/database-errors.js';

const log = createLogger('jobs');
const retryMs = 500;

/** Names of graphile-worker's statements that end a job. */
const endsJob = /^(complete|fail)_job/;

/**
 * The pool as graphile-worker needs it. It ends a job by a statement whose failure it does not expect when the server is
 * lost: completing is not awaited, so the rejection would end the process, and the job would stay locked by a runner that
 * lives. Here connecting waits for the server, and such a statement is said again on a new connection until it is heard.
 * Saying it twice does no harm: it names one job by its id.
 */
export function lastingPool(pool: pg.Pool): pg.Pool {
  return overriding(pool, {
    // With a callback it is the listener's connection, which is renewed by graphile-worker itself.
    connect: (callback?: Parameters<pg.Pool['connect']>[0]) =>
      callback
        ? pool.connect(callback)
        : untilReached(pool, () => pool.connect()).then((client) => lastingClient(client, pool)),
  });
}

function lastingClient(client: pg.PoolClient, pool: pg.Pool): pg.PoolClient {
  return overriding(client, {
    query: async (statement: pg.QueryConfig | string, values?: unknown[]) => {
      const name = typeof statement === 'object' ? statement.name : undefined;
      if (name === undefined || !endsJob.test(name)) return client.query(statement as string, values);
      try {
        return await client.query(statement);
      } catch (error) {
        if (!isUnavailable(error)) throw error;
        log.warn({ error: String(error) }, 'the end of a job could not be written down yet');
        return untilReached(pool, () => pool.query(statement));
      }
    },
  });
}

async function untilReached<Result>(pool: pg.Pool, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (pool.ending || !isUnavailable(error)) throw error;
      await sleep(retryMs);
    }
  }
}

function isUnavailable(error: unknown): boolean {
  return translateDatabaseError(error) instanceof DatabaseUnavailableError;
}

/** The object with some methods replaced; all others run on the object itself. */
function overriding<Target extends object>(target: Target, methods: Record<string, unknown>): Target {
  return new Proxy(target, {
    get(_, key) {
      if (typeof key === 'string' && key in methods) return methods[key];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
