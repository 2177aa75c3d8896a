import { randomBytes } from 'node:crypto';
import { createKey, createTenant, ingest } from '../../e2e/harness/command-line.mjs';
import { folderOf } from '../../e2e/harness/library.mjs';
import { product } from '../../e2e/harness/product.mjs';
import { CanaryWatch } from './canary-watch.mjs';
import { WatchedCaller } from './watched-caller.mjs';

/** The full form (`npm run test:isolation`) or the short one of `npm test`. */
export const isFull = process.env.TEST_ISOLATION === 'full';

export const corpus = 'handbook';
export const question = '비상 정지 코드는 무엇인가요?';

/**
 * A tenant under attack: documents for everyone and for the group `legal`, each with a canary of its own, and callers of
 * every role whose replies are watched.
 * @typedef {{tenant: string, email: string, canaries: {open: string, legal: string},
 *   documentId: string, legalDocumentId: string, jobId: string,
 *   member: WatchedCaller, curator: WatchedCaller, admin: WatchedCaller, lawyer: WatchedCaller}} Side
 */

let made;

/**
 * The running product and two tenants, made once a test run.
 * @returns {Promise<{product: object, watch: CanaryWatch, north: Side, south: Side}>} `watch` sees every byte that a
 *   WatchedCaller receives; ask it for leaks at the end
 */
export function theTenants() {
  made ??= makeTenants();
  return made;
}

async function makeTenants() {
  const onggi = await product();
  const watch = new CanaryWatch();
  const [north, south] = [await makeSide(onggi, watch, 'attack-north'), await makeSide(onggi, watch, 'attack-south')];
  return { product: onggi, watch, north, south };
}

async function makeSide(onggi, watch, tenant) {
  await createTenant(onggi, tenant);
  const canaries = { open: newCanary(tenant), legal: newCanary(`${tenant}-legal`) };
  watch.add(canaries.open, { tenant });
  watch.add(canaries.legal, { tenant, group: 'legal' });
  const open = await folderOf({
    'emergency.md': `# 비상 대응 지침\n\n비상 정지 코드는 ${canaries.open} 이다. 코드를 입력하면 모든 생산 라인이 멈춘다.\n`,
  });
  const legal = await folderOf({
    'contract.md': `# 계약 검토 의견\n\n법무팀 전용 암호는 ${canaries.legal} 이며 다른 부서에 알리지 않는다.\n`,
  });
  const { jobId, documents } = await ingest(onggi, open, tenant, corpus, ['--source', 'spec']);
  const restricted = await ingest(onggi, legal, tenant, corpus, ['--source', 'spec', '--groups', 'legal']);
  const caller = async (role, groups = []) =>
    new WatchedCaller(onggi, await createKey(onggi, tenant, role, groups), watch, { tenant, groups });
  const side = {
    tenant,
    email: `seoyun@${tenant}.test`,
    canaries,
    jobId,
    documentId: documents[0].documentId,
    legalDocumentId: restricted.documents[0].documentId,
    member: await caller('member'),
    curator: await caller('curator'),
    admin: await caller('admin', ['legal']),
    lawyer: await caller('member', ['legal']),
  };
  await side.admin.ok('PUT', '/api/v1/people', {
    groups: [],
    people: [
      {
        email: side.email,
        name: { ko: '박서윤', en: 'Seoyun Park' },
        title: { ko: '점검원', en: 'Inspector' },
        role: 'curator',
        groups: [],
        demo: true,
      },
    ],
  });
  return side;
}

/** A word that occurs nowhere else. */
function newCanary(of) {
  return `${of}-${randomBytes(6).toString('hex')}`.toUpperCase();
}
