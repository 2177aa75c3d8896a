import { Injectable } from '@nestjs/common';
import { isId, newId, NotFoundError } from '@onggi/platform';
import {
  auditElsewhere,
  everyone,
  recordAudit,
  requireRole,
  sql,
  TenantDb,
  type Label,
  type SharedAction,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { sharedAccess, type SharedAccess, type SharedKind } from './shared-access.js';
import {
  InvalidShareTermError,
  NoSuchPersonError,
  ShareNotOpenError,
  UnknownGroupsError,
} from './shared-access-errors.js';

interface Offer {
  /** The tenant that it is offered to. */
  receiver: string;
  purpose: string;
  /** Own groups whose documents it opens. Default: everyone's alone. */
  opens?: readonly string[];
  label: Label;
  startsAt?: Date;
}

export interface CorpusOffer extends Offer {
  /** Key or id of an own corpus. */
  corpus: string;
  expiresAt: Date;
}

export interface PostOffer extends Offer {
  kind: 'post' | 'secondment';
  /** Of the person in the receiving tenant. Whether anybody has it is the receiver's to know. */
  email: string;
  /** Undefined, for a post alone: until it is ended. */
  expiresAt?: Date;
}

const posts: readonly SharedKind[] = ['post', 'secondment'];
const longestMs = 5 * 366 * 24 * 3600 * 1000;

/**
 * What affiliates open to each other: a corpus to groups of another tenant, and second posts of its people. Offered by an
 * administrator of the owner, accepted by one of the receiver, ended by either; all of it reading only. Grants are made of it
 * when a caller is authenticated, so an end holds from the next request on, and for what goes on within 15 s (RightsWatch).
 */
@Injectable()
export class SharedAccessService {
  constructor(private readonly database: TenantDb) {}

  /** Given and received, the newest first. @throws ForbiddenError */
  async corpora(context: TenantContext): Promise<SharedAccess[]> {
    requireRole(context, 'admin');
    return this.database.run(context, (transaction) => sharedAccess(transaction, ['corpus']));
  }

  /** Given and received, the newest first. @throws ForbiddenError */
  async posts(context: TenantContext): Promise<SharedAccess[]> {
    requireRole(context, 'admin');
    return this.database.run(context, (transaction) => sharedAccess(transaction, posts));
  }

  /** @throws NotFoundError for a corpus or tenant that is not there, UnknownGroupsError, InvalidShareTermError */
  async offerCorpus(context: TenantContext, offer: CorpusOffer): Promise<SharedAccess> {
    requireRole(context, 'admin');
    return this.database.run(context, async (transaction) => {
      const corpus = await transaction.first<{ corpus_id: string; name_ko: string; name_en: string }>(
        sql`SELECT corpus_id, name_ko, name_en FROM onggi.corpus
            WHERE tenant_id = ${context.tenant}
              AND (corpus_key = ${offer.corpus} OR corpus_id = ${isId(offer.corpus) ? offer.corpus : null})
            ORDER BY corpus_key = ${offer.corpus} DESC LIMIT 1`,
      );
      if (!corpus) throw new NotFoundError();
      const { corpus_id: corpusId, name_ko: ko, name_en: en } = corpus;
      return insertOffer(transaction, { ...offer, kind: 'corpus', corpusId, ko, en, email: null });
    });
  }

  /** @throws NotFoundError for a tenant that is not there, UnknownGroupsError, InvalidShareTermError */
  async offerPost(context: TenantContext, offer: PostOffer): Promise<SharedAccess> {
    requireRole(context, 'admin');
    return this.database.run(context, (transaction) =>
      insertOffer(transaction, { ...offer, corpusId: null, ko: null, en: null, email: offer.email.toLowerCase() }),
    );
  }

  /**
   * @param groups own groups that get it. Default: everyone
   * @throws NotFoundError for what was not offered to this tenant, ShareNotOpenError, UnknownGroupsError
   */
  async acceptCorpus(context: TenantContext, id: string, groups: readonly string[] = []): Promise<SharedAccess> {
    requireRole(context, 'admin');
    return this.database.run(context, async (transaction) => {
      await openOffer(transaction, ['corpus'], id);
      const given = await knownGroups(transaction, groups);
      return accept(transaction, ['corpus'], id, sql`${given}::text[], NULL`);
    });
  }

  /**
   * @param personId own person; needed where the e-mail is not that of exactly one active person
   * @throws NotFoundError for what was not offered to this tenant, ShareNotOpenError, NoSuchPersonError
   */
  async acceptPost(context: TenantContext, id: string, personId?: string): Promise<SharedAccess> {
    requireRole(context, 'admin');
    return this.database.run(context, async (transaction) => {
      const { email } = await openOffer(transaction, posts, id);
      const people = await transaction.rows<{ person_id: string }>(
        sql`SELECT person_id FROM onggi.person
            WHERE tenant_id = ${context.tenant} AND email = ${email} AND status = 'active'
              AND (${personId ?? null}::uuid IS NULL OR person_id = ${personId ?? null}::uuid)`,
      );
      const [person] = people;
      if (!person || people.length > 1) throw new NoSuchPersonError();
      return accept(transaction, posts, id, sql`NULL, ${person.person_id}::uuid`);
    });
  }

  /** Ends an offer, or what came of it, for good; either side may. @throws NotFoundError */
  async endCorpus(context: TenantContext, id: string): Promise<void> {
    await this.end(context, ['corpus'], id);
  }

  /** @throws NotFoundError */
  async endPost(context: TenantContext, id: string): Promise<void> {
    await this.end(context, posts, id);
  }

  private async end(context: TenantContext, kinds: readonly SharedKind[], id: string): Promise<void> {
    requireRole(context, 'admin');
    await this.database.run(context, async (transaction) => {
      const share = await one(transaction, kinds, id);
      const row = await transaction.first<{ ended: boolean }>(sql`SELECT tenancy.end_share(${id}) AS ended`);
      if (row?.ended) await audit(transaction, 'share.end', share);
    });
  }
}

async function insertOffer(
  transaction: TenantTransaction,
  offer: Offer & {
    kind: SharedKind;
    corpusId: string | null;
    ko: string | null;
    en: string | null;
    email: string | null;
    expiresAt?: Date;
  },
): Promise<SharedAccess> {
  const { tenant, principal } = transaction.context;
  const { kind, receiver, corpusId, ko, en, email, purpose, label } = offer;
  const startsAt = offer.startsAt ?? new Date();
  checkTerm(kind, startsAt, offer.expiresAt);
  const known = await transaction.first(
    sql`SELECT FROM tenancy.tenant WHERE tenant_id = ${receiver} AND tenant_id <> ${tenant} AND status = 'active'`,
  );
  if (!known) throw new NotFoundError();
  const opens = await knownGroups(transaction, offer.opens ?? []);
  const id = newId();
  await transaction.execute(
    sql`INSERT INTO onggi.shared_access (tenant_id, share_id, kind, receiver, corpus_id, corpus_ko, corpus_en, email, purpose,
          opens, label, starts_at, expires_at, offered_by)
        VALUES (${tenant}, ${id}, ${kind}, ${receiver}, ${corpusId}, ${ko}, ${en}, ${email}, ${purpose}, ${opens}, ${label},
                ${startsAt}, ${offer.expiresAt ?? null}, ${principal})`,
  );
  const share = await one(transaction, [kind], id);
  await audit(transaction, 'share.offer', share);
  return share;
}

/** @throws InvalidShareTermError */
function checkTerm(kind: SharedKind, startsAt: Date, expiresAt: Date | undefined): void {
  if (expiresAt === undefined) {
    if (kind !== 'post') throw new InvalidShareTermError();
    return;
  }
  const now = Date.now();
  const end = expiresAt.getTime();
  if (!(end > now && end > startsAt.getTime() && end <= now + longestMs)) throw new InvalidShareTermError();
}

/** Own groups, sorted; none means everyone. @throws UnknownGroupsError */
async function knownGroups(transaction: TenantTransaction, groups: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(groups)].sort();
  if (wanted.length === 0) return [everyone];
  const unknown = await transaction.rows<{ key: string }>(
    sql`SELECT key FROM unnest(${wanted}::text[]) AS key
        WHERE key <> ${everyone} AND NOT EXISTS (
          SELECT FROM onggi.access_group g WHERE g.tenant_id = ${transaction.context.tenant} AND g.group_key = key)`,
  );
  if (unknown.length > 0) throw new UnknownGroupsError(unknown.map(({ key }) => key));
  return wanted;
}

