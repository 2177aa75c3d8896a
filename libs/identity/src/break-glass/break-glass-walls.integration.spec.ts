import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import { recordAudit, sql, TenantDirectory, type SqlStatement, type TenantContext } from '@onggi/tenancy';
import { TwoTenants } from '../../../tenancy/src/two-tenants.fixture.js';
import { platformContext } from '../credentials/keys.service.js';
import { BreakGlassService } from './break-glass.service.js';

let world: TwoTenants;
let grantId: string;
let letIn: TenantContext;
beforeAll(async () => {
  world = await TwoTenants.create();
  const service = new BreakGlassService(world.database, new TenantDirectory(world.app));
  const { grant } = await service.open('alpha', { reason: 'A reason that a spec has', minutes: 5 });
  grantId = grant.id;
  letIn = world.caller('alpha', { role: 'break-glass', principal: `breakglass:${grant.id}` });
});
afterAll(() => world.close());

const write = (context: TenantContext, statement: SqlStatement) =>
  world.database.run(context, (transaction) => transaction.execute(statement));

describe('below the application, a break-glass context', () => {
  it('writes to no table, whatever it was granted', async () => {
    const { rows: tables } = await world.admin.query<{ name: string; columns: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c
       WHERE c.relnamespace = 'onggi'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'audit_event'`,
    );
    expect(tables.length).toBeGreaterThan(30);
    const { rows: open } = await world.admin.query(
      `SELECT c.oid::regclass::text AS name FROM pg_class c
       WHERE c.oid = ANY ($1::regclass[]) AND 3 <> (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive
         AND p.polcmd IN ('a', 'w', 'd') AND p.polroles = ARRAY['onggi_app'::regrole::oid]
         AND coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) ~ 'may_write')`,
      [tables.map(({ name }) => name)],
    );
    expect(open).toEqual([]);
  });

  it.each([
    ['makes a group', () => sql`INSERT INTO onggi.access_group VALUES ('alpha', 'mine', 'm', 'm')`],
    [
      'makes a key',
      () =>
        sql`INSERT INTO onggi.api_key (tenant_id, key_id, secret_hash, name, role, groups, created_by)
            VALUES ('alpha', ${newId()}, '\\x00', 'mine', 'admin', '{}', 'x')`,
    ],
  ])('never %s', async (_, statement) => {
    await expect(write(letIn, statement())).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  it('changes and removes nothing that is there', async () => {
    const document = await world.publish('alpha', 'text', { groups: ['everyone'], label: 'O' });
    const changes = [
      sql`UPDATE onggi.document_version SET title = 'x' WHERE version_id = ${document.versionId}`,
      sql`DELETE FROM onggi.document WHERE document_id = ${document.documentId}`,
      sql`UPDATE onggi.break_glass_grant SET closed_at = NULL`,
    ];
    for (const change of changes) expect(await write(letIn, change)).toBe(0);
    expect(await write(world.caller('alpha', { role: 'admin' }), changes[0]!)).toBe(1);
  });

  it('is recorded all the same', async () => {
    await world.database.run(letIn, (transaction) => recordAudit(transaction, { action: 'spec.use' }));
    const { rows } = await world.admin.query(`SELECT principal FROM onggi.audit_event WHERE action = 'spec.use'`);
    expect(rows).toEqual([{ principal: `breakglass:${grantId}` }]);
  });
});

describe('a grant, below the application', () => {
  it.each(['member', 'curator', 'admin', 'auditor', 'service', 'break-glass'] as const)(
    'is opened by no %s',
    async (role) => {
      const opening = write(
        world.caller('alpha', { role }),
        sql`INSERT INTO onggi.break_glass_grant (tenant_id, grant_id, secret_hash, reason, opened_by, expires_at)
            VALUES ('alpha', ${newId()}, '\\x00', 'A reason that a spec has', 'x', now() + interval '1 hour')`,
      );
      await expect(opening).rejects.toMatchObject({ cause: { code: '42501' } });
    },
  );

  it('is opened for longer by nobody', async () => {
    const opening = (from: SqlStatement, until: SqlStatement) =>
      write(
        platformContext('alpha'),
        sql`INSERT INTO onggi.break_glass_grant (tenant_id, grant_id, secret_hash, reason, opened_by, opened_at, expires_at)
            VALUES ('alpha', ${newId()}, '\\x00', 'A reason that a spec has', 'x', ${from}, ${until})`,
      );
    await expect(opening(sql`now()`, sql`now() + interval '241 minutes'`)).rejects.toMatchObject({
      cause: { code: '23514' },
    });
    await expect(opening(sql`now() + interval '1 day'`, sql`now() + interval '25 hours'`)).rejects.toMatchObject({
      cause: { code: '42501' },
    });
  });

  it.each([
    ['expires_at', `now() + interval '3 hours'`],
    ['secret_hash', `'\\x01'`],
    ['reason', `'Another reason entirely'`],
  ])('has no %s that anybody may change', async (column, value) => {
    const change = sql([`UPDATE onggi.break_glass_grant SET ${column} = ${value}`] as unknown as TemplateStringsArray);
    await expect(write(platformContext('alpha'), change)).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  it('stays closed', async () => {
    await write(
      platformContext('alpha'),
      sql`UPDATE onggi.break_glass_grant SET closed_at = now(), closed_by = 'spec'`,
    );
    const reopening = sql`UPDATE onggi.break_glass_grant SET closed_at = NULL, closed_by = NULL`;
    expect(await write(platformContext('alpha'), reopening)).toBe(0);
  });
});
