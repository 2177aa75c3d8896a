import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import {
  DocumentReader,
  DocumentsService,
  type DocumentDetail,
  type ReadablePage,
  type ReadableTree,
} from '@onggi/corpus';
import { RemovalService } from '@onggi/ingestion';
import type { Language } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Min } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { disposition } from '../edge/content-disposition.js';
import { CallerContext, ReaderLanguage } from '../http/access.js';
import { Names } from '../openapi/names.js';

class VersionQuery {
  @IsOptional()
  @IsString()
  version?: string;
}

class PageQuery extends VersionQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  start?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  end?: number;
}

class OriginalQuery extends VersionQuery {
  @IsOptional()
  @IsIn(['1'])
  inline?: '1';
}

class AccessRequest {
  @IsArray()
  @IsString({ each: true })
  @Names('groups/:group')
  groups!: string[];

  @IsIn(['O', 'S', 'C'])
  label!: string;
}

@Controller('api/v1/documents/:document')
export class DocumentsController {
  constructor(
    private readonly documents: DocumentsService,
    private readonly reader: DocumentReader,
    private readonly removal: RemovalService,
  ) {}

  @Get()
  detail(
    @CallerContext() context: TenantContext,
    @Param('document') document: string,
    @ReaderLanguage() language: Language,
  ): Promise<DocumentDetail> {
    return this.documents.detail(context, document, language);
  }

  /** Removes the document in all its versions. There is no way back but to upload it again. */
  @Delete()
  @HttpCode(204)
  async remove(@CallerContext() context: TenantContext, @Param('document') document: string): Promise<void> {
    await this.removal.removeDocument(context, document);
  }

  @Get('tree')
  tree(
    @CallerContext() context: TenantContext,
    @Param('document') document: string,
    @Query() query: VersionQuery,
  ): Promise<ReadableTree> {
    return this.reader.tree(context, document, query.version);
  }

  @Get('pages/:page')
  page(
    @CallerContext() context: TenantContext,
    @Param('document') document: string,
    @Param('page') page: string,
    @Query() query: PageQuery,
  ): Promise<ReadablePage> {
    const { version, start, end } = query;
    return this.reader.page(context, document, Number(page), {
      ...(version === undefined ? {} : { versionId: version }),
      ...(start === undefined || end === undefined ? {} : { start, end }),
    });
  }

  @Get('original')
  async original(
    @CallerContext() context: TenantContext,
    @Param('document') document: string,
    @Query() query: OriginalQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const original = await this.reader.original(context, document, query.version);
    // Only a PDF is shown in the page, by a reader that runs no script; anything else could run as our own site.
    const inline = query.inline === '1' && original.mediaType === 'application/pdf';
    await reply
      .header('content-type', inline ? 'application/pdf' : 'application/octet-stream')
      .header('content-length', original.byteSize)
      .header('content-disposition', disposition(inline ? 'inline' : 'attachment', original.fileName))
      .header('cache-control', 'private, no-store')
      .send(Readable.from(original.content));
  }

  /** Who may read the document from now on, in all its versions. */
  @Put('access')
  @HttpCode(204)
  async changeAccess(
    @CallerContext() context: TenantContext,
    @Param('document') document: string,
    @Body() body: AccessRequest,
  ): Promise<void> {
    await this.documents.changeAccess(context, document, body.groups, body.label);
  }
}