/** @throws NotFoundError */
async function one(transaction: TenantTransaction, kinds: readonly SharedKind[], id: string): Promise<SharedAccess> {
  const [share] = isId(id) ? await sharedAccess(transaction, kinds, id) : [];
  if (!share) throw new NotFoundError();
  return share;
}

/** @throws NotFoundError, also for what this tenant itself offered; ShareNotOpenError */
async function openOffer(
  transaction: TenantTransaction,
  kinds: readonly SharedKind[],
  id: string,
): Promise<SharedAccess> {
  const share = await one(transaction, kinds, id);
  if (share.receiver !== transaction.context.tenant) throw new NotFoundError();
  if (share.status !== 'offered') throw new ShareNotOpenError(share.status);
  return share;
}

/** @param forWhom groups and person, one of them NULL */
async function accept(
  transaction: TenantTransaction,
  kinds: readonly SharedKind[],
  id: string,
  forWhom: ReturnType<typeof sql>,
): Promise<SharedAccess> {
  const row = await transaction.first<{ accepted: boolean }>(
    sql`SELECT tenancy.accept_share(${id}, ${forWhom}) AS accepted`,
  );
  const share = await one(transaction, kinds, id);
  if (!row?.accepted) throw new ShareNotOpenError(share.status);
  await audit(transaction, 'share.accept', share);
  return share;
}

/** In both trails. */
async function audit(transaction: TenantTransaction, action: SharedAction, share: SharedAccess): Promise<void> {
  const { id: target, kind, owner, receiver, corpus, label, purpose } = share;
  const detail = { kind, owner, receiver, corpus: corpus?.id ?? null, label, purpose };
  const other = transaction.context.tenant === owner ? receiver : owner;
  await recordAudit(transaction, { action, target, detail });
  await auditElsewhere(transaction, action, new Map([[other, { target, ...detail }]]));
}
