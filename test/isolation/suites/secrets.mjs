/** What lies around after all of this: secrets on disk, and what the logs of every process say. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { rolePassword } from '../../../prisma/role-password.mjs';
import { repositoryRoot } from '../../e2e/harness/product.mjs';
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

describe('a process with a secret that everybody knows inside an address', () => {
  const urls = (names) => Object.fromEntries(names.map((name) => [name, `postgres://x@127.0.0.1:1/onggi`]));
  const api = urls(['ONGGI_APP_DATABASE_URL', 'ONGGI_AUDITOR_DATABASE_URL']);
  const roles = ['APP', 'JOBS', 'PROVISIONER', 'MAINTENANCE'].map((role) => `ONGGI_${role}_DATABASE_URL`);
  const guessable = 'postgres://onggi_admin:mysecretpassword@127.0.0.1:1/onggi';
  const cases = [
    ['api', 'apps/api/dist/main.js', { ...api, ONGGI_APP_DATABASE_URL: guessable }, 'ONGGI_APP_DATABASE_URL', 78],
    [
      'api before its search cluster',
      'apps/api/dist/main.js',
      { ...api, ONGGI_PASSAGE_INDEX: 'opensearch', ONGGI_OPENSEARCH_URL: 'https://admin:admin@127.0.0.1:1' },
      'ONGGI_OPENSEARCH_URL',
      78,
    ],
    [
      'worker',
      'apps/worker/dist/main.js',
      { ...urls(roles), ONGGI_JOBS_DATABASE_URL: guessable },
      'ONGGI_JOBS_DATABASE_URL',
      78,
    ],
    ['migration', 'prisma/migrate.mjs', { NODE_ENV: 'production', DATABASE_URL: guessable }, 'DATABASE_URL', 1],
  ];
  for (const [name, file, settings, variable, code] of cases) {
    it(`does not start: ${name}`, () => {
      const { PATH, HOME } = process.env;
      const env = { PATH, HOME, ONGGI_HOME: world.product.home, ...settings };
      const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
        cwd: repositoryRoot,
        env,
        timeout: 60_000,
      });
      const said = `${stdout}${stderr}`;
      assert.equal(status, code, said);
      assert.match(said, new RegExp(`${variable} holds a password`));
      assert.doesNotMatch(said, /mysecretpassword|admin:admin/);
    });
  }
});
