import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { CorporaService, DocumentsService, type Corpus, type CorpusName, type DocumentPage } from '@onggi/corpus';
import { RemovalService } from '@onggi/ingestion';
import type { Language } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import { CallerContext, ReaderLanguage } from '../http/access.js';
import { LocalizedTextInput } from '../http/localized-text.input.js';
import { Names } from '../openapi/names.js';

class SaveCorpusRequest {
  @IsOptional()
  @ValidateNested()
  @Type(() => LocalizedTextInput)
  name?: LocalizedTextInput;
}

class CreateCorpusRequest extends SaveCorpusRequest {
  @IsString()
  @Length(1, 63)
  @Names('corpus key')
  key!: string;
}

class DocumentsQuery {
  @IsOptional()
  @IsIn(['processing', 'published', 'rejected', 'quarantined'])
  status?: 'processing' | 'published' | 'rejected' | 'quarantined';

  @IsOptional()
  @IsString()
  @Length(0, 200)
  query?: string;

  @IsOptional()
  @IsString()
  @Length(1, 2000)
  after?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  first?: number;
}

@Controller('api/v1/corpora')
export class CorporaController {
  constructor(
    private readonly corpora: CorporaService,
    private readonly documents: DocumentsService,
    private readonly removal: RemovalService,
  ) {}

  @Get()
  async list(@CallerContext() context: TenantContext): Promise<{ corpora: Corpus[] }> {
    return { corpora: await this.corpora.list(context) };
  }

  @Post()
  create(@CallerContext() context: TenantContext, @Body() body: CreateCorpusRequest): Promise<CorpusName> {
    return this.corpora.save(context, body.key, body.name);
  }

  /** Makes the corpus, or names it anew. */
  @Put(':corpus')
  save(
    @CallerContext() context: TenantContext,
    @Param('corpus') corpus: string,
    @Body() body: SaveCorpusRequest,
  ): Promise<CorpusName> {
    return this.corpora.save(context, corpus, body.name);
  }

  /** Removes the corpus with all its documents; answers when they are gone. */
  @Delete(':corpus')
  @HttpCode(204)
  async remove(@CallerContext() context: TenantContext, @Param('corpus') corpus: string): Promise<void> {
    await this.removal.removeCorpus(context, corpus);
  }

  @Get(':corpus/documents')
  listDocuments(
    @CallerContext() context: TenantContext,
    @Param('corpus') corpus: string,
    @Query() query: DocumentsQuery,
    @ReaderLanguage() language: Language,
  ): Promise<DocumentPage> {
    return this.documents.list(context, corpus, query, language);
  }
}
