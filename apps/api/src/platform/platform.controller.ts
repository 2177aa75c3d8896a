import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { KeysService, platformContext, TenantsService, type ApiKey } from '@onggi/identity';
import { NotFoundError } from '@onggi/platform';
import type { Tenant } from '@onggi/tenancy';
import { IsOptional, IsString, Length } from 'class-validator';
import { CreateKeyRequest, RotateKeyRequest } from '../keys/key-input.js';
import { Names } from '../openapi/names.js';

class CreateTenantRequest {
  @IsString()
  @Length(1, 40)
  @Names('taken tenant')
  id!: string;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  nameKo?: string;

  @IsOptional()
  @IsString()
  @Length(1, 100)
  nameEn?: string;
}

/** What the installation's own key may do: make and remove tenants and keys. It reads no tenant's content. */
@Controller('api/v1/platform')
export class PlatformController {
  constructor(
    private readonly tenants: TenantsService,
    private readonly keys: KeysService,
  ) {}

  @Get('tenants')
  async list(): Promise<{ tenants: Tenant[] }> {
    return { tenants: await this.tenants.list() };
  }

  @Post('tenants')
  create(@Body() body: CreateTenantRequest): Promise<Tenant> {
    return this.tenants.create(body.id, {
      ko: body.nameKo ?? body.nameEn ?? body.id,
      en: body.nameEn ?? body.nameKo ?? body.id,
    });
  }

  /** Closes the tenant at once; a worker removes its data. It is gone when the list does not name it any more. */
  @Delete('tenants/:tenant')
  @HttpCode(202)
  async remove(@Param('tenant') tenant: string): Promise<{ id: string; status: Tenant['status'] }> {
    await this.tenants.remove(tenant);
    return { id: tenant, status: 'removing' };
  }

  @Post('tenants/:tenant/keys')
  async createKey(
    @Param('tenant') tenant: string,
    @Body() body: CreateKeyRequest,
  ): Promise<{ key: string; keyId: string; expiresAt: Date | null }> {
    await this.requireTenant(tenant);
    return this.keys.create(platformContext(tenant), { ...body, groups: body.groups ?? [] });
  }

  @Get('tenants/:tenant/keys')
  async listKeys(@Param('tenant') tenant: string): Promise<{ keys: ApiKey[] }> {
    await this.requireTenant(tenant);
    return { keys: await this.keys.list(platformContext(tenant)) };
  }

  @Post('tenants/:tenant/keys/:key/rotate')
  @HttpCode(200)
  rotateKey(
    @Param('tenant') tenant: string,
    @Param('key') key: string,
    @Body() body: RotateKeyRequest,
  ): Promise<{ key: string; keyId: string; previousExpiresAt: Date }> {
    return this.keys.rotate(platformContext(tenant), key, body.graceSeconds ?? undefined);
  }

  @Delete('tenants/:tenant/keys/:key')
  @HttpCode(204)
  async revokeKey(@Param('tenant') tenant: string, @Param('key') key: string): Promise<void> {
    await this.keys.revoke(platformContext(tenant), key);
  }

  /** @throws NotFoundError unless the tenant is open */
  private async requireTenant(tenant: string): Promise<void> {
    const known = (await this.tenants.list()).some((one) => one.id === tenant && one.status === 'active');
    if (!known) throw new NotFoundError();
  }
}
