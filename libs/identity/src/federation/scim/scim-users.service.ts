import { Inject, Injectable } from '@nestjs/common';
import { newId, NotFoundError } from '@onggi/platform';
import { recordAudit, sql, TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import { notingNarrowedKeys } from '../../credentials/narrowed-keys.js';
import { endSessions } from '../../sessions/session-rows.js';
import { FEDERATION_SETTINGS, type FederationSettings } from '../federation-settings.js';
import { parseFilter } from './scim-filter.js';
import { listOf, type ScimList, type ScimPage } from './scim-list.js';
import { oneAtATime } from './scim-lock.js';
import { applyPatch } from './scim-patch.js';
import { asResource, personOf, readUser, userAttributes, userSchema, type ScimUserInput } from './scim-user.js';
import { personSignedIn, refuseTakenName, userRow, userRows, type UserRow } from './scim-user-rows.js';

/** A user as SCIM clients read it. */
export type ScimUser = Record<string, unknown> & { id: string; meta: Record<string, string> & { location: string } };

/** Who works at a company as its directory says it: people that SCIM makes, changes, suspends and takes away. */
@Injectable()
export class ScimUsers {
  constructor(
    private readonly database: TenantDb,
    @Inject(FEDERATION_SETTINGS) private readonly settings: FederationSettings,
  ) {}

  /** @throws NotFoundError */
  get(context: TenantContext, id: string): Promise<ScimUser> {
    return this.database.run(context, (transaction) => this.read(transaction, id));
  }

  /** @throws ScimError invalidFilter */
  async list(context: TenantContext, filter: string | undefined, page: ScimPage): Promise<ScimList<ScimUser>> {
    const conditions = filter === undefined ? [] : parseFilter(filter);
    const { total, rows } = await this.database.run(context, (transaction) => userRows(transaction, conditions, page));
    return listOf(
      total,
      page.startIndex,
      rows.map((row) => this.shown(row)),
    );
  }

  /**
   * Makes a person, or takes up the one who has signed in as this user before.
   * @throws ScimError invalidValue, uniqueness
   */
  create(context: TenantContext, resource: unknown): Promise<ScimUser> {
    const user = readUser(resource);
    return this.database.run(context, async (transaction) => {
      await oneAtATime(transaction);
      await refuseTakenName(transaction, user.userName, null);
      const known = await personSignedIn(transaction, user);
      const personId = known ?? (await newPerson(transaction, user));
      const before = await transaction.first<{ active: boolean }>(
        sql`SELECT false AS active FROM onggi.scim_user WHERE tenant_id = ${context.tenant} AND person_id = ${personId}`,
      );
      await transaction.execute(
        sql`INSERT INTO onggi.scim_user (tenant_id, person_id, user_name, external_id, active, attributes)
            VALUES (${context.tenant}, ${personId}, ${user.userName}, ${user.externalId}, ${user.active},
                    ${JSON.stringify(user.attributes)})
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET user_name = EXCLUDED.user_name,
              external_id = EXCLUDED.external_id, active = EXCLUDED.active, attributes = EXCLUDED.attributes,
              created_at = now(), updated_at = now(), deleted_at = NULL`,
      );
      await writePerson(transaction, personId, user);
      await setActive(transaction, personId, user.active, before?.active);
      await recordAudit(transaction, {
        action: 'scim.user.create',
        target: personId,
        detail: { active: user.active, signedInBefore: known !== undefined },
      });
      return this.read(transaction, personId);
    });
  }

  /** @throws NotFoundError, ScimError */
  replace(context: TenantContext, id: string, resource: unknown): Promise<ScimUser> {
    const user = readUser(resource);
    return this.change(context, id, () => user);
  }

  /** @throws NotFoundError, ScimError */
  patch(context: TenantContext, id: string, message: unknown): Promise<ScimUser> {
    return this.change(context, id, (present) => readUser(applyPatch(asResource(present), message, userAttributes)));
  }

  /** The person is suspended and loses the groups that SCIM gave; what hangs on it stays. @throws NotFoundError */
  async remove(context: TenantContext, id: string): Promise<void> {
    await this.database.run(context, async (transaction) => {
      await oneAtATime(transaction);
      const row = await userRow(transaction, id);
      if (!row) throw new NotFoundError();
      await transaction.execute(
        sql`UPDATE onggi.scim_user SET deleted_at = now(), active = false
            WHERE tenant_id = ${context.tenant} AND person_id = ${id}`,
      );
      await notingNarrowedKeys(transaction, async () => {
        await transaction.execute(
          sql`DELETE FROM onggi.person_group WHERE tenant_id = ${context.tenant} AND person_id = ${id} AND source = 'scim'`,
        );
        await setActive(transaction, id, false, row.active);
      });
      await recordAudit(transaction, { action: 'scim.user.remove', target: id });
    });
  }

  private change(
    context: TenantContext,
    id: string,
    changed: (present: ScimUserInput) => ScimUserInput,
  ): Promise<ScimUser> {
    return this.database.run(context, async (transaction) => {
      await oneAtATime(transaction);
      const row = await userRow(transaction, id);
      if (!row) throw new NotFoundError();
      const user = changed({
        userName: row.user_name,
        externalId: row.external_id,
        active: row.active,
        attributes: row.attributes,
      });
      await refuseTakenName(transaction, user.userName, id);
      await transaction.execute(
        sql`UPDATE onggi.scim_user SET user_name = ${user.userName}, external_id = ${user.externalId},
              active = ${user.active}, attributes = ${JSON.stringify(user.attributes)}, updated_at = now()
            WHERE tenant_id = ${context.tenant} AND person_id = ${id}`,
      );
      await writePerson(transaction, id, user);
      await notingNarrowedKeys(transaction, () => setActive(transaction, id, user.active, row.active));
      await recordAudit(transaction, { action: 'scim.user.change', target: id, detail: { active: user.active } });
      return this.read(transaction, id);
    });
  }

  private async read(transaction: TenantTransaction, id: string): Promise<ScimUser> {
    const row = await userRow(transaction, id);
    if (!row) throw new NotFoundError();
    return this.shown(row);
  }

  private shown(row: UserRow): ScimUser {
    const location = `${this.settings.publicUrl}/scim/v2/Users/${row.person_id}`;
    return {
      schemas: [userSchema],
      id: row.person_id,
      ...(row.external_id === null ? {} : { externalId: row.external_id }),
      userName: row.user_name,
      ...row.attributes,
      active: row.active,
      groups: row.groups.map((group) => ({
        ...group,
        $ref: `${this.settings.publicUrl}/scim/v2/Groups/${group.value}`,
      })),
      meta: {
        resourceType: 'User',
        created: row.created_at.toISOString(),
        lastModified: row.updated_at.toISOString(),
        location,
      },
    };
  }
}

async function newPerson(transaction: TenantTransaction, user: ScimUserInput): Promise<string> {
  const { tenant } = transaction.context;
  const personId = newId();
  // What the tenant's provider gives to whoever it says nothing of; the provider's claims decide at the first sign-in.
  await transaction.execute(
    sql`INSERT INTO onggi.person (tenant_id, person_id, email, name_ko, name_en, role, label, status, origin)
        SELECT ${tenant}, ${personId}, '', '', '', coalesce(p.settings ->> 'defaultRole', 'member'),
               coalesce(p.settings ->> 'defaultLabel', 'S'), ${user.active ? 'active' : 'suspended'}, 'scim'
        FROM (VALUES (1)) AS one (row) LEFT JOIN onggi.identity_provider p ON p.tenant_id = ${tenant}`,
  );
  return personId;
}

async function writePerson(transaction: TenantTransaction, personId: string, user: ScimUserInput): Promise<void> {
  const { name, title, email } = personOf(user);
  await transaction.execute(
    sql`UPDATE onggi.person SET email = ${email}, name_ko = ${name}, name_en = ${name}, title_ko = ${title},
          title_en = ${title}, origin = 'scim'
        WHERE tenant_id = ${transaction.context.tenant} AND person_id = ${personId}`,
  );
}

/**
 * Suspends or restores the person when that is news: who was suspended here by hand is not restored by a directory that
 * says "active" as it did before.
 */
async function setActive(
  transaction: TenantTransaction,
  personId: string,
  active: boolean,
  before: boolean | undefined,
): Promise<void> {
  const { tenant } = transaction.context;
  if (active) {
    if (before !== false) return;
    await transaction.execute(
      sql`UPDATE onggi.person SET status = 'active' WHERE tenant_id = ${tenant} AND person_id = ${personId}`,
    );
    return;
  }
  if (before === false) return;
  await transaction.execute(
    sql`UPDATE onggi.person SET status = 'suspended' WHERE tenant_id = ${tenant} AND person_id = ${personId}`,
  );
  await endSessions(transaction, personId);
}
