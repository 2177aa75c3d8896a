/** The REST contract as the pages use it. Dates are ISO 8601, spans are UTF-16 offsets into a version's text. */

export type Language = 'ko' | 'en';

/** A name in both languages; places that have only one send a plain string. */
export type LocalName = string | Record<Language, string>;

export type Role = 'member' | 'curator' | 'admin' | 'auditor';

export interface Group {
  key: string;
  name: LocalName;
}

/** A company whose people sign in at an identity provider. */
export interface SignInProvider {
  tenant: string;
  tenantName: LocalName;
  name: LocalName;
}

export interface DemoAccount {
  tenant: string;
  tenantName: LocalName;
  email: string;
  name: LocalName;
  title: LocalName;
  role: Role;
  groups: Group[];
}

/** A company whose people may sign in with a password. */
export interface SignInTenant {
  id: string;
  name: LocalName;
}

export interface WaysIn {
  localAccounts: boolean;
  tenants: SignInTenant[];
}

export interface Me {
  tenant: { id: string; name: LocalName };
  person: { id: string; name: LocalName; title: LocalName; email: string } | null;
  role: Role;
  groups: Group[];
  demo: boolean;
}

export interface CorpusName {
  id: string;
  key: string;
  name: LocalName;
}

export interface Expert {
  id: string;
  key: string;
  name: LocalName;
  description: LocalName;
  examples: { lang: Language; text: string }[];
  corpora: CorpusName[];
}

export interface Corpus extends CorpusName {
  documents: number;
  newest: string | null;
  /** The affiliate that opens it; null for one's own. */
  sharedBy: CorpusOpening | null;
  readOnly: boolean;
}

/** By what another affiliate opens a corpus to the reader; no end: until one side ends it. */
export interface CorpusOpening {
  tenant: string;
  name: LocalName;
  kind: ShareKind;
  purpose: string;
  expiresAt: string | null;
}

export type ShareKind = 'corpus' | 'post' | 'secondment';

/** What one affiliate opens to another, as either side's administrators see it. */
export interface Share {
  id: string;
  kind: ShareKind;
  owner: string;
  receiver: string;
  /** Null for a post. */
  corpus: { id: string; name: LocalName } | null;
  /** Whom a post is for. */
  email: string | null;
  purpose: string;
  /** Groups of the owner whose documents are opened. */
  opens: string[];
  label: AccessLabel;
  /** Groups of the receiver that get it. */
  groups: string[] | null;
  status: 'offered' | 'scheduled' | 'active' | 'expired' | 'ended';
  startsAt: string;
  expiresAt: string | null;
  offeredAt: string;
  endedAt: string | null;
  endedSide: 'owner' | 'receiver' | null;
}

/** That the platform may look into one's company now. */
export interface OpenBreakGlassGrant {
  id: string;
  reason: string;
  openedBy: string;
  openedAt: string;
  expiresAt: string;
}

/** Why something was refused and what to do about it, in the reader's language. */
export interface Reason {
  code: string;
  message: string;
  remedy: string;
}

export interface ErrorBody extends Reason {
  retryAfterMs?: number;
  requestId?: string;
}

export type DocumentStatus = 'processing' | 'published' | 'rejected' | 'quarantined';

export interface DocumentSummary {
  id: string;
  path: string;
  title: string;
  source: string;
  /** Null while it is not known. */
  lang: Language | null;
  status: DocumentStatus;
  reason: Reason | null;
  versionId: string;
  version: number;
  pages: number | null;
  access: { groups: string[]; label: AccessLabel };
  mediaType: string;
  byteSize: number;
  updatedAt: string;
  effectiveFrom: string | null;
}

/** O open, S sensitive, C confidential. */
export type AccessLabel = 'O' | 'S' | 'C';

export interface DocumentVersion {
  id: string;
  number: number;
  status: DocumentStatus;
  live: boolean;
  effectiveFrom: string | null;
  effectiveTo: string | null;
  publishedAt: string | null;
  pages: number | null;
  byteSize: number;
}

export interface DocumentDetail extends DocumentSummary {
  corpus: CorpusName;
  versions: DocumentVersion[];
}

export interface DocumentList {
  documents: DocumentSummary[];
  total: number;
  next: string | null;
}

export interface TreeCell {
  text: string;
  start: number;
  end: number;
  header?: boolean;
  colSpan?: number;
  rowSpan?: number;
}

export interface TreeBlock {
  kind: 'heading' | 'paragraph' | 'listItem' | 'table' | 'code' | 'caption' | 'quote';
  level?: number;
  ordered?: boolean;
  depth?: number;
  text: string;
  start: number;
  end: number;
  page: number | null;
  rows?: TreeCell[][];
}

