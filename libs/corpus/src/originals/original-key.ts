import { OriginalMissingError } from './original-errors.js';

const tenantName = /^[a-z][a-z0-9_-]{0,38}$/;
const keyShape = /^([a-z][a-z0-9_-]{0,38})\/([0-9a-f]{2})\/([0-9a-f]{64})$/;

/** The part of the store that is a tenant's, without a slash at its end. @throws Error on a name no tenant has */
export function partOf(tenant: string): string {
  if (!tenantName.test(tenant)) throw new Error(`${JSON.stringify(tenant)} is not the name of a tenant.`);
  return tenant;
}

/** Where a tenant's file of this content lies: `<tenant>/<first two hex>/<sha256>`. @throws Error on a name no tenant has */
export function keyOf(tenant: string, sha256: string): string {
  return `${partOf(tenant)}/${sha256.slice(0, 2)}/${sha256}`;
}

/**
 * The hash that a tenant's key names. A key of another tenant, or one that would lead out of the tenant's own part of the
 * store, is answered like one that is not there.
 * @returns lower-case hexadecimal
 * @throws OriginalMissingError
 */
export function sha256In(key: string, tenant: string): string {
  const [, owner, start, sha256] = keyShape.exec(key) ?? [];
  if (sha256 === undefined || start === undefined || owner !== tenant || !sha256.startsWith(start)) {
    throw new OriginalMissingError(key);
  }
  return sha256;
}
