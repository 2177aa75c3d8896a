export {
  everyone,
  requireRole,
  serviceContext,
  tenantContext,
  type AccessGrant,
  type Label,
  type Role,
  type TenantContext,
} from './context/tenant-context.js';
export { ContextKeys, contextKeySettings } from './context/context-keys.js';
export { opensVersion } from './context/opens-version.js';
export { ContextRefusedError } from './context/signed-context.js';
export { createPool, type PoolOptions } from './database/pool.js';
export { noSql, sql, type SqlStatement } from './database/sql.js';
export { TenantDb, type TenantTransaction } from './database/tenant-db.js';
export { TenantPrisma, type PrismaTransaction } from './database/tenant-prisma.js';
export { auditElsewhere, recordAudit, type AuditEntry, type SharedAction } from './audit/audit.js';
export { AuditTrail, type AuditEvent, type AuditFilter, type AuditPage } from './audit/audit-trail.js';
export type { AuditFinding, AuditHead, AuditVerification } from './audit/verify-audit.js';
export { enqueue, requestIndexMaintenance, type JobRequest, type TaskName } from './jobs/enqueue.js';
export { JobRunner, type JobRun, type JobRunnerOptions, type TaskHandlers } from './jobs/job-runner.js';
export { Notifications } from './process/notifications.js';
export { ProcessIdentity } from './process/process-identity.js';
export {
  provisionTenant,
  removeTenant,
  TenantDirectory,
  type CredentialRow,
  type FirstEmbeddingSet,
  type Tenant,
} from './provisioning/tenants.js';
