import { Injectable } from '@nestjs/common';
import { ConflictError, isId, NotFoundError } from '@onggi/platform';
import { recordAudit, sql, TenantDb, type TenantContext } from '@onggi/tenancy';
import { endSessions } from '../sessions/session-rows.js';

type Status = 'active' | 'suspended';

/**
 * Takes rights away and gives them back. What goes on for those concerned, in any process, ends within 60 s (RightsWatch);
 * their next request is refused.
 */
@Injectable()
export class SuspensionService {
  constructor(private readonly database: TenantDb) {}

  /**
   * Ends the person's sessions; keys that they made open nothing until they are resumed.
   * @throws NotFoundError; ConflictError for whoever would lock themselves out
   */
  async suspendPerson(context: TenantContext, personId: string): Promise<void> {
    if (context.principal === `person:${personId}`) {
      throw new ConflictError(
        { ko: '자기 계정은 정지할 수 없습니다.', en: 'You cannot suspend your own account.' },
        { ko: '다른 관리자에게 부탁하세요.', en: 'Ask another administrator.' },
      );
    }
    await this.setPerson(context, personId, 'suspended');
  }

  /** The person may sign in again; sessions that ended stay ended. @throws NotFoundError */
  async resumePerson(context: TenantContext, personId: string): Promise<void> {
    await this.setPerson(context, personId, 'active');
  }

  /** The group opens nothing to anybody, person or key; its members and documents stay. @throws NotFoundError */
  async suspendGroup(context: TenantContext, groupKey: string): Promise<void> {
    await this.setGroup(context, groupKey, 'suspended');
  }

  /** @throws NotFoundError */
  async resumeGroup(context: TenantContext, groupKey: string): Promise<void> {
    await this.setGroup(context, groupKey, 'active');
  }

  private async setPerson(context: TenantContext, personId: string, status: Status): Promise<void> {
    if (!isId(personId)) throw new NotFoundError();
    await this.database.run(context, async (transaction) => {
      const set = await transaction.execute(
        sql`UPDATE onggi.person SET status = ${status} WHERE tenant_id = ${context.tenant} AND person_id = ${personId}`,
      );
      if (set === 0) throw new NotFoundError();
      const ended = status === 'suspended' ? await endSessions(transaction, personId) : 0;
      await recordAudit(transaction, { action: `person.${verb(status)}`, target: personId, detail: { ended } });
    });
  }

  private async setGroup(context: TenantContext, groupKey: string, status: Status): Promise<void> {
    await this.database.run(context, async (transaction) => {
      const set = await transaction.execute(
        sql`UPDATE onggi.access_group SET status = ${status} WHERE tenant_id = ${context.tenant} AND group_key = ${groupKey}`,
      );
      if (set === 0) throw new NotFoundError();
      await recordAudit(transaction, { action: `group.${verb(status)}`, target: groupKey });
    });
  }
}

function verb(status: Status): string {
  return status === 'suspended' ? 'suspend' : 'resume';
}
