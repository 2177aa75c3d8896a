import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { SharedAccessService, type SharedAccess } from '@onggi/identity';
import type { TenantContext } from '@onggi/tenancy';
import { CallerContext } from '../http/access.js';
import { AcceptPostRequest, OfferPostRequest } from './shared-access-input.js';

/** Second posts and secondments: what one person of another tenant may read here besides. */
@Controller('api/v1/posts')
export class PostsController {
  constructor(private readonly shared: SharedAccessService) {}

  @Get()
  async list(@CallerContext() context: TenantContext): Promise<{ posts: SharedAccess[] }> {
    return { posts: await this.shared.posts(context) };
  }

  @Post()
  offer(@CallerContext() context: TenantContext, @Body() body: OfferPostRequest): Promise<SharedAccess> {
    return this.shared.offerPost(context, { ...body, label: body.label ?? 'O' });
  }

  @Post(':post/accept')
  @HttpCode(200)
  accept(
    @CallerContext() context: TenantContext,
    @Param('post') post: string,
    @Body() body: AcceptPostRequest,
  ): Promise<SharedAccess> {
    return this.shared.acceptPost(context, post, body.personId);
  }

  /** Ends it, from either side, for good. */
  @Delete(':post')
  @HttpCode(204)
  end(@CallerContext() context: TenantContext, @Param('post') post: string): Promise<void> {
    return this.shared.endPost(context, post);
  }
}
