import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { createLogger, OnggiError } from '@onggi/platform';
import { serviceContext, TenantDb, type AccessGrant, type Label, type TenantContext } from '@onggi/tenancy';
import { currentContext, isSessionAlive } from './current-context.js';

const log = createLogger('identity');

/** Whoever asked may come no more, or may read less than when the work began. Asking again goes by the rights of now. */
export class RightsEndedError extends OnggiError {
  constructor() {
    super({
      code: 'RIGHTS_ENDED',
      httpStatus: 403,
      message: {
        ko: '권한이 바뀌어 여기서 멈추었습니다.',
        en: 'This was stopped because your access has changed.',
      },
      remedy: {
        ko: '다시 로그인하거나 다시 물어보세요. 계속 안 되면 관리자에게 문의하세요.',
        en: 'Sign in or ask again. If that is refused, speak to your administrator.',
      },
    });
  }
}

interface Watched {
  context: TenantContext;
  sessionId: string | undefined;
  ended: AbortController;
}

/** Watches over work that outlives the moment in which its caller was let in: streams, answers being written, runs. */
@Injectable()
export class RightsWatch implements OnModuleDestroy {
  private readonly watched = new Set<Watched>();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;

  /** @param everyMs how often rights are read again; work ends within this and one round after they were taken */
  constructor(
    private readonly database: TenantDb,
    private readonly everyMs = 10_000,
  ) {}

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /**
   * @param sessionId whose end is an end as well
   * @returns a signal that aborts with RightsEndedError within 15 s of the caller's suspension, or of the loss of a role,
   *   group or clearance; call `stop` when the work is done
   */
  watch(context: TenantContext, sessionId?: string): { signal: AbortSignal; stop: () => void } {
    const one: Watched = { context, sessionId, ended: new AbortController() };
    this.watched.add(one);
    this.timer ??= setInterval(() => void this.look(), this.everyMs).unref();
    return { signal: one.ended.signal, stop: () => this.stop(one) };
  }

  /**
   * Work that ends with the caller's rights, or with the signal.
   * @throws RightsEndedError as soon as the work heeds the signal that it is given
   */
  async during<Result>(
    context: TenantContext,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const rights = this.watch(context);
    try {
      const result = await work(AbortSignal.any([signal, rights.signal]));
      rights.signal.throwIfAborted();
      return result;
    } catch (error) {
      rights.signal.throwIfAborted();
      throw error;
    } finally {
      rights.stop();
    }
  }

  /** Reads the rights of all who are watched. One round at a time. */
  look(): Promise<void> {
    this.round ??= this.lookOnce().finally(() => (this.round = undefined));
    return this.round;
  }

  private stop(one: Watched): void {
    this.watched.delete(one);
    if (this.watched.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async lookOnce(): Promise<void> {
    const tenants = new Set([...this.watched].map(({ context }) => context.tenant));
    for (const tenant of tenants) {
      try {
        await this.lookAt(
          tenant,
          [...this.watched].filter(({ context }) => context.tenant === tenant),
        );
      } catch (error) {
        // What is watched reads its data from the same database; the next round comes soon.
        log.warn({ tenant, error: String(error) }, 'rights could not be read again');
      }
    }
  }

  private async lookAt(tenant: string, watched: readonly Watched[]): Promise<void> {
    const principals = new Set(watched.map(({ context }) => context.principal));
    const sessions = new Set(watched.flatMap(({ sessionId }) => sessionId ?? []));
    const { now, over } = await this.database.run(serviceContext(tenant, 'rights-watch'), async (transaction) => {
      const now = new Map<string, TenantContext | undefined>();
      for (const principal of principals) now.set(principal, await currentContext(transaction, principal));
      const over = new Set<string>();
      for (const session of sessions) if (!(await isSessionAlive(transaction, session))) over.add(session);
      return { now, over };
    });
    for (const { context, sessionId, ended } of watched) {
      const opens = now.get(context.principal);
      const isOver = sessionId !== undefined && over.has(sessionId);
      if (isOver || !opens || opensLess(opens, context)) ended.abort(new RightsEndedError());
    }
  }
}

const labels: readonly Label[] = ['O', 'S', 'C'];

/** Whether a context opens less than another did, in any tenant. More is no reason to end anything. */
function opensLess(now: TenantContext, before: TenantContext): boolean {
  return before.grants.some((grant) => !now.grants.some((one) => covers(one, grant)));
}

function covers(now: AccessGrant, before: AccessGrant): boolean {
  return (
    now.tenant === before.tenant &&
    before.groups.every((group) => now.groups.includes(group)) &&
    labels.indexOf(now.label) >= labels.indexOf(before.label) &&
    (now.manage || !before.manage) &&
    (now.corpora === undefined || (before.corpora?.every((corpus) => now.corpora?.includes(corpus)) ?? false))
  );
}
