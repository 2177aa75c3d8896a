import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import type { ContextKeys } from '../context/context-keys.js';
import {
  enterContext,
  transactionMark,
  transactionMarkQuery,
  type TransactionMarkRow,
} from '../context/signed-context.js';
import type { TenantContext } from '../context/tenant-context.js';
import { translateDatabaseError } from './database-errors.js';
import type { SqlStatement } from './sql.js';

/** One open transaction under one tenant context. Valid only inside the `work` that it was given to. */
export interface TenantTransaction {
  readonly context: TenantContext;
  /** All rows. `name` prepares the statement once a connection: for hot paths. */
  rows<Row extends object>(statement: SqlStatement, name?: string): Promise<Row[]>;
  /** The first row, or undefined. */
  first<Row extends object>(statement: SqlStatement, name?: string): Promise<Row | undefined>;
  /** How many rows the statement wrote. */
  execute(statement: SqlStatement, name?: string): Promise<number>;
  /** Has `work` done once this transaction is committed, never when it is undone: for what another system keeps of it. */
  afterCommit(work: () => Promise<void>): void;
}

/**
 * The only way to tenant data. Each unit of work is one transaction on one connection, with the context set for that
 * transaction alone: a session-level setting would follow the connection into the next caller's hands.
 */
@Injectable()
export class TenantDb {
  constructor(
    private readonly pool: pg.Pool,
    private readonly keys: ContextKeys,
  ) {}

  /**
   * BEGIN, set the context signed for this transaction, work, COMMIT; ROLLBACK when work throws. No model or other process
   * is called meanwhile, but for a search engine that holds the passages.
   * @throws DatabaseUnavailableError when the server cannot be reached
   * @throws ContextRefusedError when the database does not know the key of this process
   */
  async run<Result>(
    context: TenantContext,
    work: (transaction: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    const afterwards: (() => Promise<void>)[] = [];
    const result = await this.transact(context, work, afterwards);
    for (const each of afterwards) await each();
    return result;
  }

  private async transact<Result>(
    context: TenantContext,
    work: (transaction: TenantTransaction) => Promise<Result>,
    afterwards: (() => Promise<void>)[],
  ): Promise<Result> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw translateDatabaseError(error);
    });
    let broken: Error | undefined;
    const life = new AbortController();
    try {
      await begin(client, context, this.keys);
      const result = await work(transactionOn(client, context, life.signal, afterwards));
      life.abort();
      await commit(client);
      return result;
    } catch (error) {
      life.abort();
      broken = await rollBack(client);
      throw translateDatabaseError(error);
    } finally {
      // A connection whose transaction could not be ended is closed, never handed to another caller.
      client.release(broken ?? stillInTransaction(client));
    }
  }
}

/** A value, not text of the statement: what a connection says is seen by all others of its role in pg_stat_activity. */
const setContext = `SELECT CASE WHEN set_config('onggi.context', $1, true) IS NOT NULL
  THEN tenancy.context() IS NOT NULL END AS believed`;

async function begin(client: pg.PoolClient, context: TenantContext, keys: ContextKeys): Promise<void> {
  const [, mark] = await severalResults(client, `BEGIN; ${transactionMarkQuery}`);
  await enterContext(context, keys, transactionMark(mark?.rows[0] as TransactionMarkRow | undefined), async (value) => {
    const set = await client.query<{ believed: boolean }>({ name: 'set_context', text: setContext, values: [value] });
    return set.rows[0]?.believed === true;
  });
}

/** PostgreSQL answers COMMIT of a transaction in which a statement failed with a silent ROLLBACK. */
async function commit(client: pg.PoolClient): Promise<void> {
  const [{ command }] = await severalResults(client, `COMMIT; ${leaveNothing}`);
  if (command !== 'COMMIT') throw new Error('A statement of this transaction failed, so nothing of it was kept.');
}

/** What a statement could have left on the connection for the next caller: session settings and locks. */
const leaveNothing = 'RESET ALL; SELECT pg_advisory_unlock_all()';

/** Several statements in one message have as many results, which the types do not know. */
async function severalResults(client: pg.PoolClient, text: string): Promise<[pg.QueryResult, ...pg.QueryResult[]]> {
  const results: unknown = await client.query(text);
  return results as [pg.QueryResult, ...pg.QueryResult[]];
}

function stillInTransaction(client: pg.PoolClient): Error | undefined {
  return client.getTransactionStatus() === 'I' ? undefined : new Error('a transaction is open on the connection');
}

async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query(`ROLLBACK; ${leaveNothing}`);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * What begins otherwise is no business of a unit of work, and could outlive it on the connection: SET, PREPARE under the name
 * of a statement of ours, DO, COMMIT, COPY.
 */
const asksOrWrites = /^\s*(select|insert|update|delete|with)\b/i;

/** @param over aborted at the end: afterwards the connection may already work for another tenant. */
function transactionOn(
  client: pg.PoolClient,
  context: TenantContext,
  over: AbortSignal,
  afterwards: (() => Promise<void>)[],
): TenantTransaction {
  const query = async <Row extends object>(statement: SqlStatement, name: string | undefined) => {
    if (over.aborted) throw new Error('This transaction has ended; a part of its work was not awaited.');
    if (!asksOrWrites.test(statement.text))
      throw new Error('TenantDb says SELECT, INSERT, UPDATE, DELETE and WITH only.');
    // By the extended protocol a message holds one statement: nothing can follow the one that is meant.
    const message: pg.QueryConfig & { queryMode: 'extended' } = {
      text: statement.text,
      values: [...statement.values],
      queryMode: 'extended',
      ...(name === undefined ? {} : { name }),
    };
    return client.query<Row>(message);
  };
  return {
    context,
    rows: async <Row extends object>(statement: SqlStatement, name?: string) =>
      (await query<Row>(statement, name)).rows,
    first: async <Row extends object>(statement: SqlStatement, name?: string) =>
      (await query<Row>(statement, name)).rows[0],
    execute: async (statement, name) => (await query(statement, name)).rowCount ?? 0,
    afterCommit: (work) => void afterwards.push(work),
  };
}
