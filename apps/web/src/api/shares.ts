import { request } from './client.js';
import type { AccessLabel, Share } from './types.js';

interface Offer {
  receiver: string;
  purpose: string;
  label: AccessLabel;
  opens: string[];
  /** ISO 8601; only a second post may have none. */
  expiresAt?: string;
}

/** `corpus`: key or id of an own one. */
export type CorpusOffer = Offer & { kind: 'corpus'; corpus: string };
export type PostOffer = Offer & { kind: 'post' | 'secondment'; email: string };

const pathOf = ({ kind }: Pick<Share, 'kind'>) => (kind === 'corpus' ? '/api/v1/corpus-shares' : '/api/v1/posts');

export function offerShare({ kind, ...offer }: CorpusOffer | PostOffer): Promise<Share> {
  return request(pathOf({ kind }), { method: 'POST', body: kind === 'corpus' ? offer : { kind, ...offer } });
}

/** @param groups of a corpus: own groups that get it */
export function acceptShare(share: Share, groups: string[]): Promise<Share> {
  const body = share.kind === 'corpus' ? { groups } : {};
  return request(`${pathOf(share)}/${encodeURIComponent(share.id)}/accept`, { method: 'POST', body });
}

/** Withdraws or declines an offer, or ends what came of it: for good, from either side. */
export function endShare(share: Share): Promise<void> {
  return request(`${pathOf(share)}/${encodeURIComponent(share.id)}`, { method: 'DELETE' });
}

export function endBreakGlass(id: string): Promise<void> {
  return request(`/api/v1/break-glass/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
