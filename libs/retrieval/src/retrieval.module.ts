import { Module } from '@nestjs/common';
import { EmbeddingSetsService } from './embedding-sets/embedding-sets.service.js';
import { PASSAGE_INDEX } from './passage-index/passage-index.js';
import { PostgresPassageIndex } from './passage-index/postgres-passage-index.js';
import { SearchService } from './search/search.service.js';

/** Search and the passage index. Needs TenantDb, EMBEDDERS and MORPHOLOGICAL_ANALYZER from the application's global providers. */
@Module({
  providers: [{ provide: PASSAGE_INDEX, useClass: PostgresPassageIndex }, SearchService, EmbeddingSetsService],
  exports: [PASSAGE_INDEX, SearchService, EmbeddingSetsService],
})
export class RetrievalModule {}
