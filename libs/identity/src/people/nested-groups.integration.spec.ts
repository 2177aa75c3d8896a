import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql, type TenantContext } from '@onggi/tenancy';
import { currentContext } from '../credentials/current-context.js';
import { platformContext } from '../credentials/keys.service.js';
import { IdentityWorld } from '../identity-world.fixture.js';

let world: IdentityWorld;
beforeAll(async () => {
  world = await IdentityWorld.create();
  await nest({ works: null, lab: 'works', polymers: 'lab', sales: null });
});
afterAll(() => world.close());

const nest = (parents: Record<string, string | null>) =>
  world.people.save(
    platformContext('alpha'),
    Object.entries(parents).map(([key, parent]) => ({ key, name: { ko: key, en: key }, parent })),
    [],
  );
const groupsOf = (context: TenantContext | undefined) => context?.grants[0]?.groups;
const setStatus = (key: string, status: string) =>
  world.admin.query(`UPDATE onggi.access_group SET status = $2 WHERE tenant_id = 'alpha' AND group_key = $1`, [
    key,
    status,
  ]);

describe('a department within another', () => {
  it('lets its people read what is addressed to those that enclose it, not the reverse, by session, key and later', async () => {
    const personId = await world.person('alpha', 'within@alpha.example', { groups: ['polymers'] });
    const { caller } = await world.signedIn('alpha', 'within@alpha.example');
    const all = ['everyone', 'lab', 'polymers', 'works'];
    expect(groupsOf(caller.context)).toEqual(all);
    const current = await world.database.run(platformContext('alpha'), (transaction) =>
      currentContext(transaction, `person:${personId}`),
    );
    expect(groupsOf(current)).toEqual(all);
    const inLab = await world.key('alpha', { groups: ['lab'] });
    expect(groupsOf(await world.contextOf(inLab.key))).toEqual(['everyone', 'lab', 'works']);
    const above = await world.key('alpha', { groups: ['works'] });
    expect(groupsOf(await world.contextOf(above.key))).toEqual(['everyone', 'works']);
  });

  it('opens nothing while it is suspended, nor anything through it', async () => {
    const { key } = await world.key('alpha', { groups: ['polymers', 'sales'] });
    await setStatus('lab', 'suspended');
    expect(groupsOf(await world.contextOf(key))).toEqual(['everyone', 'polymers', 'sales']);
    await setStatus('polymers', 'suspended');
    expect(groupsOf(await world.contextOf(key))).toEqual(['everyone', 'sales']);
    await setStatus('lab', 'active');
    expect(groupsOf(await world.contextOf(key))).toEqual(['everyone', 'sales']);
    await setStatus('polymers', 'active');
  });

  it('never lies within itself, however it is written', async () => {
    await expect(nest({ works: 'polymers' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(nest({ sales: 'sales' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(
      world.admin.query(
        `UPDATE onggi.access_group SET parent_key = 'lab' WHERE tenant_id = 'alpha' AND group_key = 'works'`,
      ),
    ).rejects.toMatchObject({ code: 'ON002' });
  });

  it('does not, when two changes that are harmless alone come at once', async () => {
    await nest({ east: null, west: null });
    const [one, two] = [await world.admin.connect(), await world.admin.connect()];
    try {
      const move = `UPDATE onggi.access_group SET parent_key = $2 WHERE tenant_id = 'alpha' AND group_key = $1`;
      await one.query('BEGIN');
      await one.query(move, ['east', 'west']);
      const second = two.query(move, ['west', 'east']).then(
        () => 'taken',
        (error: { code: string }) => error.code,
      );
      await one.query('COMMIT');
      expect(await second).toBe('ON002');
    } finally {
      one.release();
      two.release();
    }
  });

  it('has a parent of its own tenant, which may go', async () => {
    await world.people.save(platformContext('beta'), [{ key: 'theirs', name: { ko: 't', en: 't' } }], []);
    await expect(nest({ sales: 'theirs' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await nest({ holding: null, sales: 'holding' });
    await world.database.run(platformContext('alpha'), (transaction) =>
      transaction.execute(sql`DELETE FROM onggi.access_group WHERE tenant_id = 'alpha' AND group_key = 'holding'`),
    );
    const groups = await world.people.groups(platformContext('alpha'));
    expect(groups.find(({ key }) => key === 'sales')).toMatchObject({ parent: null });
  });
});
