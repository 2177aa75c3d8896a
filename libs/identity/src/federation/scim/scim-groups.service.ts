import { Inject, Injectable } from '@nestjs/common';
import { isId, newId, NotFoundError } from '@onggi/platform';
import {
  noSql,
  recordAudit,
  sql,
  TenantDb,
  type SqlStatement,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { z } from 'zod';
import { notingNarrowedKeys } from '../../credentials/narrowed-keys.js';
import { FEDERATION_SETTINGS, type FederationSettings } from '../federation-settings.js';
import { ScimError } from './scim-errors.js';
import { parseFilter, type ScimCondition } from './scim-filter.js';
import { accessGroupFor, renameAccessGroup } from './scim-group-key.js';
import { listOf, type ScimList, type ScimPage } from './scim-list.js';
import { oneAtATime } from './scim-lock.js';
import { applyPatch, canonical, type ScimAttributes } from './scim-patch.js';
import { checked, storedText } from './scim-user.js';
import { unknownAttribute } from './scim-user-rows.js';

export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** A group as SCIM clients read it. */
export type ScimGroup = Record<string, unknown> & { id: string; meta: Record<string, string> & { location: string } };

const groupAttributes: ScimAttributes = {
  displayname: { name: 'displayName' },
  externalid: { name: 'externalId' },
  members: { name: 'members', multiple: true, parts: { value: 'value' } },
};

const largestGroup = 20_000;
/** What is checked of a group. */
export const groupShape = z.object({
  displayName: storedText.min(1),
  externalId: storedText.min(1).nullish(),
  members: z
    .array(z.object({ value: z.string().meta({ 'x-names': 'Users/:user' }) }))
    .max(largestGroup)
    .nullish(),
});

interface GroupRow {
  group_id: string;
  group_key: string;
  display_name: string;
  external_id: string | null;
  created_at: Date;
  updated_at: Date;
  members: { value: string; display: string }[];
}

interface GroupInput {
  displayName: string;
  externalId: string | null;
  members: string[];
}

/** Groups of a company's directory. Each is an access group, and its members may read what that group may. */
@Injectable()
export class ScimGroups {
  constructor(
    private readonly database: TenantDb,
    @Inject(FEDERATION_SETTINGS) private readonly settings: FederationSettings,
  ) {}

  /** @throws NotFoundError */
  get(context: TenantContext, id: string): Promise<ScimGroup> {
    return this.database.run(context, (transaction) => this.read(transaction, id));
  }

  /** @param members false leaves them out, as clients ask for large groups. @throws ScimError invalidFilter */
  async list(
    context: TenantContext,
    filter: string | undefined,
    page: ScimPage,
    members: boolean,
  ): Promise<ScimList<ScimGroup>> {
    const conditions = filter === undefined ? [] : parseFilter(filter);
    const where = conditions.map(conditionSql).reduce((all, one) => sql`${all} AND ${one}`, noSql);
    return this.database.run(context, async (transaction) => {
      const from = sql`FROM onggi.scim_group g WHERE g.tenant_id = ${context.tenant} ${where}`;
      const counted = await transaction.first<{ total: number }>(sql`SELECT count(*)::int AS total ${from}`);
      const rows = await transaction.rows<GroupRow>(
        sql`SELECT g.*, ${members ? memberList : sql`'[]'::jsonb AS members`} ${from}
            ORDER BY g.created_at, g.group_id LIMIT ${page.count} OFFSET ${page.startIndex - 1}`,
      );
      const resources = rows.map((row) => this.shown(row)).map((group) => (members ? group : withoutMembers(group)));
      return listOf(counted?.total ?? 0, page.startIndex, resources);
    });
  }

  /** @throws ScimError invalidValue, uniqueness */
  create(context: TenantContext, resource: unknown): Promise<ScimGroup> {
    const group = readGroup(resource);
    return this.database.run(context, async (transaction) => {
      await oneAtATime(transaction);
      const key = await accessGroupFor(transaction, group.displayName);
      const id = newId();
      await transaction.execute(
        sql`INSERT INTO onggi.scim_group (tenant_id, group_id, group_key, display_name, external_id)
            VALUES (${context.tenant}, ${id}, ${key}, ${group.displayName}, ${group.externalId})`,
      );
      await writeMembers(transaction, key, [], group.members);
      await recordAudit(transaction, {
        action: 'scim.group.create',
        target: id,
        detail: { group: key, members: group.members.length },
      });
      return this.read(transaction, id);
    });
  }

  /** @throws NotFoundError, ScimError */
  replace(context: TenantContext, id: string, resource: unknown): Promise<ScimGroup> {
    const group = readGroup(resource);
    return this.change(context, id, () => group);
  }

  /** @throws NotFoundError, ScimError */
  patch(context: TenantContext, id: string, message: unknown): Promise<ScimGroup> {
    return this.change(context, id, (present) => {
      const { members, externalId, ...others } = present;
      const resource = {
        ...others,
        ...(externalId === null ? {} : { externalId }),
        members: members.map((value) => ({ value })),
      };
      return readGroup(applyPatch(resource, message, groupAttributes));
    });
  }

  /** Its members lose what the directory gave them; the access group stays, since documents name it. @throws NotFoundError */
  async remove(context: TenantContext, id: string): Promise<void> {
    await this.database.run(context, async (transaction) => {
      await oneAtATime(transaction);
      const row = await groupRow(transaction, id);
      if (!row) throw new NotFoundError();
      await writeMembers(transaction, row.group_key, idsOf(row), []);
      await transaction.execute(
        sql`DELETE FROM onggi.scim_group WHERE tenant_id = ${context.tenant} AND group_id = ${id}`,
      );
      await recordAudit(transaction, { action: 'scim.group.remove', target: id, detail: { group: row.group_key } });
    });
  }

  private change(context: TenantContext, id: string, changed: (present: GroupInput) => GroupInput): Promise<ScimGroup> {
    return this.database.run(context, async (transaction) => {
      await oneAtATime(transaction);
      const row = await groupRow(transaction, id);
      if (!row) throw new NotFoundError();
      const present = { displayName: row.display_name, externalId: row.external_id, members: idsOf(row) };
      const group = changed(present);
      await transaction.execute(
        sql`UPDATE onggi.scim_group SET display_name = ${group.displayName}, external_id = ${group.externalId},
              updated_at = now() WHERE tenant_id = ${context.tenant} AND group_id = ${id}`,
      );
      await renameAccessGroup(transaction, row.group_key, row.display_name, group.displayName);
      await writeMembers(transaction, row.group_key, present.members, group.members);
      await recordAudit(transaction, {
        action: 'scim.group.change',
        target: id,
        detail: { group: row.group_key, members: group.members.length },
      });
      return this.read(transaction, id);
    });
  }

  private async read(transaction: TenantTransaction, id: string): Promise<ScimGroup> {
    const row = await groupRow(transaction, id);
    if (!row) throw new NotFoundError();
    return this.shown(row);
  }

  private shown(row: GroupRow): ScimGroup {
    const { publicUrl } = this.settings;
    return {
      schemas: [groupSchema],
      id: row.group_id,
      ...(row.external_id === null ? {} : { externalId: row.external_id }),
      displayName: row.display_name,
      members: row.members.map((member) => ({
        ...member,
        type: 'User',
        $ref: `${publicUrl}/scim/v2/Users/${member.value}`,
      })),
      meta: {
        resourceType: 'Group',
        created: row.created_at.toISOString(),
        lastModified: row.updated_at.toISOString(),
        location: `${publicUrl}/scim/v2/Groups/${row.group_id}`,
      },
    };
  }
}

/** The group without what `excludedAttributes=members` leaves out. */
export function withoutMembers({ members: _, ...group }: ScimGroup): ScimGroup {
  return group;
}

const memberList = sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('value', m.person_id, 'display', u.user_name) ORDER BY m.person_id), '[]')
  FROM onggi.person_group m
  JOIN onggi.scim_user u ON u.tenant_id = m.tenant_id AND u.person_id = m.person_id AND u.deleted_at IS NULL
  WHERE m.tenant_id = g.tenant_id AND m.group_key = g.group_key AND m.source = 'scim') AS members`;

async function groupRow(transaction: TenantTransaction, id: string): Promise<GroupRow | undefined> {
  if (!isId(id)) return undefined;
  return transaction.first<GroupRow>(
    sql`SELECT g.*, ${memberList} FROM onggi.scim_group g
        WHERE g.tenant_id = ${transaction.context.tenant} AND g.group_id = ${id}`,
  );
}

function conditionSql({ attribute, value }: ScimCondition): SqlStatement {
  const said = typeof value === 'string' ? value : String(value);
  switch (attribute) {
    case 'id':
      return isId(said) ? sql`g.group_id = ${said}` : sql`false`;
    case 'displayname':
      return sql`lower(g.display_name) = lower(${said})`;
    case 'externalid':
      return sql`g.external_id = ${said}`;
    case 'members':
    case 'members.value':
      return isId(said)
        ? sql`EXISTS (SELECT FROM onggi.person_group m WHERE m.tenant_id = g.tenant_id AND m.group_key = g.group_key
                        AND m.source = 'scim' AND m.person_id = ${said})`
        : sql`false`;
    default:
      throw unknownAttribute(attribute);
  }
}

function readGroup(resource: unknown): GroupInput {
  const { displayName, externalId, members } = checked(groupShape, canonical(resource, groupAttributes));
  return {
    displayName,
    externalId: externalId ?? null,
    members: [...new Set((members ?? []).map((member) => member.value.toLowerCase()))],
  };
}

function idsOf(row: GroupRow): string[] {
  return row.members.map((member) => member.value);
}

/** @throws ScimError invalidValue when one who joins is no user of this tenant, whoever it is elsewhere */
async function writeMembers(
  transaction: TenantTransaction,
  key: string,
  before: readonly string[],
  now: readonly string[],
): Promise<void> {
  const { tenant } = transaction.context;
  const [had, has] = [new Set(before), new Set(now)];
  const leaving = before.filter((id) => !has.has(id));
  const joining = now.filter((id) => !had.has(id));
  if (leaving.length > 0) {
    await notingNarrowedKeys(transaction, () =>
      transaction.execute(
        sql`DELETE FROM onggi.person_group WHERE tenant_id = ${tenant} AND group_key = ${key} AND source = 'scim'
              AND person_id = ANY (${leaving}::uuid[])`,
      ),
    );
  }
  if (joining.length === 0) return;
  const joined = await transaction.execute(
    sql`INSERT INTO onggi.person_group (tenant_id, person_id, group_key, source)
        SELECT u.tenant_id, u.person_id, ${key}, 'scim' FROM onggi.scim_user u
        WHERE u.tenant_id = ${tenant} AND u.deleted_at IS NULL AND u.person_id = ANY (${joining.filter(isId)}::uuid[])`,
  );
  if (joined === joining.length) return;
  throw new ScimError('invalidValue', {
    ko: 'members 에 없는 사용자가 있습니다. 사용자를 먼저 만드세요.',
    en: 'members names a user that does not exist. Create the user first.',
  });
}
