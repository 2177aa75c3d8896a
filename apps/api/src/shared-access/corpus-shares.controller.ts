import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { SharedAccessService, type SharedAccess } from '@onggi/identity';
import type { TenantContext } from '@onggi/tenancy';
import { CallerContext } from '../http/access.js';
import { AcceptCorpusRequest, OfferCorpusRequest } from './shared-access-input.js';

/** Corpora that tenants open to each other by both sides' consent. */
@Controller('api/v1/corpus-shares')
export class CorpusSharesController {
  constructor(private readonly shared: SharedAccessService) {}

  @Get()
  async list(@CallerContext() context: TenantContext): Promise<{ shares: SharedAccess[] }> {
    return { shares: await this.shared.corpora(context) };
  }

  @Post()
  offer(@CallerContext() context: TenantContext, @Body() body: OfferCorpusRequest): Promise<SharedAccess> {
    return this.shared.offerCorpus(context, { ...body, label: body.label ?? 'O' });
  }

  @Post(':share/accept')
  @HttpCode(200)
  accept(
    @CallerContext() context: TenantContext,
    @Param('share') share: string,
    @Body() body: AcceptCorpusRequest,
  ): Promise<SharedAccess> {
    return this.shared.acceptCorpus(context, share, body.groups);
  }

  /** Ends it, from either side, for good. */
  @Delete(':share')
  @HttpCode(204)
  end(@CallerContext() context: TenantContext, @Param('share') share: string): Promise<void> {
    return this.shared.endCorpus(context, share);
  }
}
