import type { Label } from '@onggi/tenancy';
import { GroupsLeftOutError, NoRoleError } from './federation-errors.js';
import type { FederatedRole, ProviderSettings } from './identity-provider.js';

/** What a provider says of a person, in our words. */
export interface FederatedIdentity {
  /** Empty when the provider says none. Never an identity: two subjects may have the same. */
  email: string;
  name: string;
  userName: string | null;
  /** Undefined: the provider is not asked, the role stays as it is. */
  role: FederatedRole | undefined;
  /** Undefined: likewise. */
  label: Label | undefined;
  /** Keys of access groups, those that are named in the mapping only. */
  groups: string[];
}

type Claims = Readonly<Record<string, unknown>>;

const rolesAscending: readonly FederatedRole[] = ['member', 'auditor', 'curator', 'admin'];
const labelsAscending: readonly Label[] = ['O', 'S', 'C'];
const longestText = 250;

/**
 * Reads a person's claims by the tenant's settings.
 * @param subject stands in for a name where the provider says none
 * @throws NoRoleError when nothing gives a role; GroupsLeftOutError when the provider names groups by reference only
 */
export function readIdentity(claims: Claims, subject: string, settings: ProviderSettings): FederatedIdentity {
  const names = settings.claims;
  const userName = text(claims, names.userName);
  const email = text(claims, names.email).toLowerCase();
  return {
    email,
    name: text(claims, names.name) || userName || email || subject.slice(0, longestText),
    userName: userName || null,
    role: names.role === null ? undefined : roleOf(values(claims, names.role), settings),
    label:
      names.label === null
        ? undefined
        : (highest(mapped(values(claims, names.label), settings.labels), labelsAscending) ?? settings.defaultLabel),
    groups: names.groups === null ? [] : groupsOf(claims, names.groups, settings),
  };
}

/** True when a claim that the settings name is not there: it may be at the userinfo endpoint. */
export function lacksClaims(claims: Claims, settings: ProviderSettings): boolean {
  return Object.values(settings.claims).some((name) => name !== null && claimOf(claims, name) === undefined);
}

function roleOf(said: string[], settings: ProviderSettings): FederatedRole {
  const role = highest(mapped(said, settings.roles), rolesAscending) ?? settings.defaultRole;
  if (role === null) throw new NoRoleError();
  return role;
}

function groupsOf(claims: Claims, name: string, settings: ProviderSettings): string[] {
  const references = claims['_claim_names'];
  if (typeof references === 'object' && references !== null && Object.hasOwn(references, name)) {
    throw new GroupsLeftOutError();
  }
  return [...new Set(mapped(values(claims, name), settings.groups))];
}

function mapped<Value>(said: readonly string[], mapping: Record<string, Value>): Value[] {
  return said.flatMap((value) => (Object.hasOwn(mapping, value) ? [mapping[value] as Value] : []));
}

function highest<Value>(found: readonly Value[], ascending: readonly Value[]): Value | undefined {
  return ascending.findLast((value) => found.includes(value));
}

/** By its whole name first, since names of claims may be addresses; else as a path. */
function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

function values(claims: Claims, name: string): string[] {
  const value = claimOf(claims, name);
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
}

function text(claims: Claims, name: string): string {
  const value = claimOf(claims, name);
  return typeof value === 'string' ? value.trim().slice(0, longestText) : '';
}
