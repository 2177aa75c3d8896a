import { Injectable } from '@nestjs/common';
import { NotFoundError } from '@onggi/platform';
import {
  AuditTrail,
  recordAudit,
  TenantDb,
  TenantDirectory,
  type AuditFilter,
  type AuditHead,
  type AuditPage,
  type AuditVerification,
  type TenantContext,
} from '@onggi/tenancy';
import { platformContext } from '../credentials/keys.service.js';

/** The audit trail as people use it: who reads it stands in it too. */
@Injectable()
export class AuditService {
  constructor(
    private readonly database: TenantDb,
    private readonly directory: TenantDirectory,
    private readonly trail: AuditTrail,
  ) {}

  async list(context: TenantContext, filter: AuditFilter): Promise<AuditPage> {
    await this.record(context, 'audit.read');
    return this.trail.list(context, filter);
  }

  async verify(context: TenantContext, kept?: AuditHead): Promise<AuditVerification> {
    await this.record(context, 'audit.verify');
    return this.trail.verify(context, kept);
  }

  /** The proof holds numbers, hashes and ids of events; the platform sees no event. @throws NotFoundError */
  async verifyForPlatform(tenant: string, kept?: AuditHead): Promise<AuditVerification> {
    const known = (await this.directory.list()).some((one) => one.id === tenant);
    if (!known) throw new NotFoundError();
    return this.verify(platformContext(tenant), kept);
  }

  private record(context: TenantContext, action: string): Promise<void> {
    return this.database.run(context, (transaction) => recordAudit(transaction, { action }));
  }
}
