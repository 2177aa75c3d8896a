import { sql, type Label, type TenantTransaction } from '@onggi/tenancy';
import type { LocalizedText } from '@onggi/platform';

/** `corpus`: one corpus, to groups of another tenant. `post` and `secondment`: a second post of one of its people. */
export type SharedKind = 'corpus' | 'post' | 'secondment';

/** What one tenant opens to another by both sides' consent, as either side's administrators see it. */
export interface SharedAccess {
  id: string;
  kind: SharedKind;
  /** The tenant whose documents it opens. */
  owner: string;
  /** The tenant whose people get it. */
  receiver: string;
  /** As it was called when it was offered; null for a post. */
  corpus: { id: string; name: LocalizedText } | null;
  /** Of whom a post is meant for; null for a corpus. */
  email: string | null;
  purpose: string;
  /** Groups of the owner: documents addressed to one of them are opened. */
  opens: string[];
  /** The highest label that is opened. */
  label: Label;
  /** Groups of the receiver that get it; null until it is accepted, and for a post. */
  groups: string[] | null;
  /** `ended` by either side; `expired` by itself, also when it was not accepted in time. */
  status: 'offered' | 'scheduled' | 'active' | 'expired' | 'ended';
  startsAt: Date;
  /** Null: until it is ended. */
  expiresAt: Date | null;
  offeredAt: Date;
  acceptedAt: Date | null;
  endedAt: Date | null;
  endedSide: 'owner' | 'receiver' | null;
}

interface SharedRow extends Omit<SharedAccess, 'corpus'> {
  corpusId: string | null;
  corpusKo: string | null;
  corpusEn: string | null;
}

/**
 * What the caller's tenant gave and received, the newest first. Who acted is in each side's audit trail.
 * @param only one of them
 */
export async function sharedAccess(
  transaction: TenantTransaction,
  kinds: readonly SharedKind[],
  only?: string,
): Promise<SharedAccess[]> {
  const rows = await transaction.rows<SharedRow>(
    sql`SELECT share_id AS id, kind, tenant_id AS owner, receiver, corpus_id AS "corpusId", corpus_ko AS "corpusKo",
               corpus_en AS "corpusEn", email, purpose, opens, label, groups, starts_at AS "startsAt",
               expires_at AS "expiresAt", offered_at AS "offeredAt", accepted_at AS "acceptedAt", ended_at AS "endedAt",
               ended_side AS "endedSide",
               CASE WHEN ended_at IS NOT NULL THEN 'ended' WHEN expires_at <= clock_timestamp() THEN 'expired'
                    WHEN accepted_at IS NULL THEN 'offered' WHEN starts_at > clock_timestamp() THEN 'scheduled'
                    ELSE 'active' END AS status
        FROM onggi.shared_access
        WHERE kind = ANY (${[...kinds]}::text[]) AND (${only ?? null}::uuid IS NULL OR share_id = ${only ?? null}::uuid)
        ORDER BY offered_at DESC, share_id DESC`,
  );
  return rows.map(({ corpusId, corpusKo, corpusEn, ...row }) => ({
    ...row,
    corpus: corpusId === null ? null : { id: corpusId, name: { ko: corpusKo ?? '', en: corpusEn ?? '' } },
  }));
}
