import { OnggiError } from '@onggi/platform';
import { everyone, sql, type Label, type TenantTransaction } from '@onggi/tenancy';
import { areBlocksWithin } from './address-list.js';
import type { AssignableRole } from '../permission/assignable-role.js';
import type { Scope } from '../permission/operation.js';

export type KeyRole = AssignableRole;

/** All that a key opens, and from where and until when. */
export interface KeyRights {
  role: KeyRole;
  groups: readonly string[];
  label: Label;
  /** Null: whatever the role may. */
  scopes: readonly Scope[] | null;
  /** CIDR blocks; empty: from everywhere. */
  addresses: readonly string[];
  /** Null: does not expire. */
  expiresAt: Date | null;
}

/** Who makes or rotates a key, as far as it limits what the key may be. */
export interface Issuer {
  /** Principals by whose standing the secret lives and dies; none for the installation itself. */
  issuers: readonly string[];
  /** Undefined: no limit. */
  rights: KeyRights | undefined;
}

/** A key would open what its maker may not. */
export class KeyExceedsMakerError extends OnggiError {
  constructor(what: 'role' | 'groups' | 'label' | 'scopes' | 'addresses' | 'expiry') {
    const names = {
      role: { ko: '역할', en: 'role' },
      groups: { ko: '그룹', en: 'groups' },
      label: { ko: '취급 등급', en: 'label' },
      scopes: { ko: '범위', en: 'scopes' },
      addresses: { ko: '주소', en: 'addresses' },
      expiry: { ko: '만료', en: 'expiry' },
    };
    super({
      code: 'KEY_EXCEEDS_MAKER',
      httpStatus: 403,
      message: {
        ko: `키의 ${names[what].ko}이(가) 만드는 이의 권한을 넘습니다.`,
        en: `The key's ${names[what].en} would go beyond those of its maker.`,
      },
      remedy: {
        ko: '자기 권한 안에서 정하거나, 그 권한을 가진 관리자에게 부탁하세요.',
        en: 'Stay within your own, or ask an administrator who has them.',
      },
      data: { what },
    });
  }
}

const rank: Record<KeyRole, number> = { member: 0, auditor: 0, curator: 1, admin: 2 };
const labels: readonly Label[] = ['O', 'S', 'C'];

/** @throws KeyExceedsMakerError naming the first thing that goes too far */
export function assertWithin(key: KeyRights, { rights }: Issuer): void {
  if (!rights) return;
  const groups = new Set([everyone, ...rights.groups]);
  if (rank[key.role] > rank[rights.role]) throw new KeyExceedsMakerError('role');
  if (!key.groups.every((group) => groups.has(group))) throw new KeyExceedsMakerError('groups');
  if (labels.indexOf(key.label) > labels.indexOf(rights.label)) throw new KeyExceedsMakerError('label');
  const allowed = rights.scopes;
  if (allowed && !(key.scopes?.every((scope) => allowed.includes(scope)) ?? false)) {
    throw new KeyExceedsMakerError('scopes');
  }
  if (!areBlocksWithin(key.addresses, rights.addresses)) throw new KeyExceedsMakerError('addresses');
  if (rights.expiresAt && (!key.expiresAt || key.expiresAt > rights.expiresAt))
    throw new KeyExceedsMakerError('expiry');
}

/** Who the caller of a transaction is as a maker of keys: the installation without a limit, a person, or a key. */
export async function issuerOf(transaction: TenantTransaction): Promise<Issuer> {
  const { context } = transaction;
  if (context.role === 'platform') return { issuers: [], rights: undefined };
  const home = context.grants.find((grant) => grant.tenant === context.tenant);
  const rights: KeyRights = {
    role: context.role as KeyRole,
    groups: home?.groups ?? [],
    label: home?.label ?? 'O',
    scopes: null,
    addresses: [],
    expiresAt: null,
  };
  const [kind, id] = context.principal.split(':');
  if (kind !== 'key') return { issuers: [context.principal], rights };
  const own = await transaction.first<{
    scopes: Scope[] | null;
    addresses: string[];
    expires_at: Date | null;
    issuers: string[];
  }>(
    sql`SELECT scopes, addresses, expires_at, issuers FROM onggi.api_key
        WHERE tenant_id = ${context.tenant} AND key_id = ${id}`,
  );
  return {
    issuers: [...(own?.issuers ?? []), context.principal],
    rights: {
      ...rights,
      scopes: own?.scopes ?? null,
      addresses: own?.addresses ?? [],
      expiresAt: own?.expires_at ?? null,
    },
  };
}

/** What a key made by this issuer gets where the request says nothing: the defaults, or the issuer's own if they are narrower. */
export function defaultRights({ rights }: Issuer): Omit<KeyRights, 'role' | 'groups'> {
  return {
    label: rights?.label === 'O' ? 'O' : 'S',
    scopes: rights?.scopes ?? null,
    addresses: rights?.addresses ?? [],
    expiresAt: rights?.expiresAt ?? null,
  };
}
