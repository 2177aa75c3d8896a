/** What lies around after all of this: secrets on disk, and what the logs of every process say. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { rolePassword } from '../../../prisma/role-password.mjs';
import { theTenants } from '../harness/tenants.mjs';

let world;
before(async () => {
  world = await theTenants();
});

const filesIn = (folder) => readdirSync(folder).map((name) => path.join(folder, name));

describe('secrets of the running product', () => {
  it('are readable by their owner alone', () => {
    const files = filesIn(path.join(world.product.home, 'secrets'));
    assert.ok(files.length >= 4);
    for (const file of files) {
      assert.equal(statSync(file).mode & 0o077, 0, file);
      assert.ok(readFileSync(file, 'utf8').trim().length >= 32, file);
    }
  });

  it('are in no log, nor is a key, a password or a word of a document', async () => {
    const { member } = world.north;
    await member.post('/api/v1/answers', { question: 7 });
    await member.get('/api/v1/me', { authorization: `Bearer ${member.key}x` });
    await member.graphql(`{ search(query: "${world.north.canaries.open}") { passages { text } } }`);
    const passwordFor = await rolePassword(world.product.home);
    const secrets = [
      ...filesIn(path.join(world.product.home, 'secrets')).map((file) => readFileSync(file, 'utf8').trim()),
      ...['onggi_app', 'onggi_jobs', 'onggi_provisioner', 'onggi_maintenance'].map(passwordFor),
      ...[world.north, world.south].flatMap((side) =>
        [side.member, side.curator, side.admin, side.lawyer].map(({ key }) => key),
      ),
    ];
    const logs = filesIn(path.join(world.product.home, 'logs'));
    assert.ok(logs.length >= 4);
    for (const file of logs) {
      const text = readFileSync(file, 'utf8');
      for (const secret of secrets) assert.ok(!text.includes(secret), `${path.basename(file)} holds a secret`);
      world.watch.look(text, {}, path.basename(file));
    }
    assert.deepEqual(world.watch.leaks, []);
  });
});
