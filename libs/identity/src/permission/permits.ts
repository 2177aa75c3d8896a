import type { Role } from '@onggi/tenancy';
import type { Operation, Requirement, Scope } from './operation.js';

/** Who comes, as far as permission is concerned. */
export interface Subject {
  role: Role;
  /** What the key was narrowed to. Undefined: all that its role may. */
  scopes?: readonly Scope[] | undefined;
}

const permitted: Readonly<Record<Exclude<Requirement, 'public'>, ReadonlySet<Role>>> = {
  platform: new Set<Role>(['platform']),
  'signed-in': new Set<Role>(['member', 'curator', 'admin', 'auditor']),
  member: new Set<Role>(['member', 'curator', 'admin']),
  curator: new Set<Role>(['curator', 'admin']),
  'tenant-admin': new Set<Role>(['admin']),
  auditor: new Set<Role>(['auditor', 'admin']),
};

/** What is missing for the operation: a role or `scope …`; undefined when it is permitted. */
export function missingFor(operation: Operation, { role, scopes }: Subject): string | undefined {
  if (operation.requires === 'public') return undefined;
  if (role === 'break-glass') return operation.breakGlass ? undefined : operation.requires;
  if (!permitted[operation.requires].has(role)) return operation.requires;
  const { scope } = operation;
  if (scope !== undefined && scopes !== undefined && !scopes.includes(scope)) return `scope ${scope}`;
  return undefined;
}
