import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { KeysService, type ApiKey } from '@onggi/identity';
import type { TenantContext } from '@onggi/tenancy';
import { CallerContext } from '../http/access.js';
import { CreateKeyRequest, RotateKeyRequest } from './key-input.js';

/** A tenant's API keys, for its administrators. A key's secret is in the answer that makes it, and nowhere else. */
@Controller('api/v1/keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Get()
  async list(@CallerContext() context: TenantContext): Promise<{ keys: ApiKey[] }> {
    return { keys: await this.keys.list(context) };
  }

  @Post()
  create(
    @CallerContext() context: TenantContext,
    @Body() body: CreateKeyRequest,
  ): Promise<{ key: string; keyId: string; expiresAt: Date | null }> {
    return this.keys.create(context, { ...body, groups: body.groups ?? [] });
  }

  @Post(':key/rotate')
  @HttpCode(200)
  rotate(
    @CallerContext() context: TenantContext,
    @Param('key') key: string,
    @Body() body: RotateKeyRequest,
  ): Promise<{ key: string; keyId: string; previousExpiresAt: Date }> {
    return this.keys.rotate(context, key, body.graceSeconds ?? undefined);
  }

  @Post(':key/suspend')
  @HttpCode(200)
  suspend(@CallerContext() context: TenantContext, @Param('key') key: string): Promise<ApiKey> {
    return this.keys.suspend(context, key);
  }

  @Post(':key/resume')
  @HttpCode(200)
  resume(@CallerContext() context: TenantContext, @Param('key') key: string): Promise<ApiKey> {
    return this.keys.resume(context, key);
  }

  @Delete(':key')
  @HttpCode(204)
  async revoke(@CallerContext() context: TenantContext, @Param('key') key: string): Promise<void> {
    await this.keys.revoke(context, key);
  }
}
