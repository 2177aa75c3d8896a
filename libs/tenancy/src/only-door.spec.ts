import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(120_000);

const root = path.resolve(import.meta.dirname, '../../..');

const clients = `import pg from 'pg';
import { PrismaClient } from '@prisma/client';
import { run } from 'graphile-worker';
export const doors = [new pg.Pool(), new PrismaClient(), run];
`;
const tenancysOwn = `import { PrismaClient } from '../../tenancy/src/generated/client.js';\nexport const door = PrismaClient;\n`;
const unsafe = `export const ask = (client: { $queryRawUnsafe(text: string): unknown }) => client.$queryRawUnsafe('SELECT 1');\n`;

/** Files that might be written one day, with how many imports lint must refuse. */
const cases: [file: string, text: string, refused: number][] = [
  ['libs/corpus/src/second-door.ts', clients, 3],
  ['libs/platform/src/second-door.ts', clients, 3],
  ['apps/api/src/second-door.ts', clients, 3],
  ['apps/worker/src/second-door.ts', clients, 3],
  ['apps/cli/src/second-door.ts', clients, 3],
  ['apps/inference/src/second-door.ts', clients, 3],
  ['libs/corpus/src/tenancys-own-client.ts', tenancysOwn, 1],
  ['libs/tenancy/src/unsafe-text.ts', unsafe, 1],
  ['libs/tenancy/src/database/first-door.ts', clients, 0],
];

/** One process for all: lint reads its rules and the projects once. */
const program = `import { ESLint } from 'eslint';
const eslint = new ESLint();
const found = [];
for (const [file, text] of JSON.parse(process.env.CASES)) {
  const [result] = await eslint.lintText(text, { filePath: file });
  found.push(result.messages.filter(({ ruleId }) => /boundaries|restricted/.test(ruleId)).length);
}
console.log(JSON.stringify(found));`;

describe('lint', () => {
  let found: number[];
  beforeAll(async () => {
    const env = { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false', CASES: JSON.stringify(cases) };
    const args = ['--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
    found = JSON.parse(stdout) as number[];
  });

  it.each(cases.map(([file, , refused], index) => [file, refused, index]))(
    'of %s refuses %i ways past the one door to the database',
    (_, refused, index) => {
      expect(found[index as number]).toBe(refused);
    },
  );
});
