import type { LocalizedText } from '@onggi/platform';
import type { Label } from '@onggi/tenancy';

/** What a provider may make of a person. */
export type FederatedRole = 'member' | 'curator' | 'admin' | 'auditor';

/** How a user that came by SCIM and an account that signs in are known to be one person. */
export type ScimMatch = 'external_id' | 'user_name' | 'none';

/** What is asked of a provider and what its claims mean. */
export interface ProviderSettings {
  /** Beside `openid`. */
  scopes: string[];
  tokenEndpointAuthMethod: 'client_secret_basic' | 'client_secret_post';
  /** Names of claims; a name with dots may be a path (`realm_access.roles`). Null: that claim is not read. */
  claims: {
    email: string;
    name: string;
    userName: string;
    role: string | null;
    groups: string | null;
    label: string | null;
  };
  /** Claim value → role. Of several the highest counts. */
  roles: Record<string, FederatedRole>;
  /** Claim value → key of an access group. Values that are not named are ignored. */
  groups: Record<string, string>;
  /** Claim value → clearance. Of several the highest counts. */
  labels: Record<string, Label>;
  /** Whoever has no mapped role. Null: is not let in. */
  defaultRole: FederatedRole | null;
  defaultLabel: Label;
  scimMatch: ScimMatch;
}

/** A tenant's identity provider. The client secret is not part of it: nobody reads it again. */
export interface IdentityProvider {
  issuer: string;
  clientId: string;
  hasClientSecret: boolean;
  status: 'active' | 'disabled';
  /** What the button on the sign-in page says. */
  name: LocalizedText;
  settings: ProviderSettings;
  updatedAt: Date;
}

/** The same with what is needed to speak to it. Stays inside this folder. */
export interface ConnectedProvider extends IdentityProvider {
  tenant: string;
  clientSecret: string | undefined;
}

export const defaultSettings: ProviderSettings = {
  scopes: ['profile', 'email'],
  tokenEndpointAuthMethod: 'client_secret_basic',
  claims: { email: 'email', name: 'name', userName: 'preferred_username', role: null, groups: null, label: null },
  roles: {},
  groups: {},
  labels: {},
  defaultRole: 'member',
  defaultLabel: 'S',
  scimMatch: 'external_id',
};
