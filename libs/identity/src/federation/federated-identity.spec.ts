import { describe, expect, it } from '@jest/globals';
import { lacksClaims, readIdentity } from './federated-identity.js';
import { GroupsLeftOutError, NoRoleError } from './federation-errors.js';
import { defaultSettings, type ProviderSettings } from './identity-provider.js';

const settings: ProviderSettings = {
  ...defaultSettings,
  claims: {
    ...defaultSettings.claims,
    role: 'realm_access.roles',
    groups: 'https://acme.example/groups',
    label: 'label',
  },
  roles: { 'onggi-admin': 'admin', 'onggi-curator': 'curator' },
  groups: { '/legal': 'legal', '/legal/kr': 'legal', '/hr': 'hr' },
  labels: { secret: 'C' },
};

describe('what a provider says of a person', () => {
  it('is read by the names and mappings of the tenant; of several roles the highest counts', () => {
    const claims = {
      email: 'Jiwoo.Kim@Acme.Test',
      name: '김지우',
      preferred_username: 'jiwoo',
      realm_access: { roles: ['onggi-curator', 'onggi-admin', 'offline_access'] },
      'https://acme.example/groups': ['/legal', '/legal/kr', '/unknown', 7],
      label: 'secret',
    };
    expect(readIdentity(claims, 's', settings)).toEqual({
      email: 'jiwoo.kim@acme.test',
      name: '김지우',
      userName: 'jiwoo',
      role: 'admin',
      label: 'C',
      groups: ['legal'],
    });
  });

  it('gives no role, group or clearance by the names of inherited properties', () => {
    const claims = { realm_access: { roles: ['constructor', '__proto__'] }, label: 'toString' };
    const identity = readIdentity({ ...claims, 'https://acme.example/groups': ['hasOwnProperty'] }, 's', settings);
    expect(identity).toMatchObject({ role: 'member', label: 'S', groups: [] });
  });

  it('without a mapped role lets in only where there is a default', () => {
    expect(() => readIdentity({}, 's', { ...settings, defaultRole: null })).toThrow(NoRoleError);
    expect(readIdentity({}, 'subject-1', settings)).toMatchObject({ role: 'member', name: 'subject-1', email: '' });
  });

  it('leaves role and clearance alone where the tenant does not take them from there', () => {
    const identity = readIdentity({ role: 'admin', label: 'C', groups: ['legal'] }, 's', defaultSettings);
    expect(identity).toMatchObject({ role: undefined, label: undefined, groups: [] });
  });

  it('is refused when groups were left out, rather than taken as "none"', () => {
    const claims = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } };
    const byGroups = { ...settings, claims: { ...settings.claims, groups: 'groups' } };
    expect(() => readIdentity(claims, 's', byGroups)).toThrow(GroupsLeftOutError);
  });

  it('is completed from the userinfo endpoint only where something is missing', () => {
    const claims = { email: 'a@b.test', name: 'A', preferred_username: 'a' };
    expect(lacksClaims(claims, defaultSettings)).toBe(false);
    expect(lacksClaims(claims, settings)).toBe(true);
  });
});
