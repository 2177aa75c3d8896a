import { Injectable } from '@nestjs/common';
import { newId, NotFoundError, type LocalizedText } from '@onggi/platform';
import { everyone, recordAudit, sql, TenantDb, type Label, type TenantContext } from '@onggi/tenancy';
import { ensureGroups } from './groups.js';

export interface Group {
  key: string;
  name: LocalizedText;
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

interface PersonRow {
  person_id: string;
  email: string;
  name_ko: string;
  name_en: string;
  title_ko: string;
  title_en: string;
  role: Person['role'];
  groups: { key: string; ko: string; en: string }[];
}

const personColumns = sql`p.person_id, p.email, p.name_ko, p.name_en, p.title_ko, p.title_en, p.role,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('key', g.group_key, 'ko', g.name_ko, 'en', g.name_en) ORDER BY g.group_key), '[]')
   FROM onggi.person_group pg JOIN onggi.access_group g USING (tenant_id, group_key)
   WHERE pg.tenant_id = p.tenant_id AND pg.person_id = p.person_id) AS groups`;

@Injectable()
export class PeopleService {
  constructor(private readonly database: TenantDb) {}

  /** @throws NotFoundError */
  async byId(context: TenantContext, personId: string): Promise<Person> {
    const row = await this.database.run(context, (transaction) =>
      transaction.first<PersonRow>(
        sql`SELECT ${personColumns} FROM onggi.person p WHERE p.tenant_id = ${context.tenant} AND p.person_id = ${personId}`,
      ),
    );
    if (!row) throw new NotFoundError();
    return toPerson(row);
  }

  async demoAccounts(context: TenantContext): Promise<Person[]> {
    const rows = await this.database.run(context, (transaction) =>
      transaction.rows<PersonRow>(
        sql`SELECT ${personColumns} FROM onggi.person p
            WHERE p.tenant_id = ${context.tenant} AND p.demo AND p.status = 'active'
            ORDER BY array_position(ARRAY['member', 'curator', 'admin', 'auditor'], p.role), p.created_at, p.person_id`,
      ),
    );
    return rows.map(toPerson);
  }

  async groups(context: TenantContext): Promise<Group[]> {
    const rows = await this.database.run(context, (transaction) =>
      transaction.rows<{ group_key: string; name_ko: string; name_en: string }>(
        sql`SELECT group_key, name_ko, name_en FROM onggi.access_group WHERE tenant_id = ${context.tenant} ORDER BY group_key`,
      ),
    );
    return [
      { key: everyone, name: { ko: '모두', en: 'Everyone' } },
      ...rows.map((row) => ({ key: row.group_key, name: { ko: row.name_ko, en: row.name_en } })),
    ];
  }

  /** Makes or brings up to date groups and people, by group key and e-mail. Idempotent. */
  async save(context: TenantContext, groups: readonly Group[], people: readonly PersonRequest[]): Promise<void> {
    const names = new Map(groups.map((group) => [group.key, group.name]));
    await this.database.run(context, async (transaction) => {
      await ensureGroups(transaction, [...names.keys()], names);
      for (const person of people) {
        await ensureGroups(transaction, person.groups, names);
        const row = await transaction.first<{ person_id: string }>(
          sql`INSERT INTO onggi.person (tenant_id, person_id, email, name_ko, name_en, title_ko, title_en, role, label, demo)
              VALUES (${context.tenant}, ${newId()}, ${person.email.toLowerCase()}, ${person.name.ko}, ${person.name.en},
                      ${person.title.ko}, ${person.title.en}, ${person.role}, ${person.label ?? 'S'}, ${person.demo ?? false})
              ON CONFLICT (tenant_id, email) DO UPDATE SET name_ko = EXCLUDED.name_ko, name_en = EXCLUDED.name_en,
                title_ko = EXCLUDED.title_ko, title_en = EXCLUDED.title_en, role = EXCLUDED.role, label = EXCLUDED.label,
                demo = EXCLUDED.demo
              RETURNING person_id`,
        );
        await transaction.execute(
          sql`DELETE FROM onggi.person_group WHERE tenant_id = ${context.tenant} AND person_id = ${row?.person_id}`,
        );
        await transaction.execute(
          sql`INSERT INTO onggi.person_group (tenant_id, person_id, group_key)
              SELECT ${context.tenant}, ${row?.person_id}, key FROM unnest(${[...person.groups]}::text[]) AS key WHERE key <> ${everyone}`,
        );
      }
      await recordAudit(transaction, { action: 'people.save', detail: { groups: names.size, people: people.length } });
    });
  }
}

function toPerson(row: PersonRow): Person {
  return {
    id: row.person_id,
    email: row.email,
    name: { ko: row.name_ko, en: row.name_en },
    title: { ko: row.title_ko, en: row.title_en },
    role: row.role,
    groups: row.groups.map((group) => ({ key: group.key, name: { ko: group.ko, en: group.en } })),
  };
}
