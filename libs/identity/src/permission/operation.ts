/** What an API key of a system may be narrowed to. Each operation of a tenant belongs to one, or to none where any key will do. */
export const scopes = [
  'ask',
  'search',
  'documents:read',
  'documents:write',
  'evaluate',
  'admin',
  'audit',
  'scim',
] as const;

export type Scope = (typeof scopes)[number];

/**
 * Who may call an operation:
 * - `public`: anyone, without a credential;
 * - `platform`: the platform administrator, which is the installation's own key;
 * - `signed-in`: whoever belongs to a tenant, the auditor too;
 * - `member`, `curator`, `tenant-admin`: that role of a tenant or a higher one;
 * - `auditor`: the auditor and the tenant administrator.
 */
export type Requirement = 'public' | 'platform' | 'signed-in' | 'member' | 'curator' | 'tenant-admin' | 'auditor';

/** What one operation requires. */
export interface Operation {
  requires: Requirement;
  /** True where whoever comes by break-glass may read. */
  breakGlass?: true;
  /** The scope that a key with scopes must have. Undefined: any will do. */
  scope?: Scope;
}

export const open: Operation = { requires: 'public' };
export const platform: Operation = { requires: 'platform' };
export const signedIn: Operation = { requires: 'signed-in' };

export function member(scope: Scope): Operation {
  return { requires: 'member', scope };
}

/** For members, and for the platform by break-glass: it shows content of a tenant and changes nothing. */
export function reader(scope: Scope): Operation {
  return { requires: 'member', scope, breakGlass: true };
}

export function curator(scope: Scope): Operation {
  return { requires: 'curator', scope };
}

export const tenantAdmin: Operation = { requires: 'tenant-admin', scope: 'admin' };
/** Keeping people and groups as a directory says, by SCIM. */
export const provisioning: Operation = { requires: 'tenant-admin', scope: 'scim' };
export const auditor: Operation = { requires: 'auditor', scope: 'audit' };
