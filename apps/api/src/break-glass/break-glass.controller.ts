import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { BreakGlassService, platformContext, type BreakGlassGrant, type OpenBreakGlassGrant } from '@onggi/identity';
import type { TenantContext } from '@onggi/tenancy';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { CallerContext } from '../http/access.js';
import { Names } from '../openapi/names.js';

class OpenBreakGlassRequest {
  @IsString()
  @Length(1, 40)
  @Names('tenants/:tenant')
  tenant!: string;

  @IsString()
  @Length(10, 1000)
  reason!: string;

  @IsInt()
  @Min(1)
  @Max(240)
  minutes!: number;
}

/** How the platform reaches a tenant's content, and how the tenant sees and ends it. */
@Controller('api/v1')
export class BreakGlassController {
  constructor(private readonly breakGlass: BreakGlassService) {}

  @Post('platform/break-glass')
  open(@Body() body: OpenBreakGlassRequest): Promise<{ grant: BreakGlassGrant; key: string }> {
    return this.breakGlass.open(body.tenant, body);
  }

  @Get('platform/tenants/:tenant/break-glass')
  async listOf(@Param('tenant') tenant: string): Promise<{ grants: BreakGlassGrant[] }> {
    return { grants: await this.breakGlass.list(platformContext(tenant)) };
  }

  @Delete('platform/tenants/:tenant/break-glass/:grant')
  @HttpCode(204)
  closeOf(@Param('tenant') tenant: string, @Param('grant') grant: string): Promise<void> {
    return this.breakGlass.close(platformContext(tenant), grant);
  }

  /** Every time that the platform reached this tenant's content. */
  @Get('break-glass')
  async list(@CallerContext() context: TenantContext): Promise<{ grants: BreakGlassGrant[] }> {
    return { grants: await this.breakGlass.list(context) };
  }

  /** That the platform may look in now: everyone of the tenant may know. */
  @Get('break-glass/open')
  async listOpen(@CallerContext() context: TenantContext): Promise<{ grants: OpenBreakGlassGrant[] }> {
    return { grants: await this.breakGlass.listOpen(context) };
  }

  @Delete('break-glass/:grant')
  @HttpCode(204)
  close(@CallerContext() context: TenantContext, @Param('grant') grant: string): Promise<void> {
    return this.breakGlass.close(context, grant);
  }
}
