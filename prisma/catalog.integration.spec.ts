import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TwoTenants } from '../libs/tenancy/src/two-tenants.fixture.js';

/** Tables that hold no tenant data, or are not ours; docs/architecture.md says why. Nothing else goes without walls. */
const withoutRowSecurity = ['graphile_worker.migrations', 'public.migration', 'tenancy.tenant'];
/** Row-level security is on, but its owner is not bound: graphile-worker's functions run as their caller. */
const notForced = [/^graphile_worker\./];
/** graphile-worker knows no tenant; the keys that contexts are signed with are the installation's. */
const withoutTenant = [...withoutRowSecurity, 'tenancy.context_key', /^graphile_worker\./];

/** Every function that runs with its owner's rights, its owner, and who may call it. */
const securityDefiners = [
  'search.passages of onggi_search for onggi_app',
  'tenancy.accept_share of onggi_owner for onggi_app',
  'tenancy.audit_elsewhere of onggi_owner for onggi_app',
  'tenancy.build_index of onggi_owner for onggi_provisioner',
  'tenancy.chain_audit_event of onggi_owner for ',
  'tenancy.context of onggi_owner for onggi_app, onggi_auditor, onggi_search',
  'tenancy.drop_index of onggi_owner for onggi_provisioner',
  'tenancy.drop_partitions of onggi_owner for onggi_provisioner',
  'tenancy.end_share of onggi_owner for onggi_app',
  'tenancy.end_shares_of_the_removed of onggi_owner for ',
  'tenancy.enqueue of onggi_owner for onggi_app',
  'tenancy.fail_orphaned_answers of onggi_owner for onggi_app',
  'tenancy.find_api_key of onggi_owner for onggi_app',
  'tenancy.find_break_glass_grant of onggi_owner for onggi_app',
  'tenancy.find_session of onggi_owner for onggi_app',
  'tenancy.further_grants_of of onggi_owner for onggi_app',
  'tenancy.keys_without_job of onggi_owner for onggi_app',
  'tenancy.provision_tenant of onggi_owner for onggi_provisioner',
  'tenancy.release_jobs_of_the_dead of onggi_owner for onggi_jobs',
  'tenancy.remove_tenant of onggi_owner for onggi_provisioner',
  'tenancy.request_embedding_set_job of onggi_owner for onggi_app',
  'tenancy.request_index_maintenance of onggi_owner for onggi_app',
  'tenancy.request_tenant of onggi_owner for onggi_app',
  'tenancy.request_tenant_removal of onggi_owner for onggi_app',
  'tenancy.shares_of_caller of onggi_owner for onggi_app',
  'tenancy.sign_in_providers of onggi_owner for onggi_app',
];

const ourSchemas = ['tenancy', 'onggi', 'partition', 'search'];

let world: TwoTenants;
beforeAll(async () => {
  world = await TwoTenants.create();
});
afterAll(() => world.close());

async function rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await world.admin.query<Row>(text, values)).rows;
}

function isListed(name: string, list: readonly (string | RegExp)[]): boolean {
  return list.some((entry) => (typeof entry === 'string' ? entry === name : entry.test(name)));
}

/** Every table, partitioned table and partition outside PostgreSQL's own schemas. */
const tables = `FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname NOT LIKE 'pg\\_%'`;
const name = `n.nspname || '.' || c.relname`;

describe('every table outside the list of exceptions', () => {
  it('has row-level security on and forced, partitions included', async () => {
    const found = await rows<{ name: string; on: boolean; forced: boolean; partition: boolean }>(
      `SELECT ${name} AS name, c.relrowsecurity AS "on", c.relforcerowsecurity AS forced, c.relispartition AS partition ${tables}`,
    );
    const open = found.filter((table) => !table.on && !isListed(table.name, withoutRowSecurity));
    const lax = found.filter((table) => !table.forced && !isListed(table.name, [...withoutRowSecurity, ...notForced]));
    expect({ open, lax }).toEqual({ open: [], lax: [] });
    expect(found.filter((table) => table.partition).length).toBeGreaterThanOrEqual(6);
    expect(withoutRowSecurity.filter((listed) => !found.some((table) => table.name === listed))).toEqual([]);
  });

  it('has keys and unique indexes that begin with tenant_id', async () => {
    const found = await rows<{ name: string; key: string; column: string }>(
      `SELECT ${name} AS name, x.relname AS key, a.attname AS column
       FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_class x ON x.oid = i.indexrelid LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE i.indisunique AND n.nspname = ANY ($1)`,
      [ourSchemas],
    );
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((key) => key.column !== 'tenant_id' && !isListed(key.name, withoutTenant))).toEqual([]);
  });

  it('has a primary key', async () => {
    const found = await rows<{ name: string }>(
      `SELECT ${name} AS name ${tables} AND n.nspname = ANY ($1)
         AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')`,
      [ourSchemas],
    );
    expect(found).toEqual([]);
  });

  it('refers to others within its tenant only', async () => {
    const found = await rows<{ name: string; key: string; own: string; theirs: string }>(
      `SELECT ${name} AS name, k.conname AS key, own.attname AS own, theirs.attname AS theirs
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute own ON own.attrelid = k.conrelid AND own.attnum = k.conkey[1]
       JOIN pg_attribute theirs ON theirs.attrelid = k.confrelid AND theirs.attnum = k.confkey[1]
       WHERE k.contype = 'f' AND n.nspname = ANY ($1)`,
      [ourSchemas],
    );
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((key) => key.own !== 'tenant_id' || key.theirs !== 'tenant_id')).toEqual([]);
  });

  it('has a tenant_id that is never empty', async () => {
    const found = await rows<{ name: string }>(
      `SELECT ${name} AS name ${tables} AND n.nspname = ANY ($1)
         AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull)`,
      [ourSchemas],
    );
    expect(found.filter((table) => !isListed(table.name, withoutTenant))).toEqual([]);
  });
});

