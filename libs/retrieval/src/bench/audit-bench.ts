/**
 * What the chain of the audit trail costs, each figure beside the same without it in the same run and database, in turns:
 *
 *     DATABASE_URL=postgres://superuser@host/postgres ONGGI_HOME=.onggi node libs/retrieval/dist/bench/audit-bench.js
 *
 * A search with everything a request does; a transaction that writes an event and nothing else; such transactions of eight
 * callers of one tenant at once; and how many events a second a verification proves. Prints JSON.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { multilingualE5Small, profileOf } from '@onggi/models';
import { AuditTrail, createPool, recordAudit, serviceContext, TenantDb } from '@onggi/tenancy';
import { quantiles, timed, type Quantiles } from './quantiles.js';
import { contextKeysOf, scratchTenant, type ScratchTenant } from './scratch-tenant.js';
import { BenchWorld } from './search-bench.js';

interface Pair<Figure> {
  chained: Figure;
  /** The same with the trigger off. */
  plain: Figure;
}

export interface AuditBenchResult {
  /** Milliseconds of a search over 600 passages. */
  search: Pair<Quantiles>;
  /** Milliseconds of a transaction with one event. */
  event: Pair<Quantiles>;
  /** Transactions a second of eight callers of one tenant at once. */
  eightCallers: Pair<number>;
  /** Events a second. */
  verified: number;
}

const pages = 300;
const turns = 10;
const searchesATurn = 20;
const eventsATurn = 100;
const callers = 8;
const eventsACaller = 50;

/** @param server superuser URL and ONGGI_HOME. Takes about a minute. */
export async function benchAudit(server: { url: string; home: string }): Promise<AuditBenchResult> {
  const scratch = await scratchTenant(server.url, server.home, profileOf(multilingualE5Small));
  const keys = contextKeysOf(server.home);
  const app = createPool({ url: scratch.urlAs('onggi_app'), max: callers, applicationName: 'onggi-bench' });
  const auditor = createPool({ url: scratch.urlAs('onggi_auditor'), max: 1, applicationName: 'onggi-bench' });
  try {
    const database = new TenantDb(app, keys);
    const context = serviceContext(scratch.tenant, 'bench');
    const write = () =>
      database.run(context, (transaction) =>
        recordAudit(transaction, { action: 'bench.write', target: context.principal, detail: { results: 10 } }),
      );
    const world = new BenchWorld(scratch);
    await world.growTo(pages);
    const search = await inTurns(scratch, () => series(searchesATurn, (asked) => world.askOnce(asked)));
    const event = await inTurns(scratch, () => series(eventsATurn, () => timed(write)));
    const crowd = await inTurns(scratch, async () => [await timed(() => crowdOf(write))]);
    const perSecond = (ms: number[]) => Math.round((callers * eventsACaller * ms.length * 1000) / sum(ms));
    const trail = new AuditTrail(new TenantDb(auditor, keys));
    let events = 0;
    const verifyMs = await timed(async () => ({ events } = await trail.verify(context)));
    return {
      search: both(search, quantiles),
      event: both(event, quantiles),
      eightCallers: both(crowd, perSecond),
      verified: Math.round((events * 1000) / verifyMs),
    };
  } finally {
    await Promise.all([app.end(), auditor.end()]);
    await scratch.drop();
  }
}

/** The first turn of each warms up. */
async function inTurns(scratch: ScratchTenant, measure: () => Promise<number[]>): Promise<Pair<number[]>> {
  const samples: Pair<number[]> = { chained: [], plain: [] };
  for (let turn = -1; turn < turns; turn++) {
    for (const way of ['chained', 'plain'] as const) {
      await scratch.admin.query(
        `ALTER TABLE onggi.audit_event ${way === 'chained' ? 'ENABLE' : 'DISABLE'} TRIGGER chain`,
      );
      const measured = await measure();
      if (turn >= 0) samples[way].push(...measured);
    }
  }
  return samples;
}

async function series(count: number, work: (index: number) => Promise<number>): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < count; index++) samples.push(await work(index));
  return samples;
}

async function crowdOf(write: () => Promise<void>): Promise<void> {
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let written = 0; written < eventsACaller; written++) await write();
    }),
  );
}

function both<From, To>(pair: Pair<From>, make: (from: From) => To): Pair<To> {
  return { chained: make(pair.chained), plain: make(pair.plain) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { DATABASE_URL: url = '', ONGGI_HOME: home = '.onggi' } = process.env;
  writeFileSync(1, `${JSON.stringify(await benchAudit({ url, home }), undefined, 2)}\n`);
}
