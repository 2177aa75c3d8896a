import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  ConflictError,
  createLogger,
  InvalidInputError,
  NotFoundError,
  OnggiError,
  type LocalizedText,
} from '@onggi/platform';
import { sql, TenantDb, TenantDirectory, type Tenant } from '@onggi/tenancy';
import { platformContext } from './credentials/keys.service.js';

const log = createLogger('tenants');
const idShape = /^[a-z][a-z0-9_-]{0,38}$/;
const provisioningLimitMs = 30_000;

class ProvisioningPendingError extends OnggiError {
  constructor(tenant: string) {
    super({
      code: 'PROVISIONING_PENDING',
      httpStatus: 503,
      message: {
        ko: `테넌트 '${tenant}'을(를) 아직 준비하지 못했습니다.`,
        en: `The tenant '${tenant}' is not ready yet.`,
      },
      remedy: {
        ko: '작업자(worker)가 돌고 있는지 onggi doctor 로 확인하세요.',
        en: 'Check with onggi doctor that the worker is running.',
      },
      retryable: true,
      retryAfterMs: 5_000,
    });
  }
}

@Injectable()
export class TenantsService {
  constructor(
    private readonly database: TenantDb,
    private readonly directory: TenantDirectory,
  ) {}

  list(): Promise<Tenant[]> {
    return this.directory.list();
  }

  /**
   * Asks for a tenant and waits until a worker has made its partitions.
   * @throws InvalidInputError for an id that is not lower-case letters, digits and underscores; ConflictError when it exists
   */
  async create(id: string, name: LocalizedText): Promise<Tenant> {
    if (!idShape.test(id)) {
      throw new InvalidInputError(
        { ko: `'${id}'은(는) 테넌트 이름으로 쓸 수 없습니다.`, en: `'${id}' cannot be the id of a tenant.` },
        {
          ko: '영어 소문자로 시작하고 소문자, 숫자, 밑줄, 붙임표만 쓰세요(39자까지).',
          en: 'Begin with a lower-case letter and use lower-case letters, digits, underscores and hyphens only (39 at most).',
        },
      );
    }
    const existing = await this.find(id);
    if (existing?.status === 'removing') {
      throw new ConflictError(
        { ko: `테넌트 '${id}'을(를) 지우는 중입니다.`, en: `The tenant '${id}' is being removed.` },
        { ko: '다 지워진 뒤 다시 만드세요.', en: 'Make it again when the removal is over.' },
      );
    }
    if (existing?.status === 'active') {
      throw new ConflictError(
        { ko: `테넌트 '${id}'이(가) 이미 있습니다.`, en: `The tenant '${id}' exists already.` },
        { ko: '다른 이름을 쓰거나 있는 테넌트를 쓰세요.', en: 'Choose another id, or use the one that exists.' },
      );
    }
    await this.database.run(platformContext(id), (transaction) =>
      transaction.execute(sql`SELECT tenancy.request_tenant(${name.ko}, ${name.en})`),
    );
    return this.untilActive(id);
  }

  /**
   * Closes the tenant at once and leaves the removal of its data to a job: its keys and sessions are refused from now on.
   * @throws NotFoundError
   */
  async remove(id: string): Promise<void> {
    const asked = await this.database.run(platformContext(id), (transaction) =>
      transaction.first<{ found: boolean }>(sql`SELECT tenancy.request_tenant_removal() AS found`),
    );
    if (!asked?.found) throw new NotFoundError();
    log.warn({ tenant: id }, 'a tenant is being removed');
  }

  private async untilActive(id: string): Promise<Tenant> {
    const deadline = Date.now() + provisioningLimitMs;
    while (Date.now() < deadline) {
      const tenant = await this.find(id);
      if (tenant?.status === 'active') return tenant;
      await sleep(100);
    }
    throw new ProvisioningPendingError(id);
  }

  private async find(id: string): Promise<Tenant | undefined> {
    return (await this.directory.list()).find((tenant) => tenant.id === id);
  }
}