describe('a partition', () => {
  it('is open to backup and upkeep only, and lies where nobody else has entry', async () => {
    const granted = await rows<{ role: string; privilege: string }>(
      `SELECT DISTINCT r.rolname AS role, entry.privilege_type AS privilege FROM pg_class c
       CROSS JOIN LATERAL aclexplode(c.relacl) AS entry JOIN pg_roles r ON r.oid = entry.grantee
       WHERE c.relispartition AND c.relkind = 'r' AND entry.grantee <> c.relowner ORDER BY 1`,
    );
    const elsewhere = await rows(`SELECT ${name} AS name ${tables} AND c.relispartition AND n.nspname <> 'partition'`);
    const mayEnter = await rows<{ rolname: string }>(
      `SELECT r.rolname FROM pg_roles r WHERE r.rolname LIKE 'onggi\\_%' AND has_schema_privilege(r.oid, 'partition', 'USAGE') ORDER BY 1`,
    );
    expect(granted).toEqual([
      { role: 'onggi_backup', privilege: 'SELECT' },
      { role: 'onggi_maintenance', privilege: 'MAINTAIN' },
    ]);
    expect(elsewhere).toEqual([]);
    expect(mayEnter.map((role) => role.rolname)).toEqual(['onggi_backup', 'onggi_maintenance', 'onggi_owner']);
  });

  it('has no policy but the backup’s, so that by its name nobody else sees a row', async () => {
    const found = await rows<{ policy: string; roles: string }>(
      `SELECT DISTINCT p.polname AS policy, p.polroles::regrole[]::text AS roles
       FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relispartition`,
    );
    expect(found).toEqual([{ policy: 'backup_read', roles: '{onggi_backup}' }]);
  });
});

describe('backup and upkeep', () => {
  it('reach every table: one that backup has no policy on would be dumped empty', async () => {
    const found = await rows<{ name: string; readable: boolean; maintained: boolean; seen: boolean }>(
      `SELECT ${name} AS name, has_table_privilege('onggi_backup', c.oid, 'SELECT') AS readable,
         has_table_privilege('onggi_maintenance', c.oid, 'MAINTAIN') AS maintained,
         NOT c.relrowsecurity OR EXISTS (
           SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polroles = ARRAY['onggi_backup'::regrole::oid]
             AND p.polpermissive AND pg_get_expr(p.polqual, p.polrelid) = 'true') AS seen ${tables} ORDER BY 1`,
    );
    expect(found.length).toBeGreaterThan(25);
    // A dump with which contexts could be forged would be worth more than the rows in it: the keys are dumped empty.
    expect(found.filter((table) => !table.readable || !table.seen).map((table) => table.name)).toEqual([
      'tenancy.context_key',
    ]);
    expect(found.filter((table) => !table.maintained).map((table) => table.name)).toEqual([
      'public.migration',
      'tenancy.context_key',
    ]);
  });

  it('are stopped by no restrictive policy of others', async () => {
    expect(
      await rows(
        `SELECT p.polname FROM pg_policy p WHERE NOT p.polpermissive
           AND (p.polroles && ARRAY[0::oid, 'onggi_backup'::regrole::oid])`,
      ),
    ).toEqual([]);
  });
});

describe('the removal of a tenant', () => {
  it('reaches every table of ours that knows tenants, and no row of a tenant that stays', async () => {
    const found = await rows<{ name: string; commands: string[]; conditions: string[] }>(
      `SELECT ${name} AS name, array_agg(p.polcmd::text ORDER BY p.polcmd) AS commands,
         array_agg(DISTINCT pg_get_expr(p.polqual, p.polrelid)) AS conditions
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname LIKE 'removal\\_%' AND p.polroles = ARRAY['onggi_owner'::regrole::oid]
       WHERE n.nspname = 'onggi' AND c.relkind IN ('r', 'p') AND NOT c.relispartition GROUP BY 1`,
    );
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((table) => table.commands.join('') !== 'dr')).toEqual([]);
    for (const { conditions } of found) expect(conditions).toEqual([expect.stringMatching(/status = 'removing'/)]);
  });
});

