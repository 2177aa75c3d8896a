import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { RightsWatch } from '@onggi/identity';
import { IngestionService, JobsService, type Job } from '@onggi/ingestion';
import type { Language } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { CallerContext, ReaderLanguage } from '../http/access.js';
import type { OnggiRequest } from '../http/request.js';
import { watchCaller } from '../http/watched-caller.js';
import { MultipartUpload } from './multipart-upload.js';

/** Fields before the files hold for all of them; those right before a file for that one. */
const uploadForm = {
  type: 'object',
  required: ['file'],
  properties: {
    groups: { type: 'string', description: 'keys, comma list', 'x-names': 'groups/:group' },
    label: { type: 'string', enum: ['O', 'S', 'C'] },
    source: { type: 'string' },
    createCorpus: { type: 'string', enum: ['true', 'false'] },
    path: { type: 'string', description: 'relative' },
    externalId: { type: 'string' },
    effectiveFrom: { type: 'string', format: 'date' },
    title: { type: 'string' },
    language: { type: 'string', enum: ['ko', 'en'] },
    file: { type: 'string', format: 'binary', description: 'a document, or a .zip of documents; as many as you like' },
  },
};

@Controller('api/v1/corpora/:corpus/documents')
export class UploadsController {
  constructor(
    private readonly ingestion: IngestionService,
    private readonly jobs: JobsService,
    private readonly rights: RightsWatch,
  ) {}

  /** Takes files in, in the order they come; answers when all are kept. A worker does the rest. */
  @Post()
  @HttpCode(202)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: uploadForm })
  async upload(
    @CallerContext() context: TenantContext,
    @Param('corpus') corpus: string,
    @Req() request: OnggiRequest,
    @ReaderLanguage() language: Language,
  ): Promise<{ jobId: string; job: Job }> {
    const upload = new MultipartUpload(request);
    const rights = watchCaller(this.rights, request);
    // As when the sender goes away in the middle: what is whole by then stays.
    rights.signal.addEventListener('abort', () => request.raw.destroy(), { once: true });
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
      rights.stop();
      upload.drain();
    }
  }
}
