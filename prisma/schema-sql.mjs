/**
 * Prints the SQL by which Prisma would make an empty database fit schema.prisma: what the drift test compares with, and a
 * start for the next migration. DATABASE_URL: any reachable database; the engine wants one at hand and changes nothing.
 */
/* global WebAssembly */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';

const engineFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
const { instance } = await WebAssembly.instantiate(await readFile(engineFile.replace(/\.js$/, '.wasm')), {
  './schema_engine_bg.js': engineModule,
});
engineModule.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: process.env.DATABASE_URL }));
const engine = await engineModule.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
const schema = await readFile(new URL('./schema.prisma', import.meta.url), 'utf8');
const { stdout } = await engine.diff({
  from: { tag: 'empty' },
  to: {
    tag: 'schemaDatamodel',
    files: [{ path: 'schema.prisma', content: schema }],
    configDir: import.meta.dirname,
  },
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
  shadowDatabaseUrl: null,
});
process.stdout.write(stdout);
