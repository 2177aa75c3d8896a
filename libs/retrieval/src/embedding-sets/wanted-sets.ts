import { NotFoundError } from '@onggi/platform';
import { requireRole, type TenantTransaction } from '@onggi/tenancy';
import type { PassageIndex, SearchedSet } from '../passage-index/passage-index.js';
import { EmbeddingSetMismatchError } from '../retrieval-errors.js';
import { embeddingSet } from './embedding-set.js';

/**
 * In which set each granted tenant is searched. Another tenant without one is searched by words alone.
 * @param measured a set of the home tenant's, to be searched there instead of the active one
 * @throws EmbeddingSetMismatchError for a home tenant without an active set
 * @throws ForbiddenError, NotFoundError for a set that the caller may not measure, or that is not there or not whole
 */
export async function wantedSets(
  transaction: TenantTransaction,
  index: Pick<PassageIndex, 'sets'>,
  measured: number | undefined,
): Promise<SearchedSet[]> {
  const { tenant: home, grants } = transaction.context;
  const sets = await index.sets(transaction);
  const tenants = [...new Set(grants.map(({ tenant }) => tenant))];
  const wanted = tenants.flatMap((tenant) => {
    const set = sets.find((each) => each.tenant === tenant);
    if (!set && tenant === home) throw new EmbeddingSetMismatchError(tenant, undefined);
    return set ?? [];
  });
  if (measured === undefined) return wanted;
  requireRole(transaction.context, 'curator');
  const set = await embeddingSet(transaction, measured);
  if (!set?.wholeAt) throw new NotFoundError();
  const { setId, profile } = set;
  return wanted.map((each) => (each.tenant === home ? { tenant: home, setId, profile } : each));
}
