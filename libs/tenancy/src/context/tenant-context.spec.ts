import { describe, expect, it } from '@jest/globals';
import { ForbiddenError } from '@onggi/platform';
import { requireRole, serviceContext, tenantContext, type Role } from './tenant-context.js';

function callerWith(role: Role) {
  return tenantContext({ tenant: 'alpha', principal: 'person:1', role, groups: ['hr', 'hr'], label: 'S' });
}

describe('a tenant context', () => {
  it('puts every caller in the group of everyone, once', () => {
    expect(callerWith('member').grants[0]?.groups).toEqual(['everyone', 'hr']);
    expect(
      tenantContext({ tenant: 'a', principal: 'p', role: 'member', groups: ['everyone'], label: 'O' }).grants[0]
        ?.groups,
    ).toEqual(['everyone']);
  });

  it.each<[Role, boolean]>([
    ['member', false],
    ['auditor', false],
    ['platform', false],
    ['break-glass', false],
    ['curator', true],
    ['admin', true],
    ['service', true],
  ])('of a %s administers documents: %s', (role, manages) => {
    expect(callerWith(role).grants[0]?.manage).toBe(manages);
  });

  it.each(['auditor', 'platform'] as const)('of an %s opens no group’s documents', (role) => {
    expect(callerWith(role).grants[0]?.groups).toEqual([]);
  });

  it('grants one tenant: its own', () => {
    expect(serviceContext('beta', 'purge').grants.map((grant) => grant.tenant)).toEqual(['beta']);
  });

  it('lets a role do what a lesser one may, and no more', () => {
    expect(() => requireRole(callerWith('admin'), 'curator')).not.toThrow();
    expect(() => requireRole(callerWith('curator'), 'admin')).toThrow(ForbiddenError);
    expect(() => requireRole(callerWith('auditor'), 'curator')).toThrow(ForbiddenError);
  });
});
