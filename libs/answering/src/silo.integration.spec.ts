import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createChatModel } from '@onggi/models';
import { configuredAddresses, guardEgress } from '@onggi/platform';
import { tenantContext } from '@onggi/tenancy';
import { events, FakeModelServer } from '../../models/src/openai/fake-model-server.fixture.js';
import { AnsweringWorld, told } from './answering-world.fixture.js';

/** docs/adr/0015-silo.md: the shared installation and the silo of finance, each with its own database and model endpoint. */
const limit = 'The credit limit of the branch is 300 million won.';
const question = 'What is the credit limit of the branch?';

let models: { shared: FakeModelServer; silo: FakeModelServer };
let shared: AnsweringWorld;
let silo: AnsweringWorld;

const chatAt = ({ url }: FakeModelServer) =>
  createChatModel({ url, model: 'm', contextTokens: 4_096, writesProse: false });
const chunk = (content: string, more: object = {}) =>
  JSON.stringify({ choices: [{ delta: { content }, finish_reason: 'stop' }], ...more });
const certain = {
  onggi: {
    choices: [
      { text: 'yes', probability: 0.99 },
      { text: 'no', probability: 0.01 },
    ],
  },
};
const asking = (tenant: string) =>
  tenantContext({ tenant, principal: 'person:reader', role: 'member', groups: [], label: 'S' });

beforeAll(async () => {
  models = { shared: await FakeModelServer.start(), silo: await FakeModelServer.start() };
  for (const server of Object.values(models)) {
    server.answer((response, request) => {
      const reply = request.body['structured_outputs']
        ? chunk('yes', certain)
        : chunk(JSON.stringify({ answer: limit }));
      events([reply, '[DONE]'])(response, request);
    });
  }
  shared = await AnsweringWorld.create(['electronics'], chatAt(models.shared));
  silo = await AnsweringWorld.create(['finance'], chatAt(models.silo));
  await silo.publish('finance', 'Limits', [limit]);
});
afterAll(async () => {
  await Promise.all([shared.close(), silo.close()]);
  await Promise.all(Object.values(models).map((server) => server.stop()));
});

describe('a tenant in a silo', () => {
  it('is answered with no way to anything but its own database and models', async () => {
    const lift = guardEgress(
      configuredAddresses({ database: silo['server'].urlFor('onggi_app'), model: models.silo.url }),
    );
    try {
      const { answer } = await silo.ask(asking('finance'), question);
      expect(told(answer)).toEqual(['GENERATED', `supported: ${limit}`]);
      const leak = chatAt(models.shared).complete(
        { tenant: 'finance', messages: [], maxTokens: 1 },
        new AbortController().signal,
      );
      await expect(leak).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    } finally {
      lift();
    }
    expect(models.silo.received.length).toBeGreaterThan(0);
    expect(models.shared.received).toEqual([]);
  });

  it('has no row in the shared database, in any table', async () => {
    const { rows: tables } = await shared.admin.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE a.attname = 'tenant_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
         AND c.relnamespace::regnamespace::text !~ '^pg_'`,
    );
    const count = async (world: AnsweringWorld) => {
      let rows = 0;
      for (const { name } of tables) {
        const found = await world.admin.query(`SELECT count(*)::int AS rows FROM ${name} WHERE tenant_id = 'finance'`);
        rows += found.rows[0].rows;
      }
      return rows;
    };
    expect(await count(silo)).toBeGreaterThan(10);
    expect(await count(shared)).toBe(0);
  });
});