describe('a table to come', () => {
  it('gets by its walls what backup, upkeep and removal need', async () => {
    const client = await world.admin.connect();
    try {
      await client.query('BEGIN');
      await client.query('SET LOCAL ROLE onggi_owner');
      await client.query('CREATE TABLE onggi.of_tomorrow (tenant_id text PRIMARY KEY)');
      await client.query(`CALL tenancy.wall('onggi.of_tomorrow')`);
      const { rows: policies } = await client.query<{ polname: string }>(
        `SELECT polname FROM pg_policy WHERE polrelid = 'onggi.of_tomorrow'::regclass ORDER BY 1`,
      );
      expect(policies.map(({ polname }) => polname)).toEqual([
        'backup_read',
        'removal_delete',
        'removal_read',
        'tenant_delete',
        'tenant_insert',
        'tenant_read',
        'tenant_update',
        'writer_delete',
        'writer_insert',
        'writer_update',
      ]);
      const { rows: granted } = await client.query(
        `SELECT has_table_privilege('onggi_backup', 'onggi.of_tomorrow', 'SELECT') AS backup,
           has_table_privilege('onggi_maintenance', 'onggi.of_tomorrow', 'MAINTAIN') AS upkeep`,
      );
      expect(granted).toEqual([{ backup: true, upkeep: true }]);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

describe('the roles', () => {
  it('have no way around row-level security', async () => {
    expect(
      await rows(
        `SELECT rolname FROM pg_roles WHERE rolname LIKE 'onggi\\_%' AND (rolbypassrls OR rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication)`,
      ),
    ).toEqual([]);
  });

  it('that sign in own nothing and are members of nothing', async () => {
    const owned = await rows(
      `SELECT r.rolname, d.classid::regclass::text AS kind, d.objid FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
       WHERE d.deptype = 'o' AND r.rolcanlogin AND r.rolname LIKE 'onggi\\_%'`,
    );
    const members = await rows(
      `SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolcanlogin AND r.rolname LIKE 'onggi\\_%'`,
    );
    expect({ owned, members }).toEqual({ owned: [], members: [] });
  });

  it('see every tenant only where that is written down', async () => {
    const found = await rows<{ name: string; role: string; policy: string }>(
      `SELECT ${name} AS name, p.polname AS policy, r.rolname AS role
       FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN LATERAL unnest(p.polroles) AS member (oid) LEFT JOIN pg_roles r ON r.oid = member.oid
       WHERE pg_get_expr(p.polqual, p.polrelid) = 'true' AND n.nspname = ANY ($1)`,
      [ourSchemas],
    );
    const allowed: Record<string, string[]> = {
      onggi_backup: ['backup_read'],
      onggi_search: ['search_read'],
      onggi_owner: ['chain', 'look_up', 'record_use', 'provision', 'orphan', 'owner_only'],
    };
    expect(found.filter((policy) => !allowed[policy.role]?.includes(policy.policy))).toEqual([]);
  });
});

describe('functions', () => {
  it('that run with their owner’s rights are the ones written down, for the callers written down', async () => {
    const found = await rows<{ name: string; owner: string; callers: string[] }>(
      `SELECT n.nspname || '.' || p.proname AS name, pg_get_userbyid(p.proowner) AS owner,
         array(SELECT coalesce(r.rolname, 'PUBLIC')::text FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS entry
               LEFT JOIN pg_roles r ON r.oid = entry.grantee WHERE entry.grantee <> p.proowner) AS callers
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const listed = found.map((one) => `${one.name} of ${one.owner} for ${[...one.callers].sort().join(', ')}`).sort();
    expect(listed).toEqual(securityDefiners);
  });

  it('that run with their owner’s rights fix where they look for names', async () => {
    expect(
      await rows(
        `SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE p.prosecdef AND n.nspname = ANY ($1)
           AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS setting WHERE setting LIKE 'search\\_path=%')`,
        [ourSchemas],
      ),
    ).toEqual([]);
  });

  it('and schemas and tables of ours are open to nobody in general', async () => {
    const functions = await rows(
      `SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname = ANY ($1) AND has_function_privilege('public', p.oid, 'EXECUTE')`,
      [ourSchemas],
    );
    const relations = await rows(
      `SELECT ${name} AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ANY ($1) AND EXISTS (SELECT FROM aclexplode(c.relacl) AS entry WHERE entry.grantee = 0)`,
      [[...ourSchemas, 'graphile_worker', 'public']],
    );
    const schemas = await rows(
      `SELECT nspname FROM pg_namespace n WHERE nspname = ANY ($1)
         AND EXISTS (SELECT FROM aclexplode(n.nspacl) AS entry WHERE entry.grantee = 0)`,
      [[...ourSchemas, 'graphile_worker']],
    );
    expect({ functions, relations, schemas }).toEqual({ functions: [], relations: [], schemas: [] });
  });
});
