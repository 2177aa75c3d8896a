/**
 * Generates the Prisma client into libs/tenancy. No engine binary is fetched: generating needs none, and migrations have
 * their own runner (prisma/migrate.mjs).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const schema = file('./schema.prisma');
const generated = file('../libs/tenancy/src/generated/client.ts');

if (!existsSync(generated) || statSync(generated).mtimeMs < statSync(schema).mtimeMs) {
  const result = spawnSync(
    process.execPath,
    [file('../node_modules/prisma/build/index.js'), 'generate', '--no-hints'],
    {
      cwd: file('..'),
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    },
  );
  if (result.status !== 0) {
    console.error(result.stdout, result.stderr);
    process.exit(result.status ?? 1);
  }
}
