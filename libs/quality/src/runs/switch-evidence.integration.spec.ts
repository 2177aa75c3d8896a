import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantContext } from '@onggi/tenancy';
import type { PublishedDocument } from '../../../answering/src/answering-world.fixture.js';
import { QualityWorld } from '../quality-world.fixture.js';
import { SwitchEvidence } from './switch-evidence.js';

let world: QualityWorld;
let curator: TenantContext;
let pump: PublishedDocument;
let evidence: SwitchEvidence;

const active = 1;

beforeAll(async () => {
  world = await QualityWorld.create();
  evidence = new SwitchEvidence(world.database);
  curator = await world.caller('one');
  pump = await world.answering.publish('one', '펌프 지침', ['냉각수 펌프는 3개월마다 점검합니다.']);
});
afterAll(() => world.close());

/** Two runs of as many questions, the second in a set that was asked for. */
async function runs(key: string, count: number): Promise<{ before: string; after: string }> {
  const months = Array.from({ length: count }, (_, month) => `냉각수 펌프는 ${month}개월마다 점검하나요?`);
  await world.makeSet(curator, key, Object.fromEntries(months.map((text) => [text, [pump.documentId]])));
  const { id: before } = await world.measured(curator, key);
  const { id: after } = await world.measured(curator, key, { embeddingSet: active });
  return { before, after };
}

describe('a switch of the embedding set', () => {
  it('is shown to be no worse by two runs of enough questions', async () => {
    await expect(evidence.require(curator, active, await runs('enough', 20))).resolves.toBeUndefined();
  });

  it('is not shown by a handful of questions, however well they end', async () => {
    await expect(evidence.require(curator, active, await runs('few', 3))).rejects.toMatchObject({
      localizedMessage: { en: expect.stringContaining('too_few_questions') },
    });
  });

  it('is not shown by runs in other sets than these', async () => {
    const measured = await runs('other', 20);
    await expect(evidence.require(curator, 2, measured)).rejects.toMatchObject({ httpStatus: 409 });
  });

  it('is not shown by runs of another tenant, which are not there', async () => {
    const other = await world.caller('two');
    await expect(evidence.require(other, active, await runs('foreign', 1))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a run in a set that was asked for', () => {
  it('is refused for answers, and for a set that is not there', async () => {
    await runs('asked', 1);
    const start = (of: object) => world.runs.start(curator, { set: 'asked', ...of });
    await expect(start({ embeddingSet: active, answers: true })).rejects.toMatchObject({ httpStatus: 400 });
    await expect(start({ embeddingSet: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
