import { Injectable } from '@nestjs/common';
import { newId, NotFoundError, type LocalizedText } from '@onggi/platform';
import {
  everyone,
  recordAudit,
  sql,
  TenantDb,
  TenantPrisma,
  type Label,
  type PrismaTransaction,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { notingNarrowedKeys } from '../credentials/narrowed-keys.js';
import { ensureGroups, nestGroups } from './groups.js';

export interface Group {
  key: string;
  name: LocalizedText;
  /** Key of the group that encloses it: its members may read what is addressed to that one as well. Null: none. */
  parent?: string | null;
}

/** A group as its tenant's administrators see it. */
export interface ManagedGroup extends Group {
  /** A suspended one keeps its members and opens nothing. */
  status: 'active' | 'suspended';
}

/** A person as their tenant's administrators see them. */
export interface ManagedPerson extends Person {
  status: 'active' | 'suspended';
  label: Label;
  demo: boolean;
}

export interface Person {
  id: string;
  email: string;
  name: LocalizedText;
  title: LocalizedText;
  role: 'member' | 'curator' | 'admin' | 'auditor';
  groups: Group[];
}

export interface PersonRequest {
  email: string;
  name: LocalizedText;
  title: LocalizedText;
  role: Person['role'];
  groups: readonly string[];
  label?: Label;
  /** A demo account is signed in by a click, without a password; only where the demo is on. */
  demo?: boolean;
}

const roleOrder: readonly Person['role'][] = ['member', 'curator', 'admin', 'auditor'];

/** A person with the groups' names, read in one go. */
const withGroups = { personGroups: { include: { accessGroup: true }, orderBy: { groupKey: 'asc' } } } as const;

type PersonRow = Awaited<ReturnType<typeof personRows>>[number];

function personRows(
  transaction: PrismaTransaction,
  tenantId: string,
  where: { personId: string } | { demo: true; status: 'active' } | Record<string, never>,
) {
  return transaction.person.findMany({
    where: { tenantId, ...where },
    include: withGroups,
    orderBy: [{ createdAt: 'asc' }, { personId: 'asc' }],
  });
}

@Injectable()
export class PeopleService {
  constructor(
    private readonly database: TenantDb,
    private readonly prisma: TenantPrisma,
  ) {}

  /** @throws NotFoundError */
  async byId(context: TenantContext, personId: string): Promise<Person> {
    const [row] = await this.prisma.run(context, (transaction) =>
      personRows(transaction, context.tenant, { personId }),
    );
    if (!row) throw new NotFoundError();
    return toPerson(row);
  }

  /** Members first, then those who administer. */
  async demoAccounts(context: TenantContext): Promise<Person[]> {
    const rows = await this.prisma.run(context, (transaction) =>
      personRows(transaction, context.tenant, { demo: true, status: 'active' }),
    );
    return rows.map(toPerson).sort((a, b) => roleOrder.indexOf(a.role) - roleOrder.indexOf(b.role));
  }

  /** Everyone in the tenant, suspended ones too. */
  async list(context: TenantContext): Promise<ManagedPerson[]> {
    const rows = await this.prisma.run(context, (transaction) => personRows(transaction, context.tenant, {}));
    return rows.map(toManagedPerson);
  }

  /** @throws NotFoundError */
  async managed(context: TenantContext, personId: string): Promise<ManagedPerson> {
    const [row] = await this.prisma.run(context, (transaction) =>
      personRows(transaction, context.tenant, { personId }),
    );
    if (!row) throw new NotFoundError();
    return toManagedPerson(row);
  }

  async groups(context: TenantContext): Promise<ManagedGroup[]> {
    const rows = await this.prisma.run(context, (transaction) =>
      transaction.accessGroup.findMany({ where: { tenantId: context.tenant }, orderBy: { groupKey: 'asc' } }),
    );
    return [
      { key: everyone, name: { ko: '모두', en: 'Everyone' }, parent: null, status: 'active' },
      ...rows.map((row) => ({
        key: row.groupKey,
        name: { ko: row.nameKo, en: row.nameEn },
        parent: row.parentKey,
        status: row.status as ManagedGroup['status'],
      })),
    ];
  }

  /**
   * Makes or brings up to date groups and local people, by group key and e-mail. Idempotent. People who came from an
   * identity provider or SCIM are not touched, whatever their e-mail.
   */
  async save(context: TenantContext, groups: readonly Group[], people: readonly PersonRequest[]): Promise<void> {
    await this.database.run(context, async (transaction) => {
      await notingNarrowedKeys(transaction, () => savePeople(transaction, groups, people));
      await recordAudit(transaction, {
        action: 'people.save',
        detail: { groups: groups.length, people: people.length },
      });
    });
  }
}

async function savePeople(
  transaction: TenantTransaction,
  groups: readonly Group[],
  people: readonly PersonRequest[],
): Promise<void> {
  const names = new Map(groups.map((group) => [group.key, group.name]));
  await ensureGroups(transaction, [...names.keys()], names);
  await nestGroups(
    transaction,
    new Map(groups.flatMap(({ key, parent }) => (parent === undefined ? [] : [[key, parent] as const]))),
  );
  for (const person of people) {
    await ensureGroups(transaction, person.groups, names);
    await savePerson(transaction, person);
  }
}

async function savePerson(transaction: TenantTransaction, person: PersonRequest): Promise<void> {
  const { tenant } = transaction.context;
  const row = await transaction.first<{ person_id: string }>(
    sql`INSERT INTO onggi.person (tenant_id, person_id, email, name_ko, name_en, title_ko, title_en, role, label, demo)
        VALUES (${tenant}, ${newId()}, ${person.email.toLowerCase()}, ${person.name.ko}, ${person.name.en},
                ${person.title.ko}, ${person.title.en}, ${person.role}, ${person.label ?? 'S'}, ${person.demo ?? false})
        ON CONFLICT (tenant_id, email) WHERE origin = 'local' DO UPDATE SET name_ko = EXCLUDED.name_ko, name_en = EXCLUDED.name_en,
          title_ko = EXCLUDED.title_ko, title_en = EXCLUDED.title_en, role = EXCLUDED.role, label = EXCLUDED.label,
          demo = EXCLUDED.demo
        RETURNING person_id`,
  );
  await transaction.execute(
    sql`DELETE FROM onggi.person_group
        WHERE tenant_id = ${tenant} AND person_id = ${row?.person_id} AND source = 'manual'`,
  );
  await transaction.execute(
    sql`INSERT INTO onggi.person_group (tenant_id, person_id, group_key)
        SELECT ${tenant}, ${row?.person_id}, key FROM unnest(${[...person.groups]}::text[]) AS key WHERE key <> ${everyone}`,
  );
}

function toPerson(row: PersonRow): Person {
  // Several sources may say that a person is in the same group.
  const groups = new Map(row.personGroups.map(({ accessGroup }) => [accessGroup.groupKey, accessGroup]));
  return {
    id: row.personId,
    email: row.email,
    name: { ko: row.nameKo, en: row.nameEn },
    title: { ko: row.titleKo, en: row.titleEn },
    role: row.role as Person['role'],
    groups: [...groups.values()].map(({ groupKey, nameKo, nameEn }) => ({
      key: groupKey,
      name: { ko: nameKo, en: nameEn },
    })),
  };
}

function toManagedPerson(row: PersonRow): ManagedPerson {
  return {
    ...toPerson(row),
    status: row.status as ManagedPerson['status'],
    label: row.label as Label,
    demo: row.demo,
  };
}
