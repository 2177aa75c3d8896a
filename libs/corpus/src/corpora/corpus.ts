import type { LocalizedText } from '@onggi/platform';

/** By what another tenant opens a corpus to the caller; of several, that which lasts longest. */
export interface CorpusOpening {
  tenant: string;
  name: LocalizedText;
  /** `corpus`: it shares this one; `post` and `secondment`: the caller has a second post there. */
  kind: 'corpus' | 'post' | 'secondment';
  purpose: string;
  /** ISO 8601; null: until it is ended. */
  expiresAt: string | null;
}

/** A corpus by name alone. */
export interface CorpusName {
  id: string;
  /** What it is called in addresses. That of another tenant's is its id: its key may be the name of one here as well. */
  key: string;
  name: LocalizedText;
}

/** A collection of documents. Counts are of what the caller may read. */
export interface Corpus extends CorpusName {
  /** Live documents. */
  documents: number;
  /** When the newest live version took effect, or was published where it says nothing; ISO 8601. */
  newest: string | null;
  /** Who opens it to the caller; null for the tenant's own. */
  sharedBy: CorpusOpening | null;
  /** True for what another tenant opens: nobody here adds to it, changes or removes it, whatever their role. */
  readOnly: boolean;
}
