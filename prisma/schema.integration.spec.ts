import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../test/support/database.js';

jest.setTimeout(30_000);

/** Columns, keys and indexes of one database, each as a line that reads the same however it was made. */
interface Shape {
  columns: string[];
  keys: string[];
  indexes: string[];
}

let migrated: Shape;
let described: Shape;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const prismaDatabase = new URL(database.adminUrl);
  prismaDatabase.pathname += '_by_prisma';
  const name = prismaDatabase.pathname.slice(1);
  try {
    await query(database.adminUrl, `CREATE DATABASE ${name}`);
    await query(prismaDatabase.href, 'CREATE EXTENSION vector');
    await query(prismaDatabase.href, await sqlOfPrismaSchema(database.adminUrl));
    migrated = await shapeOf(database.adminUrl);
    described = await shapeOf(prismaDatabase.href);
  } finally {
    await query(database.adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
});
afterAll(() => database.drop());

async function sqlOfPrismaSchema(databaseUrl: string): Promise<string> {
  const program = fileURLToPath(new URL('./schema-sql.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: databaseUrl },
  });
  return stdout;
}

async function query(url: string, text: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, string>[];
  } finally {
    await client.end();
  }
}

/** The keys of contexts are none of Prisma's business. */
const ourTables = `c.relnamespace IN ('onggi'::regnamespace, 'tenancy'::regnamespace)
  AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'context_key'`;

async function shapeOf(url: string): Promise<Shape> {
  const columns = await query(
    url,
    `SELECT format('%s.%s %s%s%s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod),
       -- Prisma has no word for a list that must not be NULL.
       CASE WHEN a.attnotnull AND a.attndims = 0 THEN ' NOT NULL' END, ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)) AS line
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE ${ourTables}`,
  );
  const keys = await query(
    url,
    `SELECT format('%s %s %s', c.oid::regclass, k.conname, pg_get_constraintdef(k.oid)) AS line
     FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'f') WHERE ${ourTables}`,
  );
  // Partial, GIN and covering indexes are beyond Prisma; a unique constraint is a unique index to it.
  const indexes = await query(
    url,
    `SELECT replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') AS line
     FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
     WHERE ${ourTables} AND NOT i.indisprimary AND i.indpred IS NULL AND i.indexprs IS NULL AND m.amname = 'btree'
       AND i.indnkeyatts = i.indnatts`,
  );
  return { columns: lines(columns), keys: lines(keys), indexes: lines(indexes) };
}

/** The same thing as Prisma writes it and as our migrations do. */
const spellings = [
  ['timestamp(6) with', 'timestamp with'],
  ['CURRENT_TIMESTAMP', 'now()'],
  ['ARRAY[]::text[]', "'{}'::text[]"],
  // Prisma cannot say that only one column of a key is set to NULL.
  ['ON DELETE SET NULL (expert_id)', 'ON DELETE SET NULL'],
  ['ON DELETE SET NULL (parent_key)', 'ON DELETE SET NULL'],
] as const;

function lines(rows: Record<string, string>[]): string[] {
  return rows
    .map((row) => row['line'] ?? '')
    .map((line) => spellings.reduce((text, [theirs, ours]) => text.replace(theirs, ours), line))
    .sort();
}

describe('schema.prisma', () => {
  it('describes tables that exist', () => {
    expect(described.columns.length).toBeGreaterThan(100);
  });

  it.each(['columns', 'keys', 'indexes'] as const)('has the %s of the migrated database', (part) => {
    const missing = migrated[part].filter((line) => !described[part].includes(line));
    const invented = described[part].filter((line) => !migrated[part].includes(line));
    expect({ missingInPrisma: missing, onlyInPrisma: invented }).toEqual({ missingInPrisma: [], onlyInPrisma: [] });
  });
});
