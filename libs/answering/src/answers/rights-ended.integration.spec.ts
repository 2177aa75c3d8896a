import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeysService, platformContext } from '@onggi/identity';
import { tenantContext, type TenantContext } from '@onggi/tenancy';
import { AnsweringWorld } from '../answering-world.fixture.js';

let world: AnsweringWorld;
let keys: KeysService;

const pump = 'Inspect the cooling water pump every three months.';
const question = 'How often is the cooling water pump inspected?';

beforeAll(async () => {
  world = await AnsweringWorld.create(['one']);
  keys = new KeysService(world.database);
  await world.publish('one', 'Oven manual', [pump], { groups: ['ovens'] });
});
afterAll(() => world.close());

/** A key that may read the manual, and whose model writes one sentence and then goes on for ever. */
async function asking(): Promise<{ keyId: string; context: TenantContext; answerId: string }> {
  const { keyId } = await keys.create(platformContext('one'), { name: 'spec', role: 'member', groups: ['ovens'] });
  const context = tenantContext({
    tenant: 'one',
    principal: `key:${keyId}`,
    role: 'member',
    groups: ['ovens'],
    label: 'S',
  });
  world.model.write = () => [`{"answer":"${pump} And`, new Promise(() => undefined)];
  const { answerId } = await world.answers.ask(context, { question });
  for await (const event of world.events.follow(context, answerId, 0, new AbortController().signal)) {
    if (event.event === 'sentence') break;
  }
  return { keyId, context, answerId };
}

describe('an answer being written', () => {
  it('goes on while its asker may read as before', async () => {
    const { context, answerId } = await asking();
    await world.rights.look();
    expect((await world.answers.get(context, answerId)).status).toBe('RUNNING');
    await world.answers.cancel(context, answerId);
  });

  it.each([
    ['suspended', (keyId: string) => keys.suspend(platformContext('one'), keyId)],
    ['revoked', (keyId: string) => keys.revoke(platformContext('one'), keyId)],
    [
      'without the group',
      () => world.admin.query(`UPDATE onggi.access_group SET status = 'suspended' WHERE group_key = 'ovens'`),
    ],
  ])('fails, and its readers are told, when its asker is %s', async (_, end) => {
    const { keyId, context, answerId } = await asking();
    const heard = world.heard(context, answerId);
    await end(keyId);
    await world.rights.look();
    expect((await heard).at(-1)).toMatchObject({ event: 'error', data: { error: { code: 'RIGHTS_ENDED' } } });
    expect(await world.answers.get(context, answerId)).toMatchObject({ status: 'FAILED', sentences: [] });
  });
});
