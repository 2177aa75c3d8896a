import { hash } from 'node:crypto';

/** Terms are numbered from 1 to 2^29, the positions of a sparsevec(536870912). */
export const termSpace = 2 ** 29;

/**
 * The index's number of a token in one tenant: 29 bits of SHA-256. No dictionary is kept, and the same word has another
 * number in each tenant. Of 150,000 distinct tokens about 21 pairs share a number (n² / 2^30), one token in 3,600: two
 * words are then one to BM25, which the vector leg outweighs.
 */
export function hashTerm(tenant: string, token: string): number {
  const digest = hash('sha256', `${tenant}\u0000${token}`, 'hex');
  return (Number.parseInt(digest.slice(0, 8), 16) >>> 3) + 1;
}
