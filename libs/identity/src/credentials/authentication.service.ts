import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '@onggi/platform';
import { tenantContext, TenantDirectory, type TenantContext } from '@onggi/tenancy';
import { isAddressIn } from './address-list.js';
import { parseBreakGlassKey } from '../break-glass/break-glass-key.js';
import { parseKey, secretMatches, sha256 } from './api-key.js';
import type { LastUse } from './last-use.js';
import type { Scope } from '../permission/operation.js';

/** Who a request comes from. `machine` is the installation's own key, which opens no tenant's data. */
export type Caller =
  | { kind: 'person'; context: TenantContext; personId: string; sessionId: string }
  | { kind: 'key'; context: TenantContext; keyId: string; scopes?: readonly Scope[] }
  | { kind: 'break-glass'; context: TenantContext; grantId: string }
  | { kind: 'machine' };

const machinePrefix = 'onggi_machine_';

/** Turns a credential into a caller. The tenant always comes from the credential, never from the request. */
@Injectable()
export class AuthenticationService {
  /** @param machineKeyHash SHA-256 of the key in ONGGI_HOME/secrets/machine.key */
  constructor(
    private readonly directory: TenantDirectory,
    private readonly machineKeyHash: Buffer,
    private readonly lastUse: LastUse,
  ) {}

  /**
   * @param address where the request comes from, for keys that are bound to addresses
   * @throws UnauthenticatedError for anything but a valid key: what was wrong with it is not said.
   */
  async byBearer(token: string, address?: string): Promise<Caller> {
    if (token.startsWith(machinePrefix)) {
      if (secretMatches(token.slice(machinePrefix.length), this.machineKeyHash)) return { kind: 'machine' };
      throw new UnauthenticatedError();
    }
    const grant = parseBreakGlassKey(token);
    if (grant) return this.byBreakGlass(grant);
    const parsed = parseKey(token);
    const secrets = parsed ? await this.directory.findApiKey(parsed.keyId) : [];
    // All are compared whichever matches, so that the time says nothing of a rotation.
    const [row] = secrets.filter(({ secret_hash }) => secretMatches(parsed?.secret ?? '', secret_hash));
    if (!row || !isAddressIn(address, row.addresses)) throw new UnauthenticatedError();
    const context = tenantContext({
      tenant: row.tenant_id,
      principal: `key:${row.key_id}`,
      role: row.role,
      groups: row.groups,
      label: row.label,
      further: row.further,
    });
    this.lastUse.keyUsed(context, row.key_id);
    return {
      kind: 'key',
      context,
      keyId: row.key_id,
      ...(row.scopes === null ? {} : { scopes: row.scopes as Scope[] }),
    };
  }

  /** Every group of the tenant and the highest clearance, but managing nothing: what readers may read, and no more. */
  private async byBreakGlass({ grantId, secret }: { grantId: string; secret: string }): Promise<Caller> {
    const row = await this.directory.findBreakGlassGrant(grantId);
    if (!row || !secretMatches(secret, row.secret_hash)) throw new UnauthenticatedError();
    const context = tenantContext({
      tenant: row.tenant_id,
      principal: `breakglass:${row.grant_id}`,
      role: 'break-glass',
      groups: row.groups,
      label: 'C',
    });
    return { kind: 'break-glass', context, grantId: row.grant_id };
  }

  /** @throws UnauthenticatedError when the session is unknown, ended, was idle for too long or its person is suspended. */
  async bySession(token: string): Promise<Caller> {
    const row = await this.directory.findSession(sha256(token));
    if (!row) throw new UnauthenticatedError();
    const context = tenantContext({
      tenant: row.tenant_id,
      principal: `person:${row.person_id}`,
      role: row.role,
      groups: row.groups,
      label: row.label,
      further: row.further,
    });
    this.lastUse.sessionSeen(context, row.session_id);
    return { kind: 'person', context, personId: row.person_id, sessionId: row.session_id };
  }
}
