import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@onggi/platform';
import { sql } from '../database/sql.js';
import { TenantDirectory } from '../provisioning/tenants.js';
import { SeverableDatabase } from '../severable-database.fixture.js';
import { TwoTenants } from '../two-tenants.fixture.js';
import { Notifications } from './notifications.js';
import { ProcessIdentity } from './process-identity.js';

jest.setTimeout(30_000);

let world: TwoTenants;
const open: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  world = await TwoTenants.create();
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});
afterAll(() => world.close());

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50);
}

async function backends(applicationName: string): Promise<number> {
  const { rows } = await world.admin.query(
    'SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
    [applicationName],
  );
  return rows[0].n;
}

/** Whether somebody holds the lock that proves the life of `name`. */
async function isProven(name: string): Promise<boolean> {
  const client = await world.admin.connect();
  try {
    const { rows } = await client.query('SELECT pg_try_advisory_lock(tenancy.process_lock_key($1)) AS free', [name]);
    if (rows[0].free) await client.query('SELECT pg_advisory_unlock(tenancy.process_lock_key($1))', [name]);
    return !rows[0].free;
  } finally {
    client.release();
  }
}

async function severable(): Promise<SeverableDatabase> {
  const way = await SeverableDatabase.before(world.server.urlFor('onggi_app'));
  open.push({ stop: () => way.end() });
  return way;
}

async function startedIdentity(url: string): Promise<ProcessIdentity> {
  const identity = new ProcessIdentity(url);
  open.push(identity);
  await identity.start();
  return identity;
}

describe('the proof of life of a process', () => {
  it('holds for its id and every other name of it, until it stops', async () => {
    const identity = await startedIdentity(world.server.urlFor('onggi_app'));
    await identity.prove('worker-1');
    expect(await isProven(identity.id)).toBe(true);
    expect(await isProven('worker-1')).toBe(true);
    expect(await isProven('worker-2')).toBe(false);
    await identity.stop();
    await until(async () => !(await isProven(identity.id)) && !(await isProven('worker-1')));
  });

  it('is gone the moment its connection is, and comes back with all its names', async () => {
    const way = await severable();
    const identity = await startedIdentity(way.url);
    await identity.prove('worker-1');
    await way.cut();
    await until(async () => !(await isProven(identity.id)) && !(await isProven('worker-1')));
    await way.mend();
    await until(async () => (await isProven(identity.id)) && (await isProven('worker-1')));
  });

  it('is one connection again after a long outage', async () => {
    const way = await severable();
    const identity = await startedIdentity(way.url);
    await way.cut();
    await until(() => way.attemptsWhileCut >= 4);
    await way.mend();
    await until(() => isProven(identity.id));
    expect(await backends('onggi-identity')).toBe(1);
  });

  it('of a name taken during an outage is given as soon as it is over', async () => {
    const way = await severable();
    const identity = await startedIdentity(way.url);
    await way.cut();
    await until(async () => !(await isProven(identity.id)));
    await identity.prove('worker-late').catch(() => undefined);
    await way.mend();
    await until(() => isProven('worker-late'));
  });
});

describe('notifications', () => {
  async function listening(url: string): Promise<string[]> {
    const heard: string[] = [];
    const notifications = new Notifications(url, ['spec_channel']);
    notifications.subscribe('spec_channel', (payload) => heard.push(payload));
    open.push(notifications);
    await notifications.start();
    return heard;
  }
  const announce = (payload: string) => world.admin.query('SELECT pg_notify($1, $2)', ['spec_channel', payload]);

  it('are heard by who subscribed, and no longer by who left', async () => {
    const heard: string[] = [];
    const notifications = new Notifications(world.server.urlFor('onggi_app'), ['spec_channel']);
    open.push(notifications);
    await notifications.start();
    const leave = notifications.subscribe('spec_channel', (payload) => heard.push(`left ${payload}`));
    notifications.subscribe('spec_channel', (payload) => heard.push(payload));
    leave();
    await announce('one');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['one']);
  });

  it('are heard again after the server ended their connection, with a hint to read what was missed', async () => {
    const heard = await listening(world.server.urlFor('onggi_app'));
    heard.length = 0;
    await world.admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'onggi-notifications' AND datname = current_database()`,
    );
    await announce('while nobody listened');
    await until(() => heard.includes(''));
    await announce('after');
    await until(() => heard.includes('after'));
    expect(heard).toEqual(['', 'after']);
  });

  it('are heard once each, by one connection, after a long outage', async () => {
    const way = await severable();
    const heard = await listening(way.url);
    await way.cut();
    await until(() => way.attemptsWhileCut >= 4);
    await way.mend();
    heard.length = 0;
    await until(() => heard.includes(''));
    await announce('back');
    await until(() => heard.includes('back'));
    expect(heard.filter((payload) => payload === 'back')).toHaveLength(1);
    expect(await backends('onggi-notifications')).toBe(1);
  });
});

describe('an answer whose process died', () => {
  async function runningAnswer(ownerProcess: string): Promise<string> {
    const answerId = newId();
    await world.database.run(world.caller('alpha'), async (transaction) => {
      const conversationId = newId();
      await transaction.execute(
        sql`INSERT INTO onggi.conversation (tenant_id, conversation_id, principal, title) VALUES ('alpha', ${conversationId}, 'person:reader', 't')`,
      );
      await transaction.execute(
        sql`INSERT INTO onggi.answer (tenant_id, answer_id, conversation_id, principal, question, language, owner_process)
            VALUES ('alpha', ${answerId}, ${conversationId}, 'person:reader', 'q', 'ko', ${ownerProcess})`,
      );
      await transaction.execute(sql`INSERT INTO onggi.answer_event VALUES ('alpha', ${answerId}, 1, 'started', '{}')`);
    });
    return answerId;
  }

  async function stateOf(answerId: string): Promise<{ status: string; error_code: string | null; events: string[] }> {
    const { rows } = await world.admin.query(
      `SELECT status, error_code, (SELECT array_agg(sequence || ' ' || kind ORDER BY sequence) FROM onggi.answer_event e
         WHERE e.answer_id = a.answer_id) AS events FROM onggi.answer a WHERE answer_id = $1`,
      [answerId],
    );
    return rows[0];
  }

  it('ends as failed, with a numbered event, and once; that of a living process goes on', async () => {
    const identity = await startedIdentity(world.server.urlFor('onggi_app'));
    const heard: string[] = [];
    const notifications = new Notifications(world.server.urlFor('onggi_app'), ['answer_event']);
    open.push(notifications);
    await notifications.start();
    notifications.subscribe('answer_event', (payload) => heard.push(payload));
    const living = await runningAnswer(identity.id);
    const died = newId();
    const orphans = [await runningAnswer(died), await runningAnswer(died)];

    const directory = new TenantDirectory(world.app);
    const ended = await Promise.all([directory.failOrphanedAnswers(), directory.failOrphanedAnswers()]);

    expect(ended[0] + ended[1]).toBe(2);
    expect(await directory.failOrphanedAnswers()).toBe(0);
    for (const orphan of orphans) {
      expect(await stateOf(orphan)).toEqual({
        status: 'FAILED',
        error_code: 'ANSWER_INTERRUPTED',
        events: ['1 started', '2 error'],
      });
    }
    expect(await stateOf(living)).toEqual({ status: 'RUNNING', error_code: null, events: ['1 started'] });
    await until(() => orphans.every((orphan) => heard.includes(orphan)));

    await identity.stop();
    await until(async () => (await directory.failOrphanedAnswers()) === 1);
  });
});
