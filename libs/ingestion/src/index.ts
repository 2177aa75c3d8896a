export { IngestionModule } from './ingestion.module.js';
export {
  IngestionService,
  INGESTION_OPTIONS,
  type IngestionOptions,
  type UploadRequest,
} from './upload/ingestion.service.js';
export type { UploadedFile } from './upload/received-file.js';
export {
  ArchiveRefusedError,
  BrokenArchiveError,
  InvalidDateError,
  InvalidPathError,
  NoFilesError,
} from './upload/upload-errors.js';
export { JobsService, type JobFilePage } from './jobs/jobs.service.js';
export type { Job, JobFile, JobFileStatus, Stage, StageName } from './jobs/job-view.js';
export { RemovalService } from './removal/removal.service.js';
export { IngestVersion, type IngestVersionParts } from './work/ingest-version.js';
export { BuildEmbeddingSet, type BuildEmbeddingSetParts } from './embedding-sets/build-embedding-set.js';
export { bringIntoForce } from './work/due-versions.js';
export { recover, type Recovered } from './work/recovery.js';
export { recountDaily, StatisticsSchedule } from './work/statistics-schedule.js';
export { Upkeep } from './work/upkeep.js';
export { AnalyzePassages, type AnalyzePassagesParts } from './passage-upkeep/analyze-passages.js';
export { PassageUpkeep, type PassageUpkeepParts } from './passage-upkeep/passage-upkeep.js';
