import { sql } from '../database/sql.js';
import type { TenantTransaction } from '../database/tenant-db.js';
import { genesis, linkHash, type LinkedEvent } from './canonical-event.js';

/**
 * What is wrong at one place of a trail:
 * - `altered`: the event is not what its link was made of, or the link does not follow from the one before;
 * - `moved`: the event's place was taken from or given to another one;
 * - `removed`: the link's event, or the link of this number, is gone;
 * - `inserted`: an event without a link;
 * - `shortened`: the end of the trail is not where it was.
 */
export interface AuditFinding {
  kind: 'altered' | 'moved' | 'removed' | 'inserted' | 'shortened';
  /** Number in the trail; null for an event that has none. */
  sequence: number | null;
  eventId: string | null;
}

/** The newest link: kept elsewhere, it proves later that nothing up to it was written anew. */
export interface AuditHead {
  sequence: number;
  /** SHA-256, 64 hexadecimal digits. */
  hash: string;
}

export interface AuditVerification {
  tenant: string;
  events: number;
  /** Null while nothing was recorded. */
  head: AuditHead | null;
  /** Empty: every event is what, where and when it was recorded. At most `mostFindings`. */
  findings: AuditFinding[];
}

export const mostFindings = 100;
const pageSize = 2_000;

interface LinkRow {
  sequence: string;
  link_event_id: string;
  hash: Buffer;
  event_id: string | null;
  at: string;
  principal: string;
  action: string;
  target: string;
  outcome: string;
  detail: string;
}

interface Mismatch {
  finding: AuditFinding;
  previous: Buffer;
  stored: Buffer;
  event: LinkedEvent;
}

/** Recomputes a trail link by link, page by page, from what the database holds and without its functions. */
export class AuditChainCheck {
  private readonly findings: AuditFinding[] = [];
  private readonly mismatches: Mismatch[] = [];
  private previous: Buffer = genesis;
  private last = 0;
  private events = 0;

  /** @param kept a head as an earlier verification gave it */
  constructor(
    private readonly tenant: string,
    private readonly kept?: AuditHead,
  ) {}

  /** Checks the next links up to `end`. @returns false when there are no more */
  async page(transaction: TenantTransaction, end: number): Promise<boolean> {
    const rows = await transaction.rows<LinkRow>(
      sql`SELECT l.sequence, l.event_id AS link_event_id, l.hash, e.event_id,
                 to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
                 e.principal, e.action, e.target, e.outcome, e.detail::text AS detail
          FROM onggi.audit_link l
          LEFT JOIN onggi.audit_event e ON e.tenant_id = l.tenant_id AND e.event_id = l.event_id
          WHERE l.tenant_id = ${this.tenant} AND l.sequence > ${this.last} AND l.sequence <= ${end}
          ORDER BY l.sequence LIMIT ${pageSize}`,
    );
    for (const row of rows) this.check(row);
    return rows.length === pageSize;
  }

  /**
   * @param ends the head and the number of the last link, read in one moment before the first page
   * @param unlinked ids of events without a link
   */
  result(ends: { head: AuditHead | null; lastLink: number }, unlinked: readonly string[]): AuditVerification {
    const { head, lastLink } = ends;
    const end = head?.sequence ?? 0;
    for (let missing = this.last + 1; missing <= end && this.roomLeft; missing++) this.find('removed', missing, null);
    const untold = lastLink > end || (lastLink === end && head !== null && this.previous.toString('hex') !== head.hash);
    if (untold) this.find('shortened', end, null);
    if (this.kept && this.kept.sequence > end) this.find('shortened', this.kept.sequence, null);
    this.tellMovedOnes();
    for (const eventId of unlinked) this.find('inserted', null, eventId);
    return { tenant: this.tenant, events: this.events, head, findings: this.findings };
  }

  private check(row: LinkRow): void {
    const sequence = Number(row.sequence);
    for (let missing = this.last + 1; missing < sequence && this.roomLeft; missing++) {
      this.find('removed', missing, null);
    }
    this.last = sequence;
    this.events += 1;
    if (row.event_id === null) {
      this.find('removed', sequence, row.link_event_id);
    } else {
      const event = { ...row, tenant: this.tenant, eventId: row.event_id };
      if (!linkHash(this.previous, event).equals(row.hash)) {
        const finding = this.find('altered', sequence, row.event_id);
        this.mismatches.push({ finding, previous: this.previous, stored: row.hash, event });
      }
    }
    if (this.kept?.sequence === sequence && this.kept.hash !== row.hash.toString('hex')) {
      this.find('altered', sequence, row.link_event_id);
    }
    // Each link is held to the stored one before, so that one wrong row does not make all after it wrong.
    this.previous = row.hash;
  }

  /** An event that does not fit its own link, but another one that is not fitted, changed places with it. */
  private tellMovedOnes(): void {
    for (const place of this.mismatches) {
      const { previous, stored } = place;
      const owner = this.mismatches.find(
        (other) =>
          other !== place && linkHash(previous, { ...other.event, sequence: place.event.sequence }).equals(stored),
      );
      if (owner) place.finding.kind = owner.finding.kind = 'moved';
    }
  }

  private get roomLeft(): boolean {
    return this.findings.length < mostFindings;
  }

  private find(kind: AuditFinding['kind'], sequence: number | null, eventId: string | null): AuditFinding {
    const finding = { kind, sequence, eventId };
    if (this.roomLeft) this.findings.push(finding);
    return finding;
  }
}
