import { afterEach, describe, expect, it } from '@jest/globals';
import { tenantContext, type TenantContext } from '@onggi/tenancy';
import { AnsweringWorld, type PublishedDocument } from './answering-world.fixture.js';

/**
 * Groups and clearance are enforced three times: by the search function, by restrictive row-level security on what is read, and
 * on the list of sources that an answer is read with. Each is shown to hold alone.
 */
const removals = {
  /** The search finds every passage of the tenant. */
  search: async ({ admin }: AnsweringWorld) => {
    const { rows } = await admin.query<{ definition: string }>(
      `SELECT pg_get_functiondef(oid) AS definition FROM pg_proc WHERE proname = 'tenant_candidates'`,
    );
    const predicate =
      /AND a\.groups && tenant_candidates\.groups\s+AND tenancy\.label_rank\(a\.label\) <= tenancy\.label_rank\(tenant_candidates\.label\)/;
    expect(rows[0]!.definition).toMatch(predicate);
    await admin.query(rows[0]!.definition.replace(predicate, ''));
  },
  /** Every row of a tenant granted is there. */
  rows: async ({ admin }: AnsweringWorld) => {
    const { rows } = await admin.query<{ target: string }>(
      `SELECT polrelid::regclass::text AS target FROM pg_policy WHERE polname = 'access_read'`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(7);
    for (const { target } of rows) await admin.query(`DROP POLICY access_read ON ${target}`);
  },
  /** Every version may be cited: the condition that opensVersion writes into statements is true. */
  sources: async ({ app }: AnsweringWorld) => {
    const client = await app.connect();
    const prototype = Object.getPrototypeOf(client) as { query: (...of: unknown[]) => unknown };
    client.release();
    const { query } = prototype;
    const condition = /\(\s+SELECT count\(\*\) > 0 FROM onggi\.access_set opened[\s\S]*?g\.corpora\)\)\)\)/g;
    prototype.query = function (this: unknown, statement: unknown, ...rest: unknown[]) {
      const { text } = (statement ?? {}) as { text?: string };
      if (text === undefined || !text.includes('access_set opened')) return query.call(this, statement, ...rest);
      expect(text).toMatch(condition);
      return query.call(this, { ...(statement as object), text: text.replace(condition, '($& OR true)') }, ...rest);
    };
    repairs.push(() => (prototype.query = query));
  },
};

const repairs: (() => unknown)[] = [];
const canaries = ['Canary of the board', 'Canary that is confidential'] as const;
const question = 'What does the note on the cooling water pump say?';

let world: AnsweringWorld;
let open: PublishedDocument;
const reader = (): TenantContext =>
  tenantContext({ tenant: 'one', principal: 'person:reader', role: 'member', groups: [], label: 'S' });

async function without(...walls: (keyof typeof removals)[]): Promise<void> {
  world = await AnsweringWorld.create(['one']);
  open = await world.publish('one', 'Open note', ['The note on the cooling water pump says: check the filter.']);
  await world.publish('one', 'Board', [`The note on the cooling water pump says: ${canaries[0]}.`], {
    groups: ['board'],
  });
  const secret = await world.publish('one', 'Secret', [`The note on the cooling water pump says: ${canaries[1]}.`], {
    groups: ['everyone', 'staff'],
  });
  await world.admin.query(
    `UPDATE onggi.access_set SET label = 'C' WHERE access_set_id = (SELECT access_set_id FROM onggi.document_version WHERE version_id = $1)`,
    [secret.versionId],
  );
  for (const wall of walls) await removals[wall](world);
}
afterEach(async () => {
  for (const repair of repairs.splice(0)) repair();
  await world.close();
});

/** All that the reader is told of an answer, as it comes and afterwards. */
async function told(): Promise<{ answerId: string; text: string }> {
  const { answerId, events, answer } = await world.ask(reader(), question);
  return { answerId, text: JSON.stringify([events, answer]) };
}

/** The open document is addressed to the board from now on. */
async function closeIt(): Promise<void> {
  await world.admin.query(
    `UPDATE onggi.document_version SET access_set_id = (SELECT access_set_id FROM onggi.access_set WHERE groups = '{board}')
     WHERE version_id = $1`,
    [open.versionId],
  );
}

const retold = async (answerId: string) =>
  JSON.stringify([await world.answers.get(reader(), answerId), await world.heard(reader(), answerId)]);

describe('what a reader’s groups or clearance do not open', () => {
  it('is told by an answer when all three walls are gone, so that the rest of this proves something', async () => {
    await without('search', 'rows', 'sources');
    const { answerId, text } = await told();
    for (const canary of canaries) expect(text).toContain(canary);
    await closeIt();
    expect(await retold(answerId)).toContain('check the filter');
  });

  it('is kept by the search function alone', async () => {
    await without('rows', 'sources');
    const { text } = await told();
    expect(text).toContain('check the filter');
    for (const canary of canaries) expect(text).not.toContain(canary);
  });

  it.each([
    ['row-level security', ['search', 'sources']],
    ['the list of sources', ['search', 'rows']],
  ] as const)('is kept by %s alone, in an answer and in one that was stored', async (_, walls) => {
    await without(...walls);
    const { answerId, text } = await told();
    expect(text).toContain('check the filter');
    for (const canary of canaries) expect(text).not.toContain(canary);
    await closeIt();
    expect(await retold(answerId)).not.toContain('check the filter');
  });
});