export interface DocumentTree {
  documentId: string;
  versionId: string;
  title: string;
  lang: Language;
  blocks: TreeBlock[];
  pages: number | null;
  mediaType: string;
}

/** In PDF points, origin at the top left of the page. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DocumentPage {
  documentId: string;
  versionId: string;
  page: number;
  pages: number;
  width: number;
  height: number;
  text: string;
  textStart: number;
  lines: { text: string; start: number; end: number; box: Box }[];
  marks: Box[];
}

export interface Passage {
  documentId: string;
  versionId: string;
  path: string;
  chunkId: string;
  title: string;
  page: number | null;
  heading: string;
  lang: Language;
  text: string;
  start: number;
  end: number;
  score: number;
}

export interface Citation {
  documentId: string;
  versionId: string;
  path: string;
  title: string;
  locator: { kind: string; page?: number; heading?: string };
  page: number | null;
  heading: string;
  /** The affiliate whose document it is; missing for one's own. */
  sharedBy?: { tenant: string; name: LocalName };
  quote: string;
  start: number;
  end: number;
}

export type Verdict = 'supported' | 'quoted' | 'withheld';

export interface Sentence {
  text: string;
  verdict: Verdict;
  /** A quoted sentence is in its source's language, not always in the answer's. */
  lang?: Language;
  citations: Citation[];
}

export type AnswerStatus = 'RUNNING' | 'GENERATED' | 'EXTRACTIVE' | 'ABSTAINED' | 'FAILED' | 'CANCELLED';

export interface Answer {
  id: string;
  status: AnswerStatus;
  language: Language;
  question: string;
  conversationId: string;
  expert: { key: string; name: LocalName } | null;
  text: string;
  sentences: Sentence[];
  passages: Passage[];
  searched: {
    corpora: { key: string; name: LocalName }[];
    documents: number;
    newest: string | null;
    question?: string;
    variants?: string[];
  };
  dropped: number;
  model: string | null;
  usage: { promptTokens: number; completionTokens: number };
  /** Milliseconds; 0 or null for what did not happen. */
  timings: Partial<Record<TimingName, number | null>>;
  error: ErrorBody | null;
  createdAt: string;
}

export type TimingName =
  'totalMs' | 'embedMs' | 'searchMs' | 'variantsMs' | 'gateMs' | 'writeMs' | 'verifyMs' | 'firstSentenceMs';

export interface AskRequest {
  question: string;
  expert?: string;
  corpora?: string[];
  conversationId?: string;
  language?: Language;
}

export type AnswerStep = {
  name: 'waiting' | 'searching' | 'reading' | 'checking' | 'writing';
  /** How many questions are answered before this one. */
  position?: number;
  corpora?: number;
  passages?: number;
};

/** One server-sent event of an answer; ids grow by one. */
export type AnswerEvent = { id: number } & (
  | { name: 'started'; data: { id: string; conversationId: string; language: Language } }
  | { name: 'step'; data: AnswerStep }
  | { name: 'passages'; data: { passages: Passage[] } }
  | { name: 'delta'; data: { sentence: number; text: string } }
  | { name: 'sentence'; data: Sentence & { index: number } }
  | { name: 'dropped'; data: { count: number } }
  | { name: 'done'; data: { answer: Answer } }
  | { name: 'error'; data: { error: ErrorBody } }
);

export interface ConversationSummary {
  id: string;
  title: string;
  expertKey: string | null;
  updatedAt: string;
}

export interface Conversation {
  id: string;
  title: string;
  expertKey: string | null;
  answers: Answer[];
}

export type FeedbackWord = 'right' | 'wrong' | 'missing';

export type JobStageName = 'received' | 'parsing' | 'chunking' | 'embedding' | 'staging' | 'publishing';

export interface JobStage {
  name: JobStageName;
  done: number;
  total: number;
}

export interface JobDocument {
  path: string;
  documentId: string | null;
  versionId: string | null;
  status: 'waiting' | 'processing' | 'published' | 'unchanged' | 'rejected' | 'quarantined';
  stage: JobStage | null;
  reason: Reason | null;
}

export interface Job {
  id: string;
  corpus: { id: string; key: string };
  status: 'running' | 'finished';
  total: number;
  published: number;
  rejected: number;
  quarantined: number;
  waiting: number;
  processing: number;
  unchanged: number;
  stage: JobStage | null;
  ratePerSecond: number | null;
  secondsLeft: number | null;
  createdAt: string;
  finishedAt: string | null;
  documents: JobDocument[];
}
