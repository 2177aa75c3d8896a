import { Controller, Get, Param, Query } from '@nestjs/common';
import { AuditService } from '@onggi/identity';
import type { AuditHead, AuditPage, AuditVerification, TenantContext } from '@onggi/tenancy';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { CallerContext } from '../http/access.js';

class AuditQuery {
  @IsOptional()
  @IsString()
  @Length(1, 100)
  action?: string;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  principal?: string;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  target?: string;

  @IsOptional()
  @IsIn(['allowed', 'denied', 'failed'])
  outcome?: 'allowed' | 'denied' | 'failed';

  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  @IsOptional()
  @Type(() => Date)
  @IsDate()
  to?: Date;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  first?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  after?: number;
}

class VerificationQuery {
  /** A head as an earlier verification gave it: `sequence:hash`. */
  @IsOptional()
  @Matches(/^[1-9]\d{0,14}:[0-9a-f]{64}$/)
  head?: string;
}

/** A tenant's audit trail for its auditors and administrators; its proof for the platform too. */
@Controller('api/v1')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get('audit')
  list(@CallerContext() context: TenantContext, @Query() query: AuditQuery): Promise<AuditPage> {
    return this.audit.list(context, query);
  }

  @Get('audit/verification')
  verify(@CallerContext() context: TenantContext, @Query() query: VerificationQuery): Promise<AuditVerification> {
    return this.audit.verify(context, headOf(query));
  }

  @Get('platform/tenants/:tenant/audit/verification')
  verifyFor(@Param('tenant') tenant: string, @Query() query: VerificationQuery): Promise<AuditVerification> {
    return this.audit.verifyForPlatform(tenant, headOf(query));
  }
}

function headOf({ head }: VerificationQuery): AuditHead | undefined {
  const [sequence = '', hash = ''] = head?.split(':') ?? [];
  return head === undefined ? undefined : { sequence: Number(sequence), hash };
}
