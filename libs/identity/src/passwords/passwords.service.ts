import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isId, NotFoundError } from '@onggi/platform';
import { recordAudit, sql, TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import { platformContext } from '../credentials/keys.service.js';
import { endSessions, startSession, type StartedSession } from '../sessions/session-rows.js';
import { PasswordChangeRequiredError, SignInRefusedError, WeakPasswordError } from './password-errors.js';
import { hashPassword, isOutdated, passwordMatches } from './password-hash.js';
import { attemptSucceeded, beginAttempt } from './sign-in-attempts.js';

export interface PasswordSignIn {
  tenant: string;
  email: string;
  password: string;
  /** Replaces a password that was set to be used once. */
  newPassword?: string;
  /** Where the try comes from, and with what. */
  address: string;
  userAgent?: string;
}

interface PasswordRow {
  person_id: string;
  hash: string;
  one_time: boolean;
}

const oneTimeDays = 7;

/** Local accounts: passwords of people whom no identity provider knows. */
@Injectable()
export class PasswordsService {
  /** What the password of nobody is compared with, at the cost of a real one. */
  private readonly nobody = hashPassword(randomBytes(32).toString('base64url'));

  constructor(private readonly database: TenantDb) {}

  /**
   * Signs in. An account that does not exist, has no password or is suspended takes as long and answers the same as one
   * whose password is another.
   * @throws SignInRefusedError, TooManyAttemptsError, PasswordChangeRequiredError, WeakPasswordError
   */
  async signIn(request: PasswordSignIn): Promise<StartedSession> {
    const context = platformContext(request.tenant);
    const attempt = { email: request.email.trim().toLowerCase(), address: request.address };
    const row = await this.database.run(context, async (transaction) => {
      // Which tenants there are is no secret.
      if (!(await isTenantOpen(transaction))) throw new SignInRefusedError();
      await beginAttempt(transaction, attempt);
      return passwordOf(transaction, attempt.email);
    });
    const isRight = await passwordMatches(request.password, row?.hash ?? (await this.nobody));
    await this.database.run(context, async (transaction) => {
      if (row && isRight) await attemptSucceeded(transaction, attempt);
      else await recordAudit(transaction, { action: 'session.start', target: row?.person_id, outcome: 'denied' });
    });
    if (!row || !isRight) throw new SignInRefusedError();
    const hash = await this.hashToKeep(row, request, attempt.email);
    return this.database.run(context, async (transaction) => {
      // Another sign-in with the same one-time password may have been first.
      if (hash !== undefined && !(await replaceHash(transaction, row, hash))) throw new SignInRefusedError();
      if (row.one_time) await recordAudit(transaction, { action: 'password.change', target: row.person_id });
      return startSession(transaction, row.person_id, { userAgent: request.userAgent, by: 'password' });
    });
  }

  /**
   * A new password for whoever is signed in; ends their other sessions.
   * @param sessionId the session that stays
   * @throws SignInRefusedError when the present password is another; TooManyAttemptsError, WeakPasswordError
   */
  async change(
    { tenant }: TenantContext,
    of: { personId: string; sessionId: string; current: string; next: string; address: string },
  ): Promise<void> {
    const context = platformContext(tenant);
    const { personId, address } = of;
    const person = await this.database.run(context, async (transaction) => {
      const row = await transaction.first<PasswordRow & { email: string }>(
        sql`SELECT p.person_id, p.email, w.hash, w.one_time FROM onggi.person p
            JOIN onggi.person_password w ON w.tenant_id = p.tenant_id AND w.person_id = p.person_id
            WHERE p.tenant_id = ${tenant} AND p.person_id = ${personId}`,
      );
      await beginAttempt(transaction, { email: row?.email ?? personId, address });
      return row;
    });
    const isRight = await passwordMatches(of.current, person?.hash ?? (await this.nobody));
    if (!person || !isRight) throw new SignInRefusedError();
    const hash = await this.chosen(of.next, of.current, person.email);
    await this.database.run(context, async (transaction) => {
      await attemptSucceeded(transaction, { email: person.email, address });
      if (!(await replaceHash(transaction, person, hash))) throw new SignInRefusedError();
      await endSessions(transaction, personId, of.sessionId);
      await recordAudit(transaction, { action: 'password.change', target: personId });
    });
  }

  /**
   * Sets a password that can be used once, for an administrator to hand over, and ends the person's sessions.
   * @returns it, shown this once
   * @throws NotFoundError
   */
  async setOneTime(context: TenantContext, personId: string): Promise<{ password: string; expiresAt: Date }> {
    if (!isId(personId)) throw new NotFoundError();
    const password = randomBytes(15).toString('base64url');
    const hash = await hashPassword(password);
    const expiresAt = new Date(Date.now() + oneTimeDays * 24 * 3600 * 1000);
    await this.database.run(context, async (transaction) => {
      const set = await transaction.execute(
        sql`INSERT INTO onggi.person_password (tenant_id, person_id, hash, one_time, expires_at)
            SELECT tenant_id, person_id, ${hash}, true, ${expiresAt} FROM onggi.person
            WHERE tenant_id = ${context.tenant} AND person_id = ${personId} AND origin = 'local'
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET hash = EXCLUDED.hash, one_time = true,
              expires_at = EXCLUDED.expires_at, changed_at = now()`,
      );
      if (set === 0) throw new NotFoundError();
      await endSessions(transaction, personId);
      await recordAudit(transaction, { action: 'password.reset', target: personId });
    });
    return { password, expiresAt };
  }

  /**
   * What takes the place of the stored hash after a sign-in; undefined when it stays.
   * @throws PasswordChangeRequiredError, WeakPasswordError
   */
  private async hashToKeep(row: PasswordRow, request: PasswordSignIn, email: string): Promise<string | undefined> {
    if (!row.one_time) return isOutdated(row.hash) ? hashPassword(request.password) : undefined;
    if (request.newPassword === undefined) throw new PasswordChangeRequiredError();
    return this.chosen(request.newPassword, request.password, email);
  }

  /** @returns the hash of a password that may be chosen @throws WeakPasswordError */
  private async chosen(password: string, former: string, email: string): Promise<string> {
    const length = [...password].length;
    if (length < 12 || length > 256 || password === former || password.toLowerCase() === email) {
      throw new WeakPasswordError();
    }
    return hashPassword(password);
  }
}

async function isTenantOpen(transaction: TenantTransaction): Promise<boolean> {
  const row = await transaction.first(
    sql`SELECT FROM tenancy.tenant WHERE tenant_id = ${transaction.context.tenant} AND status = 'active'`,
  );
  return row !== undefined;
}

/** The password of an account that may sign in by it now. */
function passwordOf(transaction: TenantTransaction, email: string): Promise<PasswordRow | undefined> {
  return transaction.first<PasswordRow>(
    sql`SELECT w.person_id, w.hash, w.one_time FROM onggi.person p
        JOIN onggi.person_password w ON w.tenant_id = p.tenant_id AND w.person_id = p.person_id
        WHERE p.tenant_id = ${transaction.context.tenant} AND p.email = ${email} AND p.origin = 'local' AND p.status = 'active'
          AND (w.expires_at IS NULL OR w.expires_at > clock_timestamp())`,
  );
}

/** @returns false when it was replaced meanwhile */
async function replaceHash(transaction: TenantTransaction, from: PasswordRow, hash: string): Promise<boolean> {
  const replaced = await transaction.execute(
    sql`UPDATE onggi.person_password SET hash = ${hash}, one_time = false, expires_at = NULL, changed_at = now()
        WHERE tenant_id = ${transaction.context.tenant} AND person_id = ${from.person_id} AND hash = ${from.hash}`,
  );
  return replaced > 0;
}
