export { CorpusModule } from './corpus.module.js';
export {
  CorpusInUseError,
  CorpusKeyLikeIdError,
  CorpusNotFoundError,
  InvalidCorpusKeyError,
  InvalidCursorError,
  StaleAttemptError,
  UnknownGroupError,
  UnknownLabelError,
} from './corpus-errors.js';
export { accessOf, accessSetFor, type Access } from './access/access-sets.js';
export { CorporaService, corpusNamed, readableCorpus, saveCorpus } from './corpora/corpora.service.js';
export type { Corpus, CorpusName, CorpusOpening } from './corpora/corpus.js';
export { hideCorpus, holdCorpus, lockCorpus, removeCorpus } from './corpora/remove-corpus.js';
export { documentsOf, lockForRemoval, removeDocuments, type RemovableVersion } from './documents/remove-documents.js';
export {
  DocumentsService,
  type DocumentDetail,
  type DocumentFilter,
  type DocumentPage,
  type VersionSummary,
} from './documents/documents.service.js';
export { toReason, type DocumentStatus, type DocumentSummary, type Reason } from './documents/document-summary.js';
export {
  DocumentReader,
  type ReadableBlock,
  type ReadableOriginal,
  type ReadablePage,
  type ReadableTree,
} from './reading/document-reader.service.js';
export { ORIGINAL_STORE, type OriginalStore, type StoredOriginal } from './originals/original-store.js';
export { removeDiscardedOriginals } from './originals/discarded-originals.js';
export { FolderOriginalStore } from './originals/folder-original-store.js';
export {
  checkOriginalStore,
  createOriginalStore,
  originalStoreSettings,
  type OriginalStoreSettings,
} from './originals/original-store-settings.js';
export { spool, type SpooledFile } from './originals/spooled-file.js';
export {
  FileTooLargeError,
  OriginalDamagedError,
  OriginalMissingError,
  OriginalStoreError,
  OriginalStoreFullError,
} from './originals/original-errors.js';
export {
  registerVersions,
  type IncomingFile,
  type RegisteredFile,
  type Registration,
} from './versions/register-versions.js';
export {
  beginAttempt,
  failVersion,
  reportStage,
  versionExists,
  type FailureReason,
  type VersionAttempt,
  type VersionStage,
} from './versions/version-attempt.js';
export {
  lockForPublishing,
  publishVersion,
  writeContent,
  type PublicationLock,
  type PublishedVersion,
} from './versions/publish-version.js';
export { publishDueVersions } from './versions/due-versions.js';
export { storedDocument, type StoredDocument } from './versions/stored-document.js';
export { markPurged, retiredVersionsToPurge } from './versions/retired-versions.js';
