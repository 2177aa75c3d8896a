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
      client.release(broken);
    }
  }
}

/** A value, not text of the statement: what a connection says is seen by all others of its role in pg_stat_activity. */
const setContext = `SELECT CASE WHEN set_config('onggi.context', $1, true) IS NOT NULL
  THEN tenancy.context() IS NOT NULL END AS believed`;

async function begin(client: pg.PoolClient, context: TenantContext, keys: ContextKeys): Promise<void> {
  // Several statements in one message have as many results, which the types do not know.
  const results: unknown = await client.query(`BEGIN; ${transactionMarkQuery}`);
  const [, { rows }] = results as [unknown, pg.QueryResult<TransactionMarkRow>];
  await enterContext(context, keys, transactionMark(rows[0]), async (value) => {
    const set = await client.query<{ believed: boolean }>({ name: 'set_context', text: setContext, values: [value] });
    return set.rows[0]?.believed === true;
  });
}

/** PostgreSQL answers COMMIT of a transaction in which a statement failed with a silent ROLLBACK. */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new Error('A statement of this transaction failed, so nothing of it was kept.');
}

async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** @param over aborted at the end: afterwards the connection may already work for another tenant. */
function transactionOn(
  client: pg.PoolClient,
  context: TenantContext,
  over: AbortSignal,
  afterwards: (() => Promise<void>)[],
): TenantTransaction {
  const query = async <Row extends object>(statement: SqlStatement, name: string | undefined) => {
    if (over.aborted) throw new Error('This transaction has ended; a part of its work was not awaited.');
    return client.query<Row>({
      text: statement.text,
      values: [...statement.values],
      ...(name === undefined ? {} : { name }),
    });
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
