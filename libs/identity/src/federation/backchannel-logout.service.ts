import { Injectable } from '@nestjs/common';
import { recordAudit, sql, TenantDb, type TenantTransaction } from '@onggi/tenancy';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { platformContext } from '../credentials/keys.service.js';
import { endSessionsOf } from './federated-sessions.js';
import { IdentityProviderUnavailableError, LogoutTokenError } from './federation-errors.js';
import { IdentityProviders } from './identity-providers.service.js';
import { ProviderConnections } from './provider-connections.js';

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
/** No shared secrets: a signature has to be the provider's alone. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const oldestSeconds = 300;
const clockToleranceSeconds = 30;

interface LogoutToken {
  issuer: string;
  subject: string | undefined;
  sid: string | undefined;
  jti: string;
  /** Unix seconds after which it would be refused as too old. */
  refusedFrom: number;
}

/** OpenID Connect Back-Channel Logout 1.0: the provider says that a session is over, and ours end with it. */
@Injectable()
export class BackchannelLogout {
  constructor(
    private readonly database: TenantDb,
    private readonly providers: IdentityProviders,
    private readonly connections: ProviderConnections,
  ) {}

  /**
   * @param token the form's `logout_token`
   * @returns how many sessions ended
   * @throws LogoutTokenError, also for a token that was taken before; NotFoundError when the tenant has no provider;
   *   IdentityProviderUnavailableError when its keys cannot be fetched
   */
  async end(tenant: string, token: string): Promise<number> {
    const logout = await this.verify(tenant, token);
    return this.database.run(platformContext(tenant), async (transaction) => {
      if (!(await isFirst(transaction, logout))) throw new LogoutTokenError(new Error('jti was used before'));
      const ended = await endSessionsOf(transaction, logout.issuer, logout);
      await recordAudit(transaction, {
        action: 'session.backchannel-logout',
        detail: { issuer: logout.issuer, bySession: logout.sid !== undefined, sessionsEnded: ended },
      });
      return ended;
    });
  }

  private async verify(tenant: string, token: string): Promise<LogoutToken> {
    const provider = await this.providers.active(tenant);
    const { configuration, keys } = await this.connections.of(provider);
    const { issuer } = configuration.serverMetadata();
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, keys, {
        issuer,
        audience: provider.clientId,
        algorithms,
        maxTokenAge: oldestSeconds,
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['iat', 'jti', 'events'],
      }));
    } catch (error) {
      throw areKeysAway(error) ? new IdentityProviderUnavailableError(error) : new LogoutTokenError(error);
    }
    return readLogoutToken(payload, issuer);
  }
}

/** The provider's keys could not be fetched: nothing is known of the token. */
function areKeysAway(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return error instanceof errors.JWKSTimeout || error.code === errors.JOSEError.code;
}

function readLogoutToken(payload: JWTPayload, issuer: string): LogoutToken {
  const { events, sub: subject, sid, jti, iat } = payload;
  const named = typeof events === 'object' && events !== null && Object.hasOwn(events, logoutEvent);
  if (!named || typeof (events as Record<string, unknown>)[logoutEvent] !== 'object') {
    throw new LogoutTokenError(new Error('events does not name a logout'));
  }
  // An ID token must not do as a logout token.
  if ('nonce' in payload) throw new LogoutTokenError(new Error('a logout token has no nonce'));
  const session = typeof sid === 'string' ? sid : undefined;
  if (subject === undefined && session === undefined) throw new LogoutTokenError(new Error('neither sub nor sid'));
  if (typeof jti !== 'string' || jti === '' || jti.length > 500) throw new LogoutTokenError(new Error('jti'));
  const refusedFrom = (iat ?? 0) + oldestSeconds + clockToleranceSeconds;
  return { issuer, subject, sid: session, jti, refusedFrom };
}

/** Keeps the token's id for as long as the token would be taken. @returns false when it is there already */
async function isFirst(transaction: TenantTransaction, logout: LogoutToken): Promise<boolean> {
  const { tenant } = transaction.context;
  await transaction.execute(sql`DELETE FROM onggi.logout_token WHERE tenant_id = ${tenant} AND expires_at < now()`);
  const written = await transaction.execute(
    sql`INSERT INTO onggi.logout_token (tenant_id, issuer, jti, expires_at)
        VALUES (${tenant}, ${logout.issuer}, ${logout.jti}, ${new Date((logout.refusedFrom + 1) * 1000)})
        ON CONFLICT DO NOTHING`,
  );
  return written === 1;
}
