import { Injectable } from '@nestjs/common';
import { InvalidInputError, isId, newId, NotFoundError } from '@onggi/platform';
import { recordAudit, sql, TenantDb, TenantDirectory, type TenantContext } from '@onggi/tenancy';
import { platformContext } from '../credentials/keys.service.js';
import { mintBreakGlassKey } from './break-glass-key.js';

export const shortestReason = 10;
export const longestReason = 1_000;
export const longestMinutes = 240;

/** One time that the platform reaches a tenant's content. */
export interface BreakGlassGrant {
  id: string;
  reason: string;
  openedBy: string;
  openedAt: Date;
  expiresAt: Date;
  closedAt: Date | null;
  closedBy: string | null;
  state: 'open' | 'closed' | 'expired';
}

/** What everyone of a tenant may know of a grant that is open. */
export type OpenBreakGlassGrant = Pick<BreakGlassGrant, 'id' | 'reason' | 'openedBy' | 'openedAt' | 'expiresAt'>;

interface GrantRow {
  grant_id: string;
  reason: string;
  opened_by: string;
  opened_at: Date;
  expires_at: Date;
  closed_at: Date | null;
  closed_by: string | null;
  state: BreakGlassGrant['state'];
}

const columns = sql`grant_id, reason, opened_by, opened_at, expires_at, closed_at, closed_by,
  CASE WHEN closed_at IS NOT NULL THEN 'closed' WHEN expires_at <= clock_timestamp() THEN 'expired' ELSE 'open' END AS state`;

/** The one way of the platform to a tenant's content: with a reason, for a time, read-only, and seen by the tenant. */
@Injectable()
export class BreakGlassService {
  constructor(
    private readonly database: TenantDb,
    private readonly directory: TenantDirectory,
  ) {}

  /**
   * Opens a grant. Its key reads the tenant's published documents until the grant is closed or expires.
   * @returns the grant, and its key, shown this once
   * @throws NotFoundError without such an active tenant; InvalidInputError for a short reason or a long time
   */
  async open(
    tenant: string,
    { reason, minutes }: { reason: string; minutes: number },
  ): Promise<{ grant: BreakGlassGrant; key: string }> {
    const why = checkedReason(reason);
    checkMinutes(minutes);
    const known = (await this.directory.list()).some((one) => one.id === tenant && one.status === 'active');
    if (!known) throw new NotFoundError();
    const id = newId();
    const { key, secretHash } = mintBreakGlassKey(id);
    const context = platformContext(tenant);
    const row = await this.database.run(context, async (transaction) => {
      await recordAudit(transaction, { action: 'break-glass.open', target: id, detail: { reason: why, minutes } });
      return transaction.first<GrantRow>(
        sql`INSERT INTO onggi.break_glass_grant (tenant_id, grant_id, secret_hash, reason, opened_by, expires_at)
            VALUES (${tenant}, ${id}, ${secretHash}, ${why}, ${context.principal}, now() + make_interval(mins => ${minutes}))
            RETURNING ${columns}`,
      );
    });
    if (!row) throw new Error('An inserted grant was not returned');
    return { grant: toGrant(row), key };
  }

  /**
   * Ends a grant at once: its key is refused from now on. One that is over stays as it ended.
   * @param context of the platform, or of an administrator of the tenant
   * @throws NotFoundError
   */
  async close(context: TenantContext, grantId: string): Promise<void> {
    if (!isId(grantId)) throw new NotFoundError();
    await this.database.run(context, async (transaction) => {
      const found = await transaction.first<GrantRow>(
        sql`SELECT ${columns} FROM onggi.break_glass_grant WHERE tenant_id = ${context.tenant} AND grant_id = ${grantId}`,
      );
      if (!found) throw new NotFoundError();
      const closed = await transaction.execute(
        sql`UPDATE onggi.break_glass_grant SET closed_at = now(), closed_by = ${context.principal}
            WHERE tenant_id = ${context.tenant} AND grant_id = ${grantId} AND closed_at IS NULL AND expires_at > now()`,
      );
      if (closed > 0) await recordAudit(transaction, { action: 'break-glass.close', target: grantId });
    });
  }

  /** All grants that there ever were in the tenant, newest first. */
  async list(context: TenantContext): Promise<BreakGlassGrant[]> {
    const rows = await this.database.run(context, (transaction) =>
      transaction.rows<GrantRow>(
        sql`SELECT ${columns} FROM onggi.break_glass_grant WHERE tenant_id = ${context.tenant}
            ORDER BY opened_at DESC, grant_id DESC`,
      ),
    );
    return rows.map(toGrant);
  }

  /** Those that are open now, for everyone of the tenant; the one that lasts longest first. */
  async listOpen(context: TenantContext): Promise<OpenBreakGlassGrant[]> {
    const rows = await this.database.run(context, (transaction) =>
      transaction.rows<GrantRow>(
        sql`SELECT ${columns} FROM onggi.break_glass_grant
            WHERE tenant_id = ${context.tenant} AND closed_at IS NULL AND expires_at > clock_timestamp()
            ORDER BY expires_at DESC, grant_id DESC`,
        'open_break_glass',
      ),
    );
    return rows.map(toGrant).map(({ id, reason, openedBy, openedAt, expiresAt }) => ({
      id,
      reason,
      openedBy,
      openedAt,
      expiresAt,
    }));
  }
}

function checkedReason(reason: string): string {
  const trimmed = reason.trim();
  if (trimmed.length >= shortestReason && trimmed.length <= longestReason) return trimmed;
  throw new InvalidInputError(
    { ko: '사유가 너무 짧거나 깁니다.', en: 'The reason is too short or too long.' },
    {
      ko: `누가 왜 열어 보는지 ${shortestReason}자 이상 ${longestReason}자 이하로 적으세요. 그 회사의 관리자가 읽습니다.`,
      en: `Say in ${shortestReason} to ${longestReason} characters who looks and why: the company's administrators will read it.`,
    },
  );
}

function checkMinutes(minutes: number): void {
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= longestMinutes) return;
  throw new InvalidInputError(
    { ko: '시간이 올바르지 않습니다.', en: 'The time is not valid.' },
    { ko: `1분에서 ${longestMinutes}분까지 적으세요.`, en: `Give 1 to ${longestMinutes} minutes.` },
  );
}

function toGrant(row: GrantRow): BreakGlassGrant {
  return {
    id: row.grant_id,
    reason: row.reason,
    openedBy: row.opened_by,
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
    closedAt: row.closed_at,
    closedBy: row.closed_by,
    state: row.state,
  };
}
