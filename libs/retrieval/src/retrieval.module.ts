import { Module } from '@nestjs/common';
import { TenantDb } from '@onggi/tenancy';
import { EmbeddingSetsService } from './embedding-sets/embedding-sets.service.js';
import { PASSAGE_INDEX } from './passage-index/passage-index.js';
import { createPassageIndex, PASSAGE_INDEX_SETTINGS } from './passage-index/passage-index-settings.js';
import { SearchService } from './search/search.service.js';

/** Search and the passage index. Needs PASSAGE_INDEX_SETTINGS, TenantDb, EMBEDDERS and MORPHOLOGICAL_ANALYZER from the application's global providers. */
@Module({
  providers: [
    { provide: PASSAGE_INDEX, useFactory: createPassageIndex, inject: [PASSAGE_INDEX_SETTINGS, TenantDb] },
    SearchService,
    EmbeddingSetsService,
  ],
  exports: [PASSAGE_INDEX, SearchService, EmbeddingSetsService],
})
export class RetrievalModule {}
