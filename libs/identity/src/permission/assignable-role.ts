import { InvalidInputError } from '@onggi/platform';
import type { Scope } from './operation.js';

/** What a person or key of a tenant can be. */
export const assignableRoles = ['member', 'curator', 'admin', 'auditor'] as const;

export type AssignableRole = (typeof assignableRoles)[number];

/** A role as it is stored: `tenant-admin`, as the table of operations calls it, is `admin`. */
export function roleNamed(name: unknown): unknown {
  return name === 'tenant-admin' ? 'admin' : name;
}

/**
 * The least role of a tenant that may all that the scopes of a system's key say; beside it the key is held to its scopes.
 * @throws InvalidInputError without scopes, and for the audit trail together with content, which no lesser role sees
 */
export function roleOfService(scopes: readonly Scope[] | undefined): AssignableRole {
  const given = new Set(scopes);
  if (given.has('admin') || given.has('scim')) return 'admin';
  if (given.has('audit') && given.size === 1) return 'auditor';
  if (given.size === 0 || given.has('audit')) {
    throw new InvalidInputError(
      {
        ko: '서비스 키의 범위가 올바르지 않습니다.',
        en: 'The scopes of the service key are not valid.',
      },
      {
        ko: '범위를 하나 이상 고르고, audit은 따로 만든 키에 주세요.',
        en: 'Give at least one scope, and audit to a key of its own.',
      },
    );
  }
  return given.has('documents:write') || given.has('evaluate') ? 'curator' : 'member';
}
