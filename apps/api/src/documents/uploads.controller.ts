import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { IngestionService, JobsService, type Job } from '@onggi/ingestion';
import type { Language } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { CallerContext, ReaderLanguage } from '../http/access.js';
import type { OnggiRequest } from '../http/request.js';
import { MultipartUpload } from './multipart-upload.js';

@Controller('api/v1/corpora/:corpus/documents')
export class UploadsController {
  constructor(
    private readonly ingestion: IngestionService,
    private readonly jobs: JobsService,
  ) {}

  /** Takes files in, in the order they come; answers when all are kept. A worker does the rest. */
  @Post()
  @HttpCode(202)
  async upload(
    @CallerContext() context: TenantContext,
    @Param('corpus') corpus: string,
    @Req() request: OnggiRequest,
    @ReaderLanguage() language: Language,
  ): Promise<{ jobId: string; job: Job }> {
    const upload = new MultipartUpload(request);
    try {
      const fields = await upload.fields();
      const groups = fields
        .get('groups')
        ?.split(',')
        .map((group) => group.trim())
        .filter(Boolean);
      const label = fields.get('label');
      const { jobId } = await this.ingestion.upload(context, {
        corpus,
        createCorpus: fields.get('createCorpus') === 'true',
        source: fields.get('source') ?? 'upload',
        ...(groups?.length ? { groups } : {}),
        ...(label ? { label } : {}),
        files: upload.files(),
      });
      return { jobId, job: await this.jobs.view(context, jobId, language) };
    } finally {
      upload.drain();
    }
  }
}
