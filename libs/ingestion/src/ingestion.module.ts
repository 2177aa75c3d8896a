import { Module, type DynamicModule } from '@nestjs/common';
import { RetrievalModule } from '@onggi/retrieval';
import { JobsService } from './jobs/jobs.service.js';
import { RemovalService } from './removal/removal.service.js';
import { INGESTION_OPTIONS, IngestionService, type IngestionOptions } from './upload/ingestion.service.js';

/**
 * Uploads, their jobs and removal, for the process that takes files in; the worker makes IngestVersion and Upkeep itself. Needs
 * TenantDb, ProcessIdentity and Notifications from the application's global providers, and CorpusModule.
 */
@Module({})
export class IngestionModule {
  static register(options: IngestionOptions): DynamicModule {
    return {
      module: IngestionModule,
      imports: [RetrievalModule],
      providers: [{ provide: INGESTION_OPTIONS, useValue: options }, IngestionService, JobsService, RemovalService],
      exports: [IngestionService, JobsService, RemovalService],
    };
  }
}
