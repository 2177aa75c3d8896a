import { type SourceSearch, validateSourceSearch } from '../../source/sourceLink.js';

/** What the documents page keeps in the address, so that a link shows what you saw. */
export interface DocumentsSearch extends SourceSearch {
  corpus?: string;
  query?: string;
  status?: string;
}

const statuses = ['processing', 'published', 'rejected', 'quarantined'];

/** Keeps only what can be meant; an unknown status is no filter. */
export function validateDocumentsSearch(search: Record<string, unknown>): DocumentsSearch {
  const words = (value: unknown) =>
    typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  const corpus = words(search.corpus);
  const query = words(search.query);
  const status = words(search.status);
  return {
    ...validateSourceSearch(search),
    ...(corpus ? { corpus } : {}),
    ...(query ? { query } : {}),
    ...(statuses.includes(status) ? { status } : {}),
  };
}
