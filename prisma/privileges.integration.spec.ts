import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TwoTenants } from '../libs/tenancy/src/two-tenants.fixture.js';
import { roles } from './roles.mjs';

let world: TwoTenants;
beforeAll(async () => {
  world = await TwoTenants.create();
});
afterAll(() => world.close());

async function rows<Row extends object>(text: string): Promise<Row[]> {
  return (await world.admin.query<Row>(text)).rows;
}

/** Who was granted what on schemas, tables, columns, sequences, functions and the database, PUBLIC included. */
const grants = `
  SELECT 'schema ' || n.nspname AS object, n.nspowner AS owner, entry.* FROM pg_namespace n, aclexplode(n.nspacl) AS entry
  WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
  UNION ALL
  SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' ELSE 'table ' END || c.oid::regclass, c.relowner, entry.*
  FROM pg_class c, aclexplode(c.relacl) AS entry WHERE c.relnamespace = ANY (ours)
  UNION ALL
  SELECT format('column %s.%s', c.oid::regclass, a.attname), c.relowner, entry.*
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid, aclexplode(a.attacl) AS entry WHERE c.relnamespace = ANY (ours)
  UNION ALL
  SELECT 'function ' || p.oid::regproc, p.proowner, entry.*
  FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS entry
  WHERE p.pronamespace = ANY (ours) AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
  UNION ALL
  SELECT 'database', d.datdba, entry.* FROM pg_database d, aclexplode(d.datacl) AS entry WHERE d.datname = current_database()`;

/** `role: object: PRIVILEGE, PRIVILEGE`, what an owner holds by owning left out. */
async function granted(): Promise<string[]> {
  const found = await rows<{ line: string }>(
    `WITH grants AS (SELECT g.* FROM (SELECT array_agg(n.oid::oid) AS ours FROM pg_namespace n
         WHERE n.nspname IN ('tenancy', 'onggi', 'partition', 'search', 'graphile_worker') OR n.nspname = 'public') AS s,
       LATERAL (${grants}) AS g)
     SELECT format('%s: %s: %s', coalesce(r.rolname, 'PUBLIC'), object, string_agg(DISTINCT privilege_type, ', ' ORDER BY privilege_type)) AS line
     FROM grants LEFT JOIN pg_roles r ON r.oid = grantee
     WHERE grantee <> owner AND (grantee = 0 OR r.rolname LIKE 'onggi\\_%') GROUP BY r.rolname, object ORDER BY 1`,
  );
  return found.map(({ line }) => line);
}

/** These two are granted one privilege on every table there is; prisma/catalog.integration.spec.ts holds them to it. */
const onEveryTable = /^(onggi_backup: (table|sequence) [^:]+: SELECT|onggi_maintenance: table [^:]+: MAINTAIN)$/;

describe('the privileges', () => {
  it('are those of prisma/privileges.txt: a grant more, or one that is gone, is written down there first', async () => {
    const text = await readFile(new URL('./privileges.txt', import.meta.url), 'utf8');
    const written = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const found = (await granted()).filter((line) => !onEveryTable.test(line));
    expect({
      missing: written.filter((line) => !found.includes(line)),
      unwritten: found.filter((line) => !written.includes(line)),
    }).toEqual({ missing: [], unwritten: [] });
  });

  it('can be passed on by nobody, and come to nobody by default', async () => {
    const passed = await rows(
      `SELECT c.oid::regclass::text FROM pg_class c, aclexplode(c.relacl) AS entry WHERE entry.is_grantable AND entry.grantee <> c.relowner`,
    );
    const defaults = await rows(
      `SELECT d.defaclobjtype, entry.* FROM pg_default_acl d, aclexplode(d.defaclacl) AS entry WHERE entry.grantee <> d.defaclrole`,
    );
    expect({ passed, defaults }).toEqual({ passed: [], defaults: [] });
  });

  it('of the application end at tables, functions and types: it makes nothing, not even for a session', async () => {
    const [row] = await rows(
      `SELECT has_database_privilege('onggi_app', current_database(), 'CREATE') AS schemas,
         has_database_privilege('onggi_app', current_database(), 'TEMPORARY') AS temporary,
         bool_or(has_schema_privilege('onggi_app', n.oid, 'CREATE')) AS objects FROM pg_namespace n`,
    );
    expect(row).toEqual({ schemas: false, temporary: false, objects: false });
  });
});

describe('the roles', () => {
  it('are those of the list, and sign in or do not as it says', async () => {
    const found = await rows<{ name: string; login: boolean }>(
      `SELECT rolname AS name, rolcanlogin AS login FROM pg_roles WHERE rolname LIKE 'onggi\\_%'`,
    );
    const listed = roles.map(({ name, login }) => ({ name, login }));
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    expect(found.sort(byName)).toEqual(listed.sort(byName));
  });

  it('are members of each other only so that the owner can hand functions to the search', async () => {
    expect(
      await rows(
        `SELECT m.member::regrole::text AS member, m.roleid::regrole::text AS "of" FROM pg_auth_members m
         JOIN pg_roles r ON r.oid = m.member WHERE r.rolname LIKE 'onggi\\_%'`,
      ),
    ).toEqual([{ member: 'onggi_owner', of: 'onggi_search' }]);
  });
});

describe('graphile-worker’s own tables', () => {
  it('have row-level security, with a policy for the jobs’ role and the backup’s and for nobody else', async () => {
    const found = await rows<{ name: string; on: boolean; policies: string }>(
      `SELECT c.relname AS name, c.relrowsecurity AS "on",
         (SELECT string_agg(p.polname || ' ' || p.polcmd::text || ' ' || p.polroles::regrole[]::text, ', ' ORDER BY p.polname)
          FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
       FROM pg_class c WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'migrations'`,
    );
    expect(found.length).toBeGreaterThanOrEqual(4);
    for (const { name, on, policies } of found) {
      expect({ name, on, policies }).toEqual({
        name,
        on: true,
        policies: 'backup_read r {onggi_backup}, jobs * {onggi_jobs}',
      });
    }
  });
});

describe('the partitions of a tenant that comes later', () => {
  it('have all that those before them have', async () => {
    await world.addTenant('gamma');
    const found = await rows<{ walls: string; tenants: string[] }>(
      `SELECT concat_ws(' ', c.relrowsecurity, c.relforcerowsecurity, c.relacl::text,
           (SELECT string_agg(p.polname || p.polroles::regrole[]::text || pg_get_expr(p.polqual, p.polrelid), ' ' ORDER BY p.polname)
            FROM pg_policy p WHERE p.polrelid = c.oid)) AS walls,
         array_agg(DISTINCT split_part(c.relname, '__', 2) ORDER BY split_part(c.relname, '__', 2)) AS tenants
       FROM pg_class c WHERE c.relispartition AND c.relkind = 'r' GROUP BY 1`,
    );
    expect(found).toEqual([
      {
        walls:
          't t {onggi_owner=arwdDxtm/onggi_owner,onggi_backup=r/onggi_owner,onggi_maintenance=m/onggi_owner} backup_read{onggi_backup}true',
        tenants: ['alpha', 'beta', 'gamma'],
      },
    ]);
  });
});
