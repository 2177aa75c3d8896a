/** An evaluation set is measured, and nothing of it stays. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { createTenant, onggi } from '../harness/command-line.mjs';
import { folderOf } from '../harness/library.mjs';
import { eventually, product, repositoryRoot } from '../harness/product.mjs';

const topics = ['quay', 'kiln', 'loom', 'weir', 'mast', 'helm', 'dock', 'silo'];
const lines = (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const set = {
  'corpus.jsonl': lines([
    ...topics.map((topic, index) => ({
      id: `manuals/${topic}`,
      title: `The ${topic}`,
      text: `The ${topic} is inspected every ${index + 3} weeks by the crew of the ${topic}.`,
      lang: 'en',
    })),
    { id: 'empty', title: 'Nothing', text: '', lang: 'en' },
  ]),
  'queries.jsonl': lines([
    ...topics.map((topic, index) => ({
      id: topic,
      text: `How often is the ${topic} inspected?`,
      lang: 'en',
      answers: [`${index + 3} weeks`],
    })),
    { id: 'korean', text: '가마 kiln 은 얼마나 자주 점검하나요?', lang: 'ko' },
  ]),
  'qrels.tsv': `query\tdocument\tgrade\n${[...topics, 'korean'].map((id) => `${id}\tmanuals/${id === 'korean' ? 'kiln' : id}\t1\n`).join('')}`,
  'glossary.tsv': '가마\tkiln\n',
};

describe('an evaluation', () => {
  let installation;
  let folder;
  before(async () => {
    installation = await product();
    folder = await folderOf(set, 'set');
    await createTenant(installation, 'measured');
  });

  const tenants = async () =>
    (await onggi(installation, ['tenant', 'list', '--json'])).json.tenants.map(({ id }) => id);
  const evaluate = (...args) => onggi(installation, ['eval', folder, '--json', ...args]);

  function assertReport(report, metric, least) {
    assert.deepEqual(Object.keys(report.retrieval), ['hit@1', 'hit@5', 'hit@10', 'recall@10', 'mrr@10', 'ndcg@10']);
    assert.ok(report.retrieval[metric] >= least, JSON.stringify(report));
    assert.deepEqual(Object.keys(report.by_language), ['ko-ko', 'en-en', 'ko-en', 'en-ko']);
    assert.ok(report.by_language['ko-en'].queries === 1 && report.by_language['en-en'].queries === topics.length);
    assert.ok(report.latency_ms.p50 > 0 && report.latency_ms.p95 >= report.latency_ms.p50);
    assert.equal(report.counts.rejected, 1);
  }

  it('measures in a tenant of its own, of which nothing stays', async () => {
    const earlier = await tenants();
    const { code, json, stderr } = await evaluate('--retrieval-only');
    assert.equal(code, 0, stderr);
    assertReport(json, 'hit@1', 0.8);
    assert.equal(json.answers, null);
    assert.match(stderr, /empty/);
    assert.deepEqual(await tenants(), earlier);
    const originals = await readdir(path.join(installation.home, 'originals'));
    assert.deepEqual(
      originals.filter((name) => name.startsWith('eval-')),
      [],
    );
  });

  it('measures in a tenant that exists, of which nothing changes', async () => {
    const { code, json, stderr } = await evaluate('--retrieval-only', '--tenant', 'measured');
    assert.equal(code, 0, stderr);
    assertReport(json, 'hit@1', 0.8);
    const { json: left } = await onggi(installation, ['search', 'quay', '--tenant', 'measured', '--json']);
    assert.deepEqual(left.passages, []);
  });

  it('removes what it made when it is interrupted', async () => {
    const earlier = await tenants();
    const child = spawn(process.execPath, [`${repositoryRoot}/apps/cli/bin/onggi.mjs`, 'eval', folder], {
      env: installation.environment,
      stdio: 'ignore',
    });
    await eventually(async () => (await tenants()).length > earlier.length, 60_000, 'the throw-away tenant');
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    assert.equal(code, 1);
    assert.deepEqual(await tenants(), earlier);
  });

  it('says which line of a set is wrong', async () => {
    const wrong = await folderOf({ ...set, 'qrels.tsv': 'quay\tmanuals/quay\t1\nquay\n' }, 'wrong');
    const { code, stderr, json } = await onggi(installation, ['eval', wrong, '--json'], { language: 'ko' });
    assert.equal(code, 1);
    assert.match(stderr, /qrels\.tsv:2: .*[가-힣]/);
    assert.equal(json.error.code, 'EVALUATION_SET_INVALID');
  });

  it('a tenant that is removed is gone', async () => {
    const { code, json } = await onggi(installation, ['tenant', 'remove', 'measured', '--json']);
    assert.equal(code, 0);
    assert.deepEqual(json, { id: 'measured', status: 'removed' });
    assert.ok(!(await tenants()).includes('measured'));
    assert.equal((await onggi(installation, ['tenant', 'remove', 'measured'])).code, 1);
  });
});
