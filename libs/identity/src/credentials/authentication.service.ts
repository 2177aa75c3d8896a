import { Injectable } from '@nestjs/common';
import { UnauthenticatedError } from '@onggi/platform';
import { tenantContext, TenantDirectory, type TenantContext } from '@onggi/tenancy';
import type { Scope } from '../permission/operation.js';
import { parseKey, secretMatches, sha256 } from './api-key.js';

/** Who a request comes from. `machine` is the installation's own key, which opens no tenant's data. */
export type Caller =
  | { kind: 'person'; context: TenantContext; personId: string; sessionId: string }
  | { kind: 'key'; context: TenantContext; keyId: string; scopes?: readonly Scope[] }
  | { kind: 'machine' };

const machinePrefix = 'onggi_machine_';

/** Turns a credential into a caller. The tenant always comes from the credential, never from the request. */
@Injectable()
export class AuthenticationService {
  /** @param machineKeyHash SHA-256 of the key in ONGGI_HOME/secrets/machine.key */
  constructor(
    private readonly directory: TenantDirectory,
    private readonly machineKeyHash: Buffer,
  ) {}

  /** @throws UnauthenticatedError for anything but a valid key: what was wrong with it is not said. */
  async byBearer(token: string): Promise<Caller> {
    if (token.startsWith(machinePrefix)) {
      if (secretMatches(token.slice(machinePrefix.length), this.machineKeyHash)) return { kind: 'machine' };
      throw new UnauthenticatedError();
    }
    const parsed = parseKey(token);
    const row = parsed && (await this.directory.findApiKey(parsed.keyId));
    if (!row || !secretMatches(parsed.secret, row.secret_hash)) throw new UnauthenticatedError();
    const context = tenantContext({
      tenant: row.tenant_id,
      principal: `key:${row.key_id}`,
      role: row.role,
      groups: row.groups,
      label: row.label,
    });
    return { kind: 'key', context, keyId: row.key_id };
  }

  /** @throws UnauthenticatedError when the session is unknown, ended or its person suspended. */
  async bySession(token: string): Promise<Caller> {
    const row = await this.directory.findSession(sha256(token));
    if (!row) throw new UnauthenticatedError();
    const context = tenantContext({
      tenant: row.tenant_id,
      principal: `person:${row.person_id}`,
      role: row.role,
      groups: row.groups,
      label: row.label,
    });
    return { kind: 'person', context, personId: row.person_id, sessionId: row.session_id };
  }
}
