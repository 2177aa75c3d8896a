/** The life of a key on the command line. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiCaller } from '../harness/api-caller.mjs';
import { onggi } from '../harness/command-line.mjs';
import { theLibrary } from '../harness/library.mjs';

describe('a key on the command line', () => {
  it('is made, listed, rotated without a gap and revoked', async () => {
    const { product, tenant } = await theLibrary();
    const key = async (...args) => {
      const done = await onggi(product, ['key', ...args, '--tenant', tenant, '--json']);
      assert.equal(done.code, 0, done.stderr);
      return done.json;
    };
    const status = async (secret) => (await new ApiCaller(product, secret).get('/api/v1/corpora')).status;

    const made = await key('create', '--role', 'member', '--name', 'erp', '--scopes', 'documents:read');
    assert.equal(await status(made.key), 200);
    assert.equal((await new ApiCaller(product, made.key).get('/api/v1/conversations')).status, 403);
    const listed = (await key('list')).keys.find(({ id }) => id === made.keyId);
    assert.deepEqual([listed.name, listed.scopes, listed.status], ['erp', ['documents:read'], 'active']);

    const rotated = await key('rotate', made.keyId, '--grace', '1');
    assert.deepEqual([await status(made.key), await status(rotated.key)], [200, 200]);
    await key('rotate', made.keyId, '--grace', '0');
    assert.deepEqual([await status(made.key), await status(rotated.key)], [401, 401]);
    await key('revoke', made.keyId);
    assert.ok(!(await key('list')).keys.some(({ id }) => id === made.keyId));
  });

  it('is not made to last for ever by a slip of the finger', async () => {
    const { product, tenant } = await theLibrary();
    const slip = ['key', 'create', '--tenant', tenant, '--role', 'member', '--expires', '30d'];
    const { code, stderr } = await onggi(product, slip);
    assert.equal(code, 1);
    assert.match(stderr, /has to be a number/);
  });
});
