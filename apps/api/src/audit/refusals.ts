import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Caller } from '@onggi/identity';
import { createLogger, OnggiError } from '@onggi/platform';
import { recordAudit, TenantDb } from '@onggi/tenancy';
import { catchError, map, type Observable } from 'rxjs';
import { requestOf } from '../http/request.js';
import { operationName, targetOf } from '../permission/operation-name.js';

const log = createLogger('audit');
const refused = new Set([403, 404]);

/** Writes into a tenant's audit trail what its callers were refused: what they may not do, and ids that are not theirs. */
@Injectable()
export class Refusals implements NestInterceptor {
  constructor(private readonly database: TenantDb) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((result) => (isGenerator(result) ? this.watched(context, result) : result)),
      catchError(async (error: unknown) => {
        await this.record(context, error);
        throw error;
      }),
    );
  }

  /** Does nothing for other errors, and where no tenant is known. A refusal stands whether or not it could be recorded. */
  async record(context: ExecutionContext, error: unknown): Promise<void> {
    const { caller } = requestOf(context);
    if (!(error instanceof OnggiError) || !refused.has(error.httpStatus) || !hasTenant(caller)) return;
    const entry = {
      action: 'permission.denied',
      target: targetOf(context),
      outcome: 'denied' as const,
      detail: { operation: operationName(context), code: error.code },
    };
    try {
      await this.database.run(caller.context, (transaction) => recordAudit(transaction, entry));
    } catch (cause) {
      log.error({ ...entry, tenant: caller.context.tenant, cause }, 'a refusal could not be recorded');
    }
  }

  /**
   * A subscription fails after its handler has returned. Not a generator: its `return` would wait for the next event, and
   * the subscriber who leaves meanwhile would not be heard.
   */
  private watched(context: ExecutionContext, events: AsyncGenerator): AsyncIterableIterator<unknown> {
    const noted = async (step: Promise<IteratorResult<unknown>>) => {
      try {
        return await step;
      } catch (error) {
        await this.record(context, error);
        throw error;
      }
    };
    return {
      next: () => noted(events.next()),
      return: () => noted(events.return(undefined)),
      throw: (error) => noted(events.throw(error)),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

function hasTenant(caller: Caller | undefined): caller is Exclude<Caller, { kind: 'machine' }> {
  return caller !== undefined && caller.kind !== 'machine';
}

function isGenerator(value: unknown): value is AsyncGenerator {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
