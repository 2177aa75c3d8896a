import { Module, type DynamicModule } from '@nestjs/common';
import { CorporaService } from './corpora/corpora.service.js';
import { DocumentsService } from './documents/documents.service.js';
import { ORIGINAL_STORE, type OriginalStore } from './originals/original-store.js';
import { DocumentReader } from './reading/document-reader.service.js';

/** Corpora, documents and their originals. Needs TenantDb from the application's global providers. */
@Module({})
export class CorpusModule {
  /** @param originals where the files that people upload are kept */
  static register(originals: OriginalStore): DynamicModule {
    const services = [CorporaService, DocumentsService, DocumentReader];
    const store = { provide: ORIGINAL_STORE, useValue: originals };
    return {
      module: CorpusModule,
      global: true,
      providers: [store, ...services],
      exports: [ORIGINAL_STORE, ...services],
    };
  }
}
