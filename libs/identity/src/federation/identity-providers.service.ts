import { Inject, Injectable } from '@nestjs/common';
import { InvalidInputError, NotFoundError, type LocalizedText } from '@onggi/platform';
import { recordAudit, sql, TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import { platformContext } from '../credentials/keys.service.js';
import { ensureGroups } from '../people/groups.js';
import { endSessionsOfProvider } from './federated-sessions.js';
import { IdentityProviderMisconfiguredError } from './federation-errors.js';
import { FEDERATION_SETTINGS, type FederationSettings } from './federation-settings.js';
import type { ConnectedProvider, IdentityProvider, ProviderSettings } from './identity-provider.js';
import { ProviderConnections } from './provider-connections.js';
import { Sealer } from './sealer.js';

export interface ProviderRequest {
  issuer: string;
  clientId: string;
  /** Undefined: as it was, where issuer and client are as they were. Null: a public client. */
  clientSecret?: string | null;
  status: IdentityProvider['status'];
  name: LocalizedText;
  settings: ProviderSettings;
}

interface ProviderRow {
  issuer: string;
  client_id: string;
  client_secret: string | null;
  status: IdentityProvider['status'];
  name_ko: string;
  name_en: string;
  settings: ProviderSettings;
  updated_at: Date;
}

/** The identity provider of each tenant: kept, shown without its secret, taken away. */
@Injectable()
export class IdentityProviders {
  private readonly sealer: Sealer;

  constructor(
    private readonly database: TenantDb,
    private readonly connections: ProviderConnections,
    @Inject(FEDERATION_SETTINGS) settings: FederationSettings,
  ) {
    this.sealer = new Sealer(settings.secret);
  }

  /** @throws NotFoundError when the tenant has none */
  async get(context: TenantContext): Promise<IdentityProvider> {
    const row = await this.database.run(context, providerRow);
    if (!row) throw new NotFoundError();
    return shown(row);
  }

  /**
   * Keeps the settings once the provider has answered as they say. With another issuer or client, or disabled, the
   * sessions that began at the former one end.
   * @throws ProviderAddressError, IdentityProviderUnavailableError, IdentityProviderMisconfiguredError, InvalidInputError
   */
  async save(context: TenantContext, request: ProviderRequest): Promise<IdentityProvider> {
    checkIssuer(request.issuer);
    const before = await this.database.run(context, providerRow);
    const same = before?.issuer === request.issuer && before.client_id === request.clientId;
    // A kept secret never goes to another issuer than the one it was given for.
    const sealed =
      request.clientSecret === undefined
        ? same
          ? before.client_secret
          : null
        : request.clientSecret === null
          ? null
          : this.sealer.seal(request.clientSecret, secretOf(context.tenant));
    const row: ProviderRow = {
      issuer: request.issuer,
      client_id: request.clientId,
      client_secret: sealed,
      status: request.status,
      name_ko: request.name.ko,
      name_en: request.name.en,
      settings: request.settings,
      updated_at: new Date(),
    };
    if (request.status === 'active') await this.connections.connect(this.connected(context.tenant, row));
    await this.database.run(context, async (transaction) => {
      await ensureGroups(transaction, Object.values(request.settings.groups));
      await writeProvider(transaction, row);
      const ended =
        before && (!same || request.status === 'disabled')
          ? await endSessionsOfProvider(transaction, before.issuer)
          : 0;
      await recordAudit(transaction, {
        action: 'identity-provider.save',
        detail: { issuer: row.issuer, clientId: row.client_id, status: row.status, sessionsEnded: ended },
      });
    });
    return shown(row);
  }

  /** Nobody signs in through it any more, and whoever did is signed out. Accounts and people stay. @throws NotFoundError */
  async remove(context: TenantContext): Promise<void> {
    await this.database.run(context, async (transaction) => {
      const row = await transaction.first<{ issuer: string }>(
        sql`DELETE FROM onggi.identity_provider WHERE tenant_id = ${context.tenant} RETURNING issuer`,
      );
      if (!row) throw new NotFoundError();
      const ended = await endSessionsOfProvider(transaction, row.issuer);
      await recordAudit(transaction, {
        action: 'identity-provider.remove',
        detail: { issuer: row.issuer, sessionsEnded: ended },
      });
    });
  }

  /** The provider that people of a tenant sign in at. @throws NotFoundError when there is none, or no such tenant */
  async active(tenant: string): Promise<ConnectedProvider> {
    const row = await this.database.run(platformContext(tenant), async (transaction) => {
      const open = await transaction.first(
        sql`SELECT FROM tenancy.tenant WHERE tenant_id = ${tenant} AND status = 'active'`,
      );
      return open && providerRow(transaction);
    });
    if (row?.status !== 'active') throw new NotFoundError();
    return this.connected(tenant, row);
  }

  private connected(tenant: string, row: ProviderRow): ConnectedProvider {
    return { ...shown(row), tenant, clientSecret: this.secretIn(tenant, row.client_secret) };
  }

  private secretIn(tenant: string, sealed: string | null): string | undefined {
    if (sealed === null) return undefined;
    const secret = this.sealer.open(sealed, secretOf(tenant));
    if (secret !== undefined) return secret;
    throw new IdentityProviderMisconfiguredError(new Error('the client secret was sealed by another installation'), {
      ko: '저장된 클라이언트 비밀 값을 열 수 없습니다. 관리자에게 다시 넣어 달라고 하세요(onggi identity-provider set).',
      en: 'The stored client secret cannot be opened. Ask an administrator to set it again (onggi identity-provider set).',
    });
  }
}

function secretOf(tenant: string): string {
  return `client secret of ${tenant}`;
}

function providerRow(transaction: TenantTransaction): Promise<ProviderRow | undefined> {
  return transaction.first<ProviderRow>(
    sql`SELECT issuer, client_id, client_secret, status, name_ko, name_en, settings, updated_at
        FROM onggi.identity_provider WHERE tenant_id = ${transaction.context.tenant}`,
  );
}

async function writeProvider(transaction: TenantTransaction, row: ProviderRow): Promise<void> {
  await transaction.execute(
    sql`INSERT INTO onggi.identity_provider
          (tenant_id, issuer, client_id, client_secret, status, name_ko, name_en, settings, updated_at)
        VALUES (${transaction.context.tenant}, ${row.issuer}, ${row.client_id}, ${row.client_secret}, ${row.status},
                ${row.name_ko}, ${row.name_en}, ${JSON.stringify(row.settings)}, ${row.updated_at})
        ON CONFLICT (tenant_id) DO UPDATE SET issuer = EXCLUDED.issuer, client_id = EXCLUDED.client_id,
          client_secret = EXCLUDED.client_secret, status = EXCLUDED.status, name_ko = EXCLUDED.name_ko,
          name_en = EXCLUDED.name_en, settings = EXCLUDED.settings, updated_at = EXCLUDED.updated_at`,
  );
}

function shown(row: ProviderRow): IdentityProvider {
  return {
    issuer: row.issuer,
    clientId: row.client_id,
    hasClientSecret: row.client_secret !== null,
    status: row.status,
    name: { ko: row.name_ko, en: row.name_en },
    settings: row.settings,
    updatedAt: row.updated_at,
  };
}

/** @throws InvalidInputError for what is no address of an issuer (OpenID Connect Discovery 1.0, 3) */
function checkIssuer(issuer: string): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '') return;
  throw new InvalidInputError(
    { ko: `'${issuer}'은(는) 발급자 주소가 아닙니다.`, en: `'${issuer}' is not the address of an issuer.` },
    {
      ko: '로그인 제공자의 /.well-known/openid-configuration 에 적힌 issuer 를 그대로 쓰세요.',
      en: 'Use the issuer as the provider’s /.well-known/openid-configuration says it.',
    },
  );
}
