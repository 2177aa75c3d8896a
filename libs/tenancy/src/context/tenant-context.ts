import type { OnggiError } from '@onggi/platform';
import { ForbiddenError } from '@onggi/platform';

/** Clearance and classification, ascending: O open, S sensitive, C confidential. */
export type Label = 'O' | 'S' | 'C';

/**
 * What a caller is to its home tenant. `service` is a process of Onggi itself, `platform` the installation's own key,
 * `break-glass` the platform where it was let in to read.
 */
export type Role = 'member' | 'curator' | 'admin' | 'auditor' | 'service' | 'platform' | 'break-glass';

/** What the caller may read in one tenant. */
export interface AccessGrant {
  tenant: string;
  /** Group keys; everyone in a tenant has "everyone". */
  groups: readonly string[];
  /** Clearance: documents labelled at or below it. */
  label: Label;
  /** True when the caller administers that tenant's documents, and so lists and opens them whatever their groups. */
  manage: boolean;
  /** Ids of the only corpora that it opens, where a tenant shares them. Undefined: all of that tenant's. */
  corpora?: readonly string[];
  /** What another tenant opened by its and this tenant's consent. Undefined for the home tenant. */
  share?: string;
}

/** Who asks, on whose behalf, and what that opens. Every query of tenant data runs under one. */
export interface TenantContext {
  /** Home tenant: the only one that is written. */
  tenant: string;
  /** `person:<id>`, `key:<id>`, `service:<name>`, `breakglass:<grant>` or `machine`. */
  principal: string;
  role: Role;
  grants: readonly AccessGrant[];
}

/** The group that every member of a tenant is in. */
export const everyone = 'everyone';

const managingRoles: ReadonlySet<Role> = new Set<Role>(['curator', 'admin', 'service']);

/** Who administers or audits, and opens no document, whatever groups they are in. */
const rolesWithoutContent: ReadonlySet<Role> = new Set<Role>(['auditor', 'platform']);

/** A context of a tenant: groups get "everyone" added but for roles without content, `manage` follows from the role. */
export function tenantContext(of: {
  tenant: string;
  principal: string;
  role: Role;
  groups: readonly string[];
  label: Label;
  /** What other tenants open to the caller now. Default: nothing. */
  further?: readonly AccessGrant[];
}): TenantContext {
  const groups = rolesWithoutContent.has(of.role) ? [] : [...new Set([everyone, ...of.groups])];
  return {
    tenant: of.tenant,
    principal: of.principal,
    role: of.role,
    grants: [{ tenant: of.tenant, groups, label: of.label, manage: managingRoles.has(of.role) }, ...(of.further ?? [])],
  };
}

/** The context of Onggi's own work in a tenant: ingestion, statistics, purge. */
export function serviceContext(tenant: string, name: string): TenantContext {
  return tenantContext({ tenant, principal: `service:${name}`, role: 'service', groups: [], label: 'C' });
}

const rank: Record<Role, number> = {
  member: 0,
  auditor: 0,
  curator: 1,
  admin: 2,
  service: 3,
  platform: 3,
  'break-glass': 0,
};

/** Throws unless the caller has the role or a higher one. */
export function requireRole(context: TenantContext, role: 'curator' | 'admin'): void {
  if (rank[context.role] < rank[role]) throw new ForbiddenError(role) as OnggiError;
}
