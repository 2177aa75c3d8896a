/** Proof of the audit trail and break-glass on the command line. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiCaller } from '../harness/api-caller.mjs';
import { onggi } from '../harness/command-line.mjs';
import { theLibrary } from '../harness/library.mjs';

async function say(...args) {
  const { product } = await theLibrary();
  const done = await onggi(product, [...args, '--json']);
  assert.equal(done.code, 0, done.stderr);
  return done.json;
}

describe('the audit trail on the command line', () => {
  it('of every tenant is proven, and of one listed', async () => {
    const { tenant } = await theLibrary();
    const { verifications } = await say('audit', 'verify');
    const own = verifications.find((each) => each.tenant === tenant);
    assert.ok(own.events > 0);
    assert.deepEqual(
      verifications.flatMap(({ findings }) => findings),
      [],
    );
    const head = `${own.head.sequence}:${own.head.hash}`;
    assert.deepEqual((await say('audit', 'verify', '--tenant', tenant, '--head', head)).verifications[0].findings, []);
    const { events } = await say('audit', 'list', '--tenant', tenant, '--action', 'document.upload', '--first', '1');
    assert.equal(events[0].action, 'document.upload');
  });

  it('that does not hold the head that was kept is an error', async () => {
    const { product, tenant } = await theLibrary();
    const done = await onggi(product, ['audit', 'verify', '--tenant', tenant, '--head', `1:${'0'.repeat(64)}`]);
    assert.equal(done.code, 1);
    assert.match(done.stdout, /#1\t/);
  });
});

describe('break-glass on the command line', () => {
  it('reads for a while, is seen by the tenant, and ends when it is closed', async () => {
    const { product, tenant } = await theLibrary();
    const reason = 'End to end: does the platform see what it should?';
    const opened = await say('break-glass', 'open', '--tenant', tenant, '--reason', reason, '--minutes', '5');
    const guest = new ApiCaller(product, opened.key);
    assert.equal((await guest.get('/api/v1/corpora')).status, 200);
    assert.equal((await guest.get('/api/v1/conversations')).status, 403);
    const seen = await say('audit', 'list', '--tenant', tenant, '--principal', `breakglass:${opened.grant.id}`);
    assert.deepEqual(
      seen.events.map(({ action }) => action),
      ['permission.denied', 'break-glass.use'],
    );
    await say('break-glass', 'close', opened.grant.id, '--tenant', tenant);
    assert.equal((await guest.get('/api/v1/corpora')).status, 401);
    const { grants } = await say('break-glass', 'list', '--tenant', tenant);
    assert.equal(grants.find(({ id }) => id === opened.grant.id).state, 'closed');
  });
});
