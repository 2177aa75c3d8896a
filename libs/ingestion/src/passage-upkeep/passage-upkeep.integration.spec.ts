import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SearchService } from '@onggi/retrieval';
import { serviceContext } from '@onggi/tenancy';
import { IngestionWorld, textFile } from '../ingestion.fixture.js';
import { PassageUpkeep } from './passage-upkeep.js';

const never = new AbortController().signal;
const context = serviceContext('alpha', 'passage-upkeep');

let world: IngestionWorld;
let minutes: number;
let upkeep: PassageUpkeep;
beforeEach(async () => {
  world = await IngestionWorld.create();
  // 값을 is 값 and a particle: its word and its 2-gram are another than the question's.
  world.analyzer.cut = /값|[^\s값]+/g;
  minutes = 0;
  upkeep = newUpkeep();
});
afterEach(() => world.close());

const newUpkeep = () => new PassageUpkeep(world, () => minutes * 60_000);
const korean = (name: string) => textFile(`${name}.md`, `# ${name}\n\n계기의 값을 적는다. ${name}\n`);
/** More passages than one call of the analyzer takes. */
const long = (name: string) =>
  textFile(
    `${name}.md`,
    `# ${name}\n\n${Array.from({ length: 40 }, (_, part) => `## ${name} ${part}\n\n${'계기의 값을 적는다. '.repeat(120)}`).join('\n\n')}`,
  );

async function withoutAnalyzer(...files: ReturnType<typeof korean>[]): Promise<void> {
  world.analyzer.isAway = true;
  await world.ingest(files);
  world.analyzer.isAway = false;
}

/** How many rows each analyzer has, and how many versions. */
async function analyzed(): Promise<{ rows: Record<string, number>; versions: Record<string, number> }> {
  const counted = async (table: string, condition: string) => {
    const { rows } = await world.admin.query<{ analyzer: string; count: number }>(
      `SELECT analyzer, count(*)::int AS count FROM onggi.${table} WHERE tenant_id = 'alpha' AND ${condition} GROUP BY 1`,
    );
    return Object.fromEntries(rows.map(({ analyzer, count }) => [analyzer, count]));
  };
  return { rows: await counted('chunk_lexical', 'true'), versions: await counted('document_version', 'live') };
}

async function lookAndWork(): Promise<void> {
  minutes += 1;
  await upkeep.look(context, never);
  await world.work();
}

async function foundByWords(query: string): Promise<string[]> {
  const search = new SearchService(world.database, world.index, world.embedders, world.analyzer);
  const { trace } = await search.search(world.curator(), { query, first: 10, trace: true });
  return trace!.candidates.filter(({ lexical }) => lexical > 0).map(({ chunkId }) => chunkId);
}

describe('passages that were indexed while no analyzer was there', () => {
  it('are found by their morphemes soon after it is', async () => {
    await withoutAnalyzer(korean('gauge'), textFile('plain.md', '# Plain\n\nNothing to analyze.\n'));
    expect(await analyzed()).toEqual({ rows: { '': 2 }, versions: { '': 1, none: 1 } });
    expect(await foundByWords('값')).toEqual([]);
    await lookAndWork();
    expect(await foundByWords('값')).toHaveLength(1);
    expect(await analyzed()).toMatchObject({ versions: { 'blanks-1': 1, none: 1 } });
  });

  it('wait while it is away, and are counted', async () => {
    await withoutAnalyzer(korean('gauge'), korean('scale'));
    world.analyzer.isAway = true;
    await lookAndWork();
    expect(upkeep.passagesLeft).toBe(2);
    world.analyzer.isAway = false;
    await lookAndWork();
    await lookAndWork();
    expect(upkeep.passagesLeft).toBe(0);
  });

  it('keep what a run gave them that was killed, and the next gives the rest', async () => {
    await withoutAnalyzer(long('handbook'), korean('gauge'));
    const passages = (await analyzed()).rows['']!;
    expect(passages).toBeGreaterThan(34);
    minutes += 1;
    await upkeep.look(context, never);
    const job = await world.takeJob();
    const killed = new AbortController();
    let calls = 0;
    world.analyzer.before = async () => {
      if (++calls === 2) killed.abort(new Error('killed'));
      killed.signal.throwIfAborted();
    };
    const run = { context, payload: job!.payload, attempt: 1, signal: killed.signal };
    await expect(world.analysis.run(run)).rejects.toThrow('killed');
    const { rows } = await analyzed();
    expect(rows['blanks-1']).toBeGreaterThan(0);
    expect(rows['']).toBeGreaterThan(0);
    world.analyzer.before = async () => {};
    await world.analysis.run({ ...run, signal: never });
    expect(await analyzed()).toEqual({ rows: { 'blanks-1': passages }, versions: { 'blanks-1': 2 } });
  });

  it('get nothing when their document is replaced meanwhile', async () => {
    await withoutAnalyzer(korean('gauge'));
    world.analyzer.before = async () => {
      world.analyzer.before = async () => {};
      await world.ingest([textFile('gauge.md', '# gauge\n\n새 계기의 값을 적는다.\n')]);
    };
    await lookAndWork();
    expect(await analyzed()).toEqual({ rows: { 'blanks-1': 1 }, versions: { 'blanks-1': 1 } });
  });
});

describe('passages with morphemes', () => {
  it('are left alone, and cost no job', async () => {
    await world.ingest([korean('gauge')]);
    minutes += 1;
    await upkeep.look(context, never);
    expect(await world.takeJob()).toBeUndefined();
  });

  it('are analyzed anew by a newer analyzer, never by an older one', async () => {
    world.analyzer.name = 'blanks-2';
    await world.ingest([korean('gauge')]);
    for (const [name, then] of [
      ['blanks-1', 'blanks-2'],
      ['blanks-10', 'blanks-10'],
    ] as const) {
      world.analyzer.name = name;
      upkeep = newUpkeep();
      await lookAndWork();
      expect(await analyzed()).toEqual({ rows: { [then]: 1 }, versions: { [then]: 1 } });
    }
  });
});

describe('passages without token vectors', () => {
  const tokens = () => world.count('onggi.chunk_tokens WHERE set_id = 1');

  it('are given them within the hour, and once', async () => {
    await world.ingest([korean('gauge'), korean('scale')]);
    await lookAndWork();
    expect(await tokens()).toBe(0);
    world.embedder.giveTokens();
    await lookAndWork();
    expect(await tokens()).toBe(0);
    minutes += 60;
    await lookAndWork();
    expect(await tokens()).toBe(2);
    minutes += 60;
    await upkeep.look(context, never);
    expect(await world.takeJob()).toBeUndefined();
  });
});
