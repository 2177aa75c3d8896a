import { createHash } from 'node:crypto';

/** One event of the trail as its link is made of it: every field as the database writes it as text. */
export interface LinkedEvent {
  /** Number in the tenant's trail, from 1 on. */
  sequence: string;
  tenant: string;
  eventId: string;
  /** UTC with microseconds, such as 2026-12-01T04:30:28.000001Z. */
  at: string;
  principal: string;
  action: string;
  target: string;
  outcome: string;
  /** The JSON as PostgreSQL prints it. */
  detail: string;
}

/** The hash before the first link. */
export const genesis = Buffer.alloc(32);

/** SHA-256 over the hash before and the event: what tenancy.link_audit_event computes, without the database. */
export function linkHash(previous: Buffer, event: LinkedEvent): Buffer {
  return createHash('sha256').update(previous).update(canonicalEvent(event)).digest();
}

/** Each field with its length in bytes before it, so that no two events read the same. */
function canonicalEvent(event: LinkedEvent): string {
  const { sequence, tenant, eventId, at, principal, action, target, outcome, detail } = event;
  return [sequence, tenant, eventId, at, principal, action, target, outcome, detail]
    .map((field) => `${Buffer.byteLength(field)}:${field}`)
    .join(',');
}
